// Asks what files are that were not recognised: which table, and what its columns mean.

import { nameOf } from '../data/names.ts';
import { missing, nearest, type Settled, type SettledFile, type Shape, type Unknown, type UnknownFile, type UnknownSheet } from '../data/unknown.ts';
import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, section } from './element.ts';

/** A file that nobody has said anything about: what it resembles most is proposed. */
function fresh(file: UnknownFile): SettledFile {
  const proposed = (place: UnknownSheet): Settled => {
    const table = nearest(place);
    return { table, columns: table === undefined ? {} : { ...place.known[table] } };
  };
  return { file, sheets: file.sheets.map(proposed) };
}

interface Actions {
  /** Remembers what was said, for the next time that the page is drawn. */
  keep(settled: readonly SettledFile[]): void;
  analyse(): void;
}

interface Sheet {
  readonly place: UnknownSheet;
  readonly title: string;
  readonly id: string;
  readonly said: Settled;
}

const option = (value: string, label: string) => element('option', { attributes: { value } }, label);
const listed = (names: readonly string[], lang: Lang) => names.map((name) => nameOf(name, lang)).join(text(lang, 'and'));

/** What is still missing, in one line. */
function needs(shape: Shape, said: Settled, lang: Lang): string {
  const columns = new Set(Object.values(said.columns).filter((column) => column !== undefined));
  const open = missing(shape, columns);
  const sets = open.map((set) => set.map((column) => nameOf(column, lang)).join(text(lang, 'allOf')));
  return open.length === 0 ? text(lang, 'needsMet') : text(lang, 'needsOpen', { sets: sets.join(text(lang, 'orElse')) });
}

/** One line per column of the file. */
function meanings({ place, id, said }: Sheet, shape: Shape, lang: Lang, change: (said: Settled) => void): HTMLElement {
  const columns = { ...said.columns };
  const status = element('p', 'facts', needs(shape, said, lang));
  const names = [...shape.columns].sort((a, b) => nameOf(a, lang).localeCompare(nameOf(b, lang), lang));
  const selects = new Map<string, HTMLSelectElement>();
  const lines = place.headers.map((header, index) => {
    const select = element(
      'select',
      { attributes: { id: `${id}-${index}` } },
      option('', text(lang, 'ownColumn')),
      ...names.map((column) => option(column, nameOf(column, lang))),
    );
    select.value = columns[header] ?? '';
    select.addEventListener('change', () => {
      columns[header] = select.value === '' ? undefined : select.value;
      // A column means one thing: whoever had this meaning before gives it up.
      for (const other of place.headers) {
        if (other !== header && select.value !== '' && columns[other] === select.value) {
          columns[other] = undefined;
          const left = selects.get(other);
          if (left) left.value = '';
        }
      }
      const now = { table: said.table, columns };
      status.textContent = needs(shape, now, lang);
      change(now);
    });
    selects.set(header, select);
    return element('div', 'meaning', element('label', { attributes: { for: `${id}-${index}` } }, header === '' ? `#${index + 1}` : header), select);
  });
  return element('div', 'meanings', element('strong', {}, text(lang, 'columnMeaning')), status, element('div', 'lines', ...lines));
}

function asked(sheet: Sheet, shapes: readonly Shape[], lang: Lang, change: (said: Settled) => void): HTMLElement {
  const { place, title, id, said } = sheet;
  const close = nearest(place);
  const found = close === undefined ? [] : Object.values(place.known[close] ?? {});
  const hint =
    close === undefined
      ? text(lang, 'unknownNothing')
      : text(lang, 'unknownNearest', { table: nameOf(close, lang), columns: listed(found, lang) });
  const below = element('div');
  const show = (now: Settled) => {
    const shape = shapes.find(({ name }) => name === now.table);
    below.replaceChildren(...(shape ? [meanings({ ...sheet, said: now }, shape, lang, change)] : []));
  };
  const select = element(
    'select',
    { attributes: { id: `${id}-table` } },
    option('', text(lang, 'leaveOut')),
    ...shapes.map(({ name }) => option(name, nameOf(name, lang))),
  );
  select.value = said.table ?? '';
  select.addEventListener('change', () => {
    const table = select.value === '' ? undefined : select.value;
    const now = { table, columns: table === undefined ? {} : { ...place.known[table] } };
    change(now);
    show(now);
  });
  show(said);
  return element(
    'div',
    'unknown',
    element('h3', {}, title),
    element('p', 'facts', text(lang, 'unknownColumns', { columns: place.headers.filter((header) => header !== '').join(text(lang, 'and')) })),
    element('p', 'facts', hint),
    element('div', 'field', element('label', { attributes: { for: `${id}-table` } }, text(lang, 'whichTable')), select),
    below,
  );
}

/** `settled` is what was said before; files that it does not name are new. */
export function unknown(found: Unknown, settled: readonly SettledFile[], lang: Lang, actions: Actions): HTMLElement {
  const known = new Set(settled.map(({ file }) => file.name));
  const all = [...settled, ...found.files.filter(({ name }) => !known.has(name)).map(fresh)].map(({ file, sheets }) => ({ file, sheets: [...sheets] }));
  const parts = all.flatMap(({ file, sheets }, number) =>
    file.sheets.map((place, index) => {
      const title = place.sheet === null ? file.name : text(lang, 'unknownSheet', { file: file.name, sheet: place.sheet });
      const said = sheets[index] ?? { table: undefined, columns: {} };
      return asked({ place, title, id: `unknown-${number}-${index}`, said }, found.tables, lang, (now) => {
        sheets[index] = now;
        actions.keep(all);
      });
    }),
  );
  const submit = (event: Event) => {
    event.preventDefault();
    actions.keep(all);
    actions.analyse();
  };
  const button = element('button', { class: 'button', attributes: { type: 'submit' } }, text(lang, 'analyse'));
  return section(
    'unknown',
    text(lang, 'unknownTitle'),
    element('p', 'facts', text(lang, 'unknownHint')),
    element('form', { on: { submit } }, ...parts, element('div', 'buttons', button)),
  );
}
