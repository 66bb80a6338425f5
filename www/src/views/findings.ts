// Alerts' findings, worst first.

import type { Results } from '../data/results.ts';
import { keysText } from '../data/chart.ts';
import { momentText } from '../data/format.ts';
import { teamOf } from '../data/names.ts';
import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, section } from './element.ts';

/** More than this nobody reads at once. */
const SHOWN = 50;

export function findings(results: Results, lang: Lang, choose: (kpi: string) => void): HTMLElement {
  const grains = new Map(results.kpis.map((kpi) => [kpi.name, kpi]));
  const items = results.findings.slice(0, SHOWN).map((finding) => {
    const kpi = finding.on === undefined ? undefined : grains.get(finding.on);
    const facts = [
      kpi?.title[lang] ?? '',
      finding.at === undefined ? '' : momentText(finding.at, kpi?.grain ?? 'day'),
      keysText(finding.keys, lang),
      finding.route === undefined ? '' : text(lang, 'routeTo', { team: teamOf(finding.route, lang) }),
    ].filter((fact) => fact !== '');
    const body = element('div', {}, element('p', 'sentence', finding.message[lang]), element('p', 'facts', facts.join(' · ')));
    const badge = element('span', `badge ${finding.severity}`, text(lang, `severity_${finding.severity}`));
    const attributes = { type: 'button' };
    return element('li', {}, element('button', { class: 'finding', attributes, on: { click: () => kpi && choose(kpi.name) } }, badge, body));
  });
  const all = results.findings.length;
  return section(
    'findings',
    text(lang, 'findings'),
    all === 0 ? element('p', 'quiet', text(lang, 'noFindings')) : element('ul', 'findings', ...items),
    all > SHOWN && element('p', 'quiet', text(lang, 'moreRows', { shown: SHOWN, all })),
  );
}
