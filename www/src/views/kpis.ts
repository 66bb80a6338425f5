// KPIs: every one with its total, one of them in detail.

import { figure, type KpiResult, type Results, type Row } from '../data/results.ts';
import { decimal, figureText, grainText, momentText, numeratorUnit } from '../data/format.ts';
import { keyOf, nameOf, placeOf } from '../data/names.ts';
import { alarming, chartOf, type Keys, keysText } from '../data/chart.ts';
import { headline } from '../data/headline.ts';
import type { Catalogue, Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, grid, section } from './element.ts';

const SHOWN = 200;

/** On how many rows a figure stands. */
function sample(row: Row, lang: Lang): string {
  const rows = figure(row, 'n') ?? figure(row, 'denominator');
  return rows === undefined ? '' : text(lang, 'sampleOf', { count: decimal(rows, lang) });
}

/** The columns that at least one row has. */
const COLUMNS = [
  { field: 'value', heading: 'value' },
  { field: 'numerator', heading: 'numerator' },
  { field: 'denominator', heading: 'denominator' },
  { field: 'n', heading: 'sample' },
] as const;

/** What the figure was with the parameters that nobody had changed. */
function before(kpi: KpiResult, unchanged: Results | undefined, lang: Lang): string | undefined {
  const old = unchanged?.kpis.find((candidate) => candidate.name === kpi.name);
  const [now, then] = [headline(kpi), old && headline(old)];
  const same = (a: Row, b: Row) => figure(a, 'value') === figure(b, 'value') && keysText(a.keys, lang) === keysText(b.keys, lang);
  if (!old || !then || same(now.row, then.row)) return undefined;
  const of = then.parts ? `${keysText(then.row.keys, lang)} ` : '';
  return text(lang, 'before', { value: of + figureText(figure(then.row, 'value'), old.unit, lang) });
}

/** Its title; where several KPIs have the same, with what tells them apart. */
export function titleOf(kpi: KpiResult, results: Results, catalogue: Catalogue, lang: Lang): string {
  const namesakes = results.kpis.filter((other) => other.title[lang] === kpi.title[lang]);
  if (namesakes.length < 2) return kpi.title[lang];
  const dimensions = (of: KpiResult) => of.by.map((name) => nameOf(name, lang)).join(text(lang, 'and'));
  const cut = namesakes.every((other) => other === kpi || dimensions(other) !== dimensions(kpi));
  if (cut && kpi.by.length > 0) return text(lang, 'apart', { title: kpi.title[lang], what: text(lang, 'by', { dimensions: dimensions(kpi) }) });
  const presets = catalogue.find((entry) => entry.id === kpi.plugin)?.manifest.preset;
  const preset = presets?.find((preset) => preset.name === kpi.preset)?.title[lang];
  const apart = preset !== undefined && namesakes.every((other) => other === kpi || other.preset !== kpi.preset);
  return text(lang, 'apart', { title: kpi.title[lang], what: apart ? preset : kpi.name });
}

const SIDES = { higher: '≥ ', lower: '≤ ', none: '' } as const;

/** The target for everything, and how many groups meet theirs. */
function goals(kpi: KpiResult, lang: Lang): HTMLElement[] {
  const judged = (kpi.targets ?? []).filter((target) => target.keys && target.status);
  const met = judged.filter((target) => target.status === 'met').length;
  const lines = (kpi.targets ?? []).filter((target) => !target.keys).map((target) => {
    const goal = text(lang, 'goal', { target: SIDES[kpi.direction] + figureText(target.target ?? undefined, kpi.unit, lang) });
    const word = target.status && text(lang, `goal_${target.status}`);
    const told = word && target.sure ? text(lang, 'surely', { what: word }) : word;
    return element('span', `goal ${target.status ?? ''}`, told ? `${goal} · ${told}` : goal);
  });
  const groups = judged.length > 0 && element('span', 'facts', text(lang, 'goalGroups', { met: String(met), all: String(judged.length) }));
  return groups ? [...lines, groups] : lines;
}

function cards({ results, unchanged }: Shown, catalogue: Catalogue, chosen: KpiResult, lang: Lang, choose: (kpi: string) => void): HTMLElement {
  const cards = results.kpis.map((kpi) => {
    const was = before(kpi, unchanged, lang);
    const worst = results.findings.find((finding) => finding.on === kpi.name)?.severity;
    const attributes = { type: 'button', 'aria-pressed': String(kpi === chosen) };
    const { row, parts } = headline(kpi);
    return element(
      'button',
      { class: `card ${worst ?? ''}`, attributes, on: { click: () => choose(kpi.name) } },
      element('span', 'name', titleOf(kpi, results, catalogue, lang)),
      element('span', 'figure', figureText(figure(row, 'value'), kpi.unit, lang)),
      was === undefined ? undefined : element('span', 'was', was),
      parts && element('span', 'facts', text(lang, 'greatest', { group: keysText(row.keys, lang) })),
      element('span', 'facts', sample(row, lang)),
      ...goals(kpi, lang),
      ...(kpi.peers ?? []).map((peer) => element('span', { class: 'facts', attributes: { title: peer.source } }, `${peer.title[lang]} ${figureText(peer.value, kpi.unit, lang)}`)),
    );
  });
  return element('div', 'cards', ...cards);
}

function definition(kpi: KpiResult, catalogue: Catalogue, lang: Lang): HTMLElement {
  const manifest = catalogue.find((entry) => entry.id === kpi.plugin)?.manifest;
  const preset = manifest?.preset?.find((preset) => preset.name === kpi.preset);
  const below = manifest?.kpi?.denominator;
  const facts = [
    manifest?.kpi && `${manifest.kpi.numerator[lang]}${below ? ` ÷ ${below[lang]}` : ''}`,
    kpi.direction !== 'none' && text(lang, `better_${kpi.direction}`),
    preset && text(lang, 'labelled', { label: text(lang, 'preset'), value: preset.title[lang] }),
    kpi.name,
    `${kpi.plugin} ${kpi.version}`,
  ];
  return element(
    'div',
    'definition',
    manifest ? element('p', {}, manifest.summary[lang]) : undefined,
    element('p', 'facts', facts.filter((fact) => fact).join(' · ')),
  );
}

/** The newest interval first, and in it the largest group. */
function newestFirst(kpi: KpiResult): readonly Row[] {
  const size = (row: Row) => figure(row, 'numerator') ?? figure(row, 'value') ?? -Infinity;
  const later = (a: Row, b: Row) => (a.at === b.at ? 0 : (a.at ?? '') < (b.at ?? '') ? 1 : -1);
  // Without a difference the order of the file stands.
  return [...kpi.rows].sort((a, b) => later(a, b) || Math.sign(size(b) - size(a)) || 0);
}

function rows(kpi: KpiResult, lang: Lang): HTMLElement {
  const units = { value: kpi.unit, numerator: numeratorUnit(kpi.unit), denominator: 'count', n: 'count' } as const;
  const all = [kpi.total, ...kpi.rows];
  const columns = COLUMNS.filter(({ field }) => field === 'value' || all.some((row) => figure(row, field) !== undefined));
  const overTime = kpi.rows.some((row) => row.at !== undefined);
  const headings = [
    ...(overTime ? [grainText(kpi.grain, lang)] : []),
    ...kpi.by.map((dimension) => nameOf(dimension, lang)),
    ...columns.map(({ heading }) => `${text(lang, heading)}#`),
  ];
  const period = (row: Row) => {
    const open = !row.closed && text(lang, 'open');
    return element('span', row.closed ? 'period' : 'period open', momentText(row.at ?? '', kpi.grain), open);
  };
  const cells = (row: Row, names: readonly (Node | string)[]) => [
    ...names,
    ...columns.map(({ field }) => figureText(figure(row, field), units[field], lang)),
  ];
  const names = (row: Row) => [...(overTime ? [period(row)] : []), ...kpi.by.map((dimension) => keyOf(dimension, row.keys?.[dimension] ?? '', lang))];
  const width = headings.length - columns.length;
  const total = Array.from({ length: width }, (_, index) => (index === 0 ? text(lang, 'total') : ''));
  const body = newestFirst(kpi).slice(0, SHOWN).map((row) => cells(row, names(row)));
  const count = kpi.rows.length;
  const more = count > SHOWN && element('p', 'quiet', text(lang, 'moreRows', { shown: SHOWN, all: count }));
  return element('div', 'rows', grid(headings, [cells(kpi.total, total), ...body]), more);
}

/** The chart is drawn into a place of its own, when ECharts has arrived. */
function chart(kpi: KpiResult, { results, group }: Shown, lang: Lang, whole: () => void): HTMLElement {
  const wanted = group === 'all' ? undefined : (group ?? alarming(kpi, results.findings));
  const ofGroup = wanted && chartOf(kpi, results.findings, lang, wanted);
  const shape = ofGroup ?? chartOf(kpi, results.findings, lang);
  if (!shape) return element('p', 'quiet', text(lang, 'noChart'));
  const name = ofGroup ? keysText(wanted, lang) : '';
  const label = [kpi.title[lang], name].filter((part) => part !== '').join(' · ');
  const place = element('div', { class: 'chart', attributes: { role: 'img', 'aria-label': label } });
  void import('./chart.ts').then(({ draw }) => draw(place, shape, kpi.unit, lang));
  const all = element('button', { class: 'link', attributes: { type: 'button' }, on: { click: whole } }, text(lang, 'wholeChart'));
  const caption = ofGroup && element('p', 'caption', text(lang, 'chartOf', { group: name }), ' ', all);
  return element('div', {}, caption, place);
}

interface Shown {
  readonly results: Results;
  /** The results before a parameter was changed. */
  readonly unchanged: Results | undefined;
  /** The group that the chart is about; nothing: whichever there is most to say about. */
  readonly group: Keys | 'all' | undefined;
}

export function kpis(
  shown: Shown,
  catalogue: Catalogue,
  chosen: KpiResult | undefined,
  lang: Lang,
  choose: (kpi: string, group?: 'all') => void,
): HTMLElement {
  const { results } = shown;
  if (!chosen) return section('kpis', text(lang, 'kpis'), skipped(results, catalogue, lang));
  return section(
    'kpis',
    text(lang, 'kpis'),
    cards(shown, catalogue, chosen, lang, choose),
    element(
      'div',
      'detail',
      element('h3', {}, titleOf(chosen, results, catalogue, lang)),
      definition(chosen, catalogue, lang),
      chart(chosen, shown, lang, () => choose(chosen.name, 'all')),
      rows(chosen, lang),
    ),
    skipped(results, catalogue, lang),
  );
}

function skipped(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement | undefined {
  if (results.skipped.length === 0) return undefined;
  const items = results.skipped.map(({ plugin, missing, reason }) => {
    const title = catalogue.find((entry) => entry.id === plugin)?.manifest.title[lang] ?? plugin;
    const lacking = missing.map((name) => placeOf(name, lang)).join(text(lang, 'and'));
    return [title, reason === 'plugin-failed' ? `${lacking}${text(lang, 'ruleFailed')}` : lacking];
  });
  const summary = element('summary', {}, `${text(lang, 'skipped')} (${items.length})`);
  return element('details', {}, summary, grid([text(lang, 'kpi'), text(lang, 'missing')], items));
}
