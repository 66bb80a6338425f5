// KPIs: every one with its total, one of them in detail.

import { figure, type KpiResult, type Results, type Row } from '../data/results.ts';
import { decimal, figureText, momentText, NOTHING, numeratorUnit } from '../data/format.ts';
import { chartOf } from '../data/chart.ts';
import type { Catalogue, Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, grid, section } from './element.ts';

const SHOWN = 200;

function cards(results: Results, chosen: KpiResult, lang: Lang, choose: (kpi: string) => void): HTMLElement {
  const cards = results.kpis.map((kpi) => {
    const worst = results.findings.find((finding) => finding.on === kpi.name)?.severity;
    const attributes = { type: 'button', 'aria-pressed': String(kpi === chosen) };
    return element(
      'button',
      { class: `card ${worst ?? ''}`, attributes, on: { click: () => choose(kpi.name) } },
      element('span', 'name', kpi.title[lang]),
      element('span', 'figure', figureText(figure(kpi.total, 'value'), kpi.unit, lang)),
      element('span', 'facts', `n = ${decimal(figure(kpi.total, 'n') ?? 0, lang)}`),
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
    preset && `${text(lang, 'preset')}: ${preset.title[lang]}`,
    `${kpi.plugin} ${kpi.version}`,
  ];
  return element(
    'div',
    'definition',
    manifest ? element('p', {}, manifest.summary[lang]) : undefined,
    element('p', 'facts', facts.filter((fact) => fact).join(' · ')),
  );
}

function rows(kpi: KpiResult, lang: Lang): HTMLElement {
  const number = (row: Row, field: string) => {
    const value = figure(row, field);
    return value === undefined ? NOTHING : decimal(value, lang, 2);
  };
  const overTime = kpi.rows.some((row) => row.at !== undefined);
  const headings = [
    ...(overTime ? [text(lang, 'period')] : []),
    ...kpi.by,
    ...(['value', 'numerator', 'denominator', 'sample'] as const).map((key) => `${text(lang, key)}#`),
  ];
  const cells = (row: Row, label?: string) => {
    const at = row.at === undefined ? '' : momentText(row.at, kpi.grain);
    const period = element('span', row.closed ? '' : 'open', label ?? at, !row.closed && label === undefined && ` (${text(lang, 'open')})`);
    return [
      ...(overTime ? [period] : []),
      ...kpi.by.map((dimension, index) => (label !== undefined && index === 0 && !overTime ? label : (row.keys?.[dimension] ?? ''))),
      figureText(figure(row, 'value'), kpi.unit, lang),
      figureText(figure(row, 'numerator'), numeratorUnit(kpi.unit), lang),
      number(row, 'denominator'),
      number(row, 'n'),
    ];
  };
  const all = kpi.rows.length;
  const body = kpi.rows.slice(-SHOWN).reverse().map((row) => cells(row));
  const more = all > SHOWN && element('p', 'quiet', text(lang, 'moreRows', { shown: SHOWN, all }));
  return element('div', 'rows', grid(headings, [cells(kpi.total, text(lang, 'total')), ...body]), more);
}

/** The chart is drawn into a place of its own, when ECharts has arrived. */
function chart(kpi: KpiResult, results: Results, lang: Lang): HTMLElement {
  const shape = chartOf(kpi, results.findings);
  if (!shape) return element('p', 'quiet', text(lang, 'noChart'));
  const place = element('div', { class: 'chart', attributes: { role: 'img', 'aria-label': kpi.title[lang] } });
  void import('./chart.ts').then(({ draw }) => draw(place, shape, kpi.unit, lang));
  return place;
}

export function kpis(
  results: Results,
  catalogue: Catalogue,
  chosen: KpiResult | undefined,
  lang: Lang,
  choose: (kpi: string) => void,
): HTMLElement {
  if (!chosen) return section(text(lang, 'kpis'), skipped(results, catalogue, lang));
  return section(
    text(lang, 'kpis'),
    cards(results, chosen, lang, choose),
    element('div', 'detail', element('h3', {}, chosen.title[lang]), definition(chosen, catalogue, lang), chart(chosen, results, lang), rows(chosen, lang)),
    skipped(results, catalogue, lang),
  );
}

function skipped(results: Results, catalogue: Catalogue, lang: Lang): HTMLElement | undefined {
  if (results.skipped.length === 0) return undefined;
  const items = results.skipped.map(({ plugin, missing }) => {
    const title = catalogue.find((entry) => entry.id === plugin)?.manifest.title[lang] ?? plugin;
    return [title, element('code', {}, missing.join(', '))];
  });
  const summary = element('summary', {}, `${text(lang, 'skipped')} (${items.length})`);
  return element('details', {}, summary, grid([text(lang, 'kpi'), text(lang, 'missing')], items));
}
