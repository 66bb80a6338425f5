// Where files are dropped or chosen.

import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element } from './element.ts';

const ACCEPT = '.csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.ndjson,.jsonl,.parquet,.eml,.mbox,.gz,.zip,.toml';

interface Actions {
  take(files: readonly File[]): void;
  /** Opens the bundled sample. */
  sample(): void;
}

/** A large field before the first files, a line afterwards. */
export function files(lang: Lang, chosen: readonly string[], { take, sample }: Actions): HTMLElement {
  const input = element('input', {
    attributes: { type: 'file', multiple: '', accept: ACCEPT, id: 'files' },
    on: { change: () => input.files && input.files.length > 0 && take([...input.files]) },
  });
  const small = chosen.length > 0;
  const all = chosen.join(text(lang, 'and'));
  const names = chosen.length > 1 ? text(lang, 'several', { count: chosen.length, names: all }) : all;
  const label = element('label', { class: 'button', attributes: { for: 'files' } }, text(lang, small ? 'another' : 'choose'));
  const open = element('button', { class: 'plain sample', attributes: { type: 'button' }, on: { click: sample } }, text(lang, 'openSample'));
  const zone = small
    ? element('div', 'drop small', element('span', { class: 'names', attributes: { title: names } }, names), input, label)
    : element(
        'div',
        'drop',
        element('h1', {}, text(lang, 'dropTitle')),
        element('p', {}, text(lang, 'dropHint')),
        input,
        element('div', 'choices', label, open),
        element('p', 'facts', text(lang, 'sampleHint')),
      );
  const over = (on: boolean) => (event: Event) => {
    event.preventDefault();
    zone.classList.toggle('over', on);
  };
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', (event) => {
    over(false)(event);
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0) take(dropped);
  });
  return zone;
}
