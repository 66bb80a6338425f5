// The pipeline file that repeats a run with other parameters: the same text that the command line reads.

import type { CatalogueEntry, ParamValue } from '../engine/catalogue.ts';
import type { Results } from './results.ts';

export type Params = Readonly<Record<string, ParamValue>>;

// JSON's escapes are a part of TOML's.
function value(given: ParamValue): string {
  return JSON.stringify(given);
}

function params(given: Params): string {
  const pairs = Object.entries(given).map(([name, given]) => `${name} = ${value(given)}`);
  return pairs.length === 0 ? '' : `params = { ${pairs.join(', ')} }\n`;
}

/** Every KPI that was measured, the changed plugin with its new parameters. */
export function pipelineOf(results: Results, changed: CatalogueEntry, given: Params): string {
  const kpis = results.kpis.map((kpi) => {
    const dimensions = kpi.by.length === 0 ? '' : `by = ${value(kpi.by)}\n`;
    const own = kpi.plugin === changed.id ? params(given) : '';
    return `[[kpi]]\nuse = ${value(kpi.plugin)}\nname = ${value(kpi.name)}\ngrain = ${value(kpi.grain)}\n${dimensions}${own}`;
  });
  const cleaner = changed.kind === 'cleaner' ? [`[[clean]]\nuse = ${value(changed.id)}\n${params(given)}`] : [];
  return [...cleaner, ...kpis].join('\n');
}
