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

/** Over time where there is time, else by group; the parts of a whole are 1 at any time, so they go by group. */
export function chartOf(kpi: KpiResult, findings: readonly FindingResult[], lang: Lang): Chart | undefined {
  const own = findings.filter((finding) => finding.on === kpi.name);
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
