// The quality account: what became of every row, and why.

import type { InputResult, Json, QualityResult, Results } from '../data/results.ts';
import { decimal } from '../data/format.ts';
import { nameOf } from '../data/names.ts';
import type { Catalogue, Lang } from '../engine/catalogue.ts';
import { text, type TextKey } from '../text.ts';
import { element, grid, section } from './element.ts';

const SHOWN = 100;

/** rows = accepted + quarantined + excluded, as a bar. */
function bar(input: InputResult): HTMLElement {
  const marked = Math.min(input.fixed + input.flagged, input.accepted);
  const parts = [
    ['clean', input.accepted - marked],
    ['touched', marked],
    ['quarantined', input.quarantined],
    ['excluded', input.excluded],
  ] as const;
  const shown = parts.filter(([, rows]) => rows > 0);
  return element('div', 'bar', ...shown.map(([name, rows]) => element('i', { class: name, attributes: { style: `flex-grow:${rows}` } })));
}

/** The table, and below what the file's headers were recognised as, how well they fit, and its encoding. */
function table(input: InputResult, lang: Lang): HTMLElement {
  const profile = `${input.profile_title[lang]} ${input.profile_score.toFixed(2)}`;
  const encoding = input.reading?.encoding;
  const facts = [profile, ...(encoding === undefined ? [] : [text(lang, 'encoding', { name: encoding })])];
  const below = element('span', { class: 'facts', attributes: { title: input.profile } }, facts.join(' · '));
  return element('span', 'rule recognised', nameOf(input.table, lang), below);
}

/** What reading a file came across, in sentences that its owner can act upon. Mirrors `host/src/report/reading.rs`. */
function sentences({ reading = {}, unmatched }: InputResult, lang: Lang): readonly string[] {
  const names = (key: TextKey, list: readonly string[] = []) => (list.length > 0 ? [text(lang, key, { names: list.join(text(lang, 'and')) })] : []);
  const count = (key: TextKey, rows = 0) => (rows > 0 ? [text(lang, key, { count: decimal(rows, lang) })] : []);
  return [
    ...names('readDuplicates', reading.duplicate_headers),
    ...count('readPreamble', reading.preamble),
    ...count('readTail', reading.tail),
    ...count('readMended', reading.mended),
    ...count('readRagged', reading.ragged),
    ...count('readReplaced', reading.replaced),
    ...names('readUnread', reading.unread),
    ...names('readUnmatched', unmatched),
  ];
}

function readings(results: Results, lang: Lang): HTMLElement | undefined {
  const items = results.inputs.flatMap((input) => {
    const said = sentences(input, lang);
    return said.length === 0 ? [] : [element('li', {}, element('strong', {}, text(lang, 'ofSource', { source: input.name })), said.join(lang === 'zh' ? '' : ' '))];
  });
  return items.length === 0 ? undefined : element('ul', 'readings', ...items);
}

function inputs(results: Results, lang: Lang): HTMLElement {
  const number = (value: number) => decimal(value, lang);
  const headings = [
    text(lang, 'source'),
    text(lang, 'table'),
    '',
    ...(['rows', 'accepted', 'fixed', 'flagged', 'quarantined', 'excluded', 'notRows'] as const).map((key) => `${text(lang, key)}#`),
  ];
  const rows = results.inputs.map((input) => {
    const counts = [input.rows, input.accepted, input.fixed, input.flagged, input.quarantined, input.excluded, input.not_rows];
    return [input.name, table(input, lang), bar(input), ...counts.map(number)];
  });
  return grid(headings, rows);
}

/** One line; the whole is shown to whoever points at it. */
function cut(whole: string): HTMLElement {
  return element('span', { class: 'examples', attributes: { title: whole } }, whole);
}

function examples(quality: QualityResult, lang: Lang): string {
  return quality.examples
    .map(({ before, after }) => (after === null || after === before ? before : `${before} → ${after}`))
    .filter((example) => example !== '')
    .join(text(lang, 'andThen'));
}

/** The rule's title; its id is shown to whoever points at it. */
function rule(id: string, catalogue: Catalogue, lang: Lang): HTMLElement {
  const own = { cast: text(lang, 'ruleCast'), where: text(lang, 'ruleWhere') }[id];
  const title = own ?? catalogue.find((entry) => entry.id === id)?.manifest.title[lang] ?? id;
  return element('span', { class: 'rule', attributes: { title: id } }, title);
}

function remarks(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement {
  if (results.quality.length === 0) return element('p', 'quiet', text(lang, 'clean'));
  const headings = [
    ...(['source', 'rule', 'column', 'action', 'reason'] as const).map((key) => text(lang, key)),
    `${text(lang, 'cells')}#`,
    text(lang, 'examples'),
  ];
  const most = [...results.quality].sort((a, b) => b.cells - a.cells);
  const rows = most.slice(0, SHOWN).map((entry) => [
    entry.source,
    rule(entry.rule, catalogue, lang),
    element('span', { class: 'rule', attributes: { title: entry.column } }, nameOf(entry.column, lang)),
    element('span', `badge ${entry.action}`, text(lang, `action_${entry.action}`)),
    element('span', 'reason', entry.reason[lang]),
    decimal(entry.cells, lang),
    cut(examples(entry, lang)),
  ]);
  const all = most.length;
  const more = all > SHOWN && element('p', 'quiet', text(lang, 'moreRows', { shown: SHOWN, all }));
  return element('div', 'rows', grid(headings, rows), more);
}

function links(results: Results, lang: Lang): HTMLElement | undefined {
  if (results.links.length === 0) return undefined;
  const items = results.links.map((link) => {
    const rate = link.rows === 0 ? '–' : `${decimal((100 * link.matched) / link.rows, lang, 1)}%`;
    const ends = { from: nameOf(link.from, lang), to: nameOf(link.to, lang) };
    const fill = { ...ends, rate, matched: decimal(link.matched, lang), rows: decimal(link.rows, lang) };
    const more = link.waiting + link.orphans + (link.late ?? 0) > 0;
    return element('li', {}, text(lang, 'matchRate', fill), more && element('p', 'quiet', link.summary[lang]));
  });
  return element('div', {}, element('h3', {}, text(lang, 'links')), element('ul', 'links', ...items));
}

/** The rules of cleaning with their parameters, folded. */
function rules(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement | undefined {
  const used = results.cleaners ?? [];
  if (used.length === 0) return undefined;
  const value = (json: Json): string => (Array.isArray(json) ? json.map(value).join(text(lang, 'andThen')) : json === null ? '–' : String(json));
  const rows = used.map((entry) => {
    const parameters = catalogue.find(({ id }) => id === entry.plugin)?.manifest.parameter ?? [];
    const title = (name: string) => parameters.find((parameter) => parameter.name === name)?.title[lang] ?? name;
    const shown = Object.entries(entry.params).map(([name, json]) => `${title(name)} = ${value(json)}`);
    const tables = entry.tables.map((table) => nameOf(table, lang)).join(' · ');
    const name = element('span', { class: 'rule', attributes: { title: entry.plugin } }, `${entry.title[lang]} ${entry.version}`);
    return [name, [tables, ...(entry.inputs ?? [])].join(' · '), cut(shown.join('\n'))];
  });
  const headings = (['rule', 'table', 'parametersUsed'] as const).map((key) => text(lang, key));
  return element('details', 'rules', element('summary', {}, text(lang, 'rulesUsed', { count: used.length })), grid(headings, rows));
}

export function quality(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement {
  return section('quality', text(lang, 'quality'), inputs(results, lang), readings(results, lang), links(results, lang), remarks(results, catalogue, lang), rules(results, catalogue, lang));
}
