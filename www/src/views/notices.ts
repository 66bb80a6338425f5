// What went wrong, and what is missing because of it.

import type { Results } from '../data/results.ts';
import type { Catalogue, Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, section } from './element.ts';

export function notice(kind: 'busy' | 'error', title: string, detail = ''): HTMLElement {
  const role = kind === 'error' ? 'alert' : 'status';
  return element('div', { class: `notice ${kind}`, attributes: { role } }, element('strong', {}, title), detail !== '' && element('span', {}, detail));
}

export function failures(results: Results, timedOut: readonly string[], catalogue: Catalogue, lang: Lang): HTMLElement | undefined {
  const items = results.failures.map(({ step, plugin, message, consequence }) => {
    const title = catalogue.find(({ id }) => id === plugin)?.manifest.title[lang];
    const name = title === undefined ? plugin : `${title} (${plugin})`;
    const attributes = { title: step };
    return element('li', {}, element('strong', { attributes }, name), element('span', {}, message[lang]), element('span', 'facts', consequence[lang]));
  });
  const named = new Set(results.failures.map(({ plugin }) => plugin));
  const late = timedOut
    .filter((plugin) => !named.has(plugin))
    .map((plugin) => element('li', {}, text(lang, 'pluginTimedOut', { plugin })));
  return items.length + late.length === 0 ? undefined : section('failures', text(lang, 'failures'), element('ul', 'failures', ...items, ...late));
}
