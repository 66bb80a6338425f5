// What a run is told beside its files: a pipeline file, and the parameters that were changed since.

import type { ParamValue } from '../engine/catalogue.ts';
import type { Results } from './results.ts';

export type Params = Readonly<Record<string, ParamValue>>;

/** What was changed so far, as `--set` names it: by the name of a KPI's step, or by the id of a rule of cleaning. */
export type Changes = Readonly<Record<string, Params>>;

/** Both changes, the later ones before the earlier. */
export function merged(earlier: Changes, later: Changes): Changes {
  const steps = Object.entries(later).map(([step, params]) => [step, { ...earlier[step], ...params }] as const);
  return { ...earlier, ...Object.fromEntries(steps) };
}

/** Is it a pipeline file or a profile, by its name? Mirrors `crates/browser/src/follow.rs`. */
export const isToml = (name: string): boolean => name.toLowerCase().endsWith('.toml');

// JSON's escapes are a part of TOML's.
const value = (given: ParamValue) => JSON.stringify(given);

/** The pipeline file that measures the same KPIs with their usual parameters. */
export function pipelineOf(results: Results): string {
  const kpis = results.kpis.map((kpi) => {
    const dimensions = kpi.by.length === 0 ? '' : `by = ${value(kpi.by)}\n`;
    return `[[kpi]]\nuse = ${value(kpi.plugin)}\nname = ${value(kpi.name)}\ngrain = ${value(kpi.grain)}\n${dimensions}`;
  });
  return kpis.join('\n');
}
