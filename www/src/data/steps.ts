// What the results were made with, as a form shows it.

import type { Catalogue, CatalogueEntry, Lang, Parameter, ParamValue } from '../engine/catalogue.ts';
import type { Changes, Params } from './pipeline.ts';
import type { Json, Results } from './results.ts';

/** A KPI's step or a rule of cleaning: whose parameters can be changed. */
export interface Step {
  /** The step's name, or the rule's id. */
  readonly id: string;
  readonly title: string;
  readonly entry: CatalogueEntry;
  /** What the results were made with, as far as they say; the rest are defaults. */
  readonly made: Params;
}

const UNITS = [['d', 86400], ['h', 3600], ['min', 60]] as const;

/** Seconds as a pipeline file has them: in the largest unit of which they are a whole number. */
function durationOf(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds !== 0 && Number.isInteger(seconds / size)) ?? ['s', 1];
  return `${seconds / size} ${unit}`;
}

/** Of a secret parameter results hold a fingerprint only. */
function valueOf({ type, secret }: Parameter, json: Json | undefined): ParamValue | undefined {
  if (secret || json === undefined || json === null) return undefined;
  if (type === 'duration') return typeof json === 'number' ? durationOf(json) : undefined;
  return json as ParamValue;
}

function made({ manifest }: CatalogueEntry, params: (name: string) => Json | undefined, preset: ParamValue | undefined): Params {
  const values = (manifest.parameter ?? []).map((parameter) => [parameter.name, valueOf(parameter, params(parameter.name))] as const);
  return Object.fromEntries([...values, ['preset', preset] as const].filter(([, value]) => value !== undefined)) as Params;
}

/** Every KPI, and the rules of cleaning that found something to do. */
export function stepsOf(results: Results, catalogue: Catalogue, changes: Changes, lang: Lang): readonly Step[] {
  const kpis = results.kpis.flatMap((kpi) => {
    const entry = catalogue.find(({ id }) => id === kpi.plugin);
    return entry ? [{ id: kpi.name, title: kpi.title[lang], entry, made: made(entry, (name) => kpi.params[name], kpi.preset) }] : [];
  });
  const busy = new Set(results.quality.map(({ rule }) => rule));
  const rules = catalogue
    .filter(({ id, kind }) => kind === 'cleaner' && busy.has(id))
    .map((entry) => {
      const { id, manifest } = entry;
      const used = (results.cleaners ?? []).filter(({ plugin }) => plugin === id);
      // Where tables differ, no one value is what it was made with.
      const agreed = (name: string) => {
        const [first, ...others] = used.map(({ params }) => params[name]);
        return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : changes[id]?.[name];
      };
      return { id, title: manifest.title[lang], entry, made: made(entry, agreed, changes[id]?.['preset']) };
    });
  return [...kpis, ...rules];
}
