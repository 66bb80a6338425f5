// The pipeline file that repeats a run with other parameters: the same text that the command line reads.

import type { Catalogue, ParamValue } from '../engine/catalogue.ts';
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

/** What was changed so far, by plugin. */
export type Changes = Readonly<Record<string, Params>>;

/** Every KPI that was measured, the changed plugins with their parameters. */
export function pipelineOf(results: Results, catalogue: Catalogue, changes: Changes): string {
  const kpis = results.kpis.map((kpi) => {
    const dimensions = kpi.by.length === 0 ? '' : `by = ${value(kpi.by)}\n`;
    const own = params(changes[kpi.plugin] ?? {});
    return `[[kpi]]\nuse = ${value(kpi.plugin)}\nname = ${value(kpi.name)}\ngrain = ${value(kpi.grain)}\n${dimensions}${own}`;
  });
  const changed = catalogue.filter(({ id, kind }) => kind === 'cleaner' && changes[id] !== undefined);
  const cleaners = changed.map(({ id }) => `[[clean]]\nuse = ${value(id)}\n${params(changes[id] ?? {})}`);
  return [...cleaners, ...kpis].join('\n');
}
