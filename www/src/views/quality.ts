// The quality account: what became of every row, and why.

import type { InputResult, QualityResult, Results } from '../data/results.ts';
import { decimal } from '../data/format.ts';
import { nameOf } from '../data/names.ts';
import type { Catalogue, Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
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

/** What the file's headers were recognised as, and how well they fit; headers without a column are shown on pointing at it. */
function profile(input: InputResult, lang: Lang): HTMLElement {
  const title = `${input.profile_title[lang]} ${input.profile_score.toFixed(2)}`;
  return element('span', { class: 'rule', attributes: { title: [input.profile, ...input.unmatched].join(' · ') } }, title);
}

function inputs(results: Results, lang: Lang): HTMLElement {
  const number = (value: number) => decimal(value, lang);
  const headings = [
    text(lang, 'source'),
    text(lang, 'table'),
    text(lang, 'profile'),
    '',
    ...(['rows', 'accepted', 'fixed', 'flagged', 'quarantined', 'excluded', 'notRows'] as const).map((key) => `${text(lang, key)}#`),
  ];
  const rows = results.inputs.map((input) => {
    const counts = [input.rows, input.accepted, input.fixed, input.flagged, input.quarantined, input.excluded, input.not_rows];
    return [input.name, element('span', 'rule', nameOf(input.table, lang)), profile(input, lang), bar(input), ...counts.map(number)];
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

export function quality(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement {
  return section('quality', text(lang, 'quality'), inputs(results, lang), links(results, lang), remarks(results, catalogue, lang));
}
