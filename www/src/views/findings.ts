// Alerts' findings, worst first.

import type { Results } from '../data/results.ts';
import type { Keys } from '../data/chart.ts';
import { momentText } from '../data/format.ts';
import { teamOf } from '../data/names.ts';
import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, section } from './element.ts';

/** More than this nobody reads at once. */
const SHOWN = 50;

interface Shown {
  readonly results: Results;
  /** The results before a parameter was changed. */
  readonly unchanged: Results | undefined;
}

export function findings({ results, unchanged }: Shown, lang: Lang, choose: (kpi: string, group?: Keys) => void): HTMLElement {
  const grains = new Map(results.kpis.map((kpi) => [kpi.name, kpi]));
  const items = results.findings.slice(0, SHOWN).map((finding) => {
    const kpi = finding.on === undefined ? undefined : grains.get(finding.on);
    // Whose keys they are, and how they have moved, is in the sentence.
    const at = finding.at !== undefined && element('span', 'period', momentText(finding.at, kpi?.grain ?? 'day'));
    const team = finding.route !== undefined && element('strong', {}, text(lang, 'routeTo', { team: teamOf(finding.route, lang) }));
    const facts = [team, kpi?.title[lang], at].filter((fact) => fact !== false && fact !== undefined);
    const below = element('p', 'facts', ...facts.flatMap((fact, place) => (place === 0 ? [fact] : [' · ', fact])));
    const body = element('div', {}, element('p', 'sentence', finding.message[lang]), below);
    const badge = element('span', `badge ${finding.severity}`, text(lang, `severity_${finding.severity}`));
    const attributes = { type: 'button' };
    return element('li', {}, element('button', { class: 'finding', attributes, on: { click: () => kpi && choose(kpi.name, finding.keys) } }, badge, body));
  });
  const all = results.findings.length;
  const before = unchanged?.findings.length ?? all;
  return section(
    'findings',
    text(lang, 'findings'),
    before !== all && element('p', {}, element('span', 'was', text(lang, 'findingsBefore', { count: before }))),
    all === 0 ? element('p', 'quiet', text(lang, 'noFindings')) : element('ul', 'findings', ...items),
    all > SHOWN && element('p', 'quiet', text(lang, 'moreRows', { shown: SHOWN, all })),
  );
}
