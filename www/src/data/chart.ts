// What a KPI's chart shows, before anybody thinks of drawing it.

import { figure, type FindingResult, type KpiResult, type Row, type Severity } from './results.ts';
import type { Lang } from '../engine/catalogue.ts';
import { momentText } from './format.ts';
import { headline } from './headline.ts';
import { keyOf } from './names.ts';

export interface Point {
  readonly label: string;
  readonly value: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** An interval that is not over yet may still change. */
  readonly closed: boolean;
  readonly severity: Severity | undefined;
}

export interface Chart {
  readonly kind: 'line' | 'bar';
  readonly points: readonly Point[];
}

/** More bars than this are not read. */
const BARS = 20;
const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

function worst(findings: readonly FindingResult[]): Severity | undefined {
  return findings.map((finding) => finding.severity).sort((a, b) => RANK[b] - RANK[a])[0];
}

function point(row: Row, label: string, findings: readonly FindingResult[]): Point {
  return {
    label,
    value: figure(row, 'value'),
    low: figure(row, 'low'),
    high: figure(row, 'high'),
    closed: row.closed,
    severity: worst(findings),
  };
}

/** Keys in one line, each under the name that people know. */
export function keysText(keys: Readonly<Record<string, string>> | undefined, lang: Lang): string {
  return Object.entries(keys ?? {}).map(([dimension, key]) => keyOf(dimension, key, lang)).join(' · ');
}

/** A group, by its key in each dimension. */
export type Keys = Readonly<Record<string, string>>;

const sameKeys = (a: Keys | undefined, b: Keys) => Object.entries(b).every(([dimension, key]) => a?.[dimension] === key);

/** The group that a chart is about unless somebody wants another: that of the worst finding. */
export function alarming(kpi: KpiResult, findings: readonly FindingResult[]): Keys | undefined {
  const worst = findings.find(({ on, keys, at }) => on === kpi.name && at !== undefined && Object.keys(keys).length > 0);
  return worst?.keys;
}

/** One group over time. */
function chartOfGroup(kpi: KpiResult, own: readonly FindingResult[], group: Keys): Chart | undefined {
  const rows = kpi.rows.filter((row) => row.at !== undefined && sameKeys(row.keys, group));
  const alarms = own.filter(({ keys }) => sameKeys(keys, group));
  const points = rows.map((row) => point(row, momentText(row.at ?? '', kpi.grain), alarms.filter(({ at }) => at === row.at)));
  return points.length > 1 ? { kind: 'line', points } : undefined;
}

/**
 * Over time where there is time, else by group; the parts of a whole are 1 at any time, so they go by group. Of a group: that
 * one over time.
 */
export function chartOf(kpi: KpiResult, findings: readonly FindingResult[], lang: Lang, group?: Keys): Chart | undefined {
  const own = findings.filter((finding) => finding.on === kpi.name);
  if (group) return chartOfGroup(kpi, own, group);
  const timed = (kpi.by.length > 0 ? kpi.series : kpi.rows).filter((row) => row.at !== undefined);
  const overTime = headline(kpi).parts ? [] : timed;
  if (overTime.length > 1) {
    const points = overTime.map((row) => {
      const at = row.at ?? '';
      return point(row, momentText(at, kpi.grain), own.filter((finding) => finding.at === at));
    });
    return { kind: 'line', points };
  }
  const groups = kpi.groups.length > 0 ? kpi.groups : kpi.rows.filter((row) => row.keys !== undefined);
  if (groups.length === 0) return undefined;
  const largest = [...groups].sort((a, b) => (figure(b, 'value') ?? -Infinity) - (figure(a, 'value') ?? -Infinity));
  const points = largest.slice(0, BARS).map((row) => {
    const label = keysText(row.keys, lang);
    return point(row, label, own.filter((finding) => keysText(finding.keys, lang) === label));
  });
  return { kind: 'bar', points };
}
