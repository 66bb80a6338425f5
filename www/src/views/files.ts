// Where files are dropped or chosen.

import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element } from './element.ts';

const ACCEPT = '.csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.ndjson,.jsonl,.parquet,.eml,.mbox,.gz,.zip';

/** A large field before the first files, a line afterwards. */
export function files(lang: Lang, chosen: readonly string[], take: (files: readonly File[]) => void): HTMLElement {
  const input = element('input', {
    attributes: { type: 'file', multiple: '', accept: ACCEPT, id: 'files' },
    on: { change: () => input.files && input.files.length > 0 && take([...input.files]) },
  });
  const small = chosen.length > 0;
  const all = chosen.join(text(lang, 'and'));
  const names = chosen.length > 1 ? text(lang, 'several', { count: chosen.length, names: all }) : all;
  const label = element('label', { class: 'button', attributes: { for: 'files' } }, text(lang, small ? 'another' : 'choose'));
  const zone = small
    ? element('div', 'drop small', element('span', { class: 'names', attributes: { title: names } }, names), input, label)
    : element(
        'div',
        'drop',
        element('h1', {}, text(lang, 'dropTitle')),
        element('p', {}, text(lang, 'dropHint')),
        input,
        label,
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
