// results.json. Mirrors `crates/pipeline/src/results.rs`, which says what each field means.

import type { Words } from '../engine/catalogue.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Unit = 'count' | 'fraction' | 'ratio' | 'duration' | 'money' | 'per10k' | 'ppm' | 'score';
export type Direction = 'higher' | 'lower' | 'none';
export type Severity = 'info' | 'warning' | 'critical';
export type Action = 'fix' | 'flag' | 'quarantine' | 'exclude';

/** What reading an input came across, beside its rows of data. */
export interface Reading {
  readonly encoding?: string;
  readonly duplicate_headers?: readonly string[];
  readonly preamble?: number;
  readonly tail?: number;
  readonly ragged?: number;
  readonly mended?: number;
  readonly replaced?: number;
  readonly unread?: readonly string[];
}

export interface InputResult {
  readonly name: string;
  readonly sha256: string;
  readonly table: string;
  readonly profile: string;
  readonly profile_version: string;
  readonly profile_title: Readonly<Record<'zh' | 'en', string>>;
  readonly profile_score: number;
  readonly unmatched: readonly string[];
  readonly rows: number;
  readonly accepted: number;
  readonly fixed: number;
  readonly flagged: number;
  readonly quarantined: number;
  readonly excluded: number;
  readonly not_rows: number;
  readonly corrected?: number;
  readonly reading?: Reading;
  readonly columns: Readonly<Record<string, string>>;
}

export interface TableResult {
  readonly name: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
  readonly withheld?: boolean;
}

export interface LinkResult {
  readonly from: string;
  readonly to: string;
  readonly on: readonly string[];
  readonly rows: number;
  readonly matched: number;
  readonly late?: number;
  readonly waiting: number;
  readonly orphans: number;
  readonly without_key: number;
  readonly wait_seconds: number;
  readonly summary: Words;
}

export interface Example {
  readonly row: number;
  readonly before: string;
  readonly after: string | null;
}

export interface QualityResult {
  readonly source: string;
  readonly table: string;
  readonly rule: string;
  readonly column: string;
  readonly action: Action;
  readonly code: string;
  readonly reason: Words;
  readonly cells: number;
  readonly examples: readonly Example[];
}

/** One figure; `value`, `numerator`, `denominator`, `n`, `low`, `high`, `error`, `reason` … stand beside it. */
export interface Row {
  readonly at?: string;
  readonly keys?: Readonly<Record<string, string>>;
  readonly closed: boolean;
  readonly [field: string]: Json | undefined;
}

/** A target, judged on the newest closed interval that it holds for. */
export interface TargetResult {
  readonly keys?: Readonly<Record<string, string>>;
  readonly target: number | null;
  readonly at?: string;
  readonly value: number | null;
  readonly status?: 'met' | 'near' | 'missed' | 'unknown';
  readonly sure: boolean;
  readonly gap: number | null;
}

/** A figure of peers, out of an input. */
export interface PeerResult {
  readonly label: string;
  readonly title: Words;
  readonly value: number;
  readonly source: string;
}

export interface KpiResult {
  readonly name: string;
  readonly plugin: string;
  readonly version: string;
  readonly sha256: string;
  readonly title: Words;
  readonly params: Readonly<Record<string, Json>>;
  readonly preset?: string;
  readonly unit: Unit;
  readonly direction: Direction;
  readonly time_basis: 'event' | 'order-cohort' | 'snapshot';
  readonly grain: string;
  readonly by: readonly string[];
  readonly rows: readonly Row[];
  readonly series: readonly Row[];
  readonly groups: readonly Row[];
  readonly total: Row;
  readonly targets?: readonly TargetResult[];
  readonly peers?: readonly PeerResult[];
}

/** A rule of cleaning with every parameter as used; secret ones as a fingerprint, null where none was given. */
export interface CleanerResult {
  readonly plugin: string;
  readonly version: string;
  readonly sha256: string;
  readonly title: Words;
  readonly tables: readonly string[];
  readonly inputs?: readonly string[];
  readonly params: Readonly<Record<string, Json>>;
}

export interface SkippedResult {
  readonly plugin: string;
  readonly missing: readonly string[];
  /** `plugin-failed`: the rule that cleans it failed. */
  readonly reason?: string;
}

export interface FindingResult {
  readonly name: string;
  readonly plugin: string;
  readonly on?: string;
  readonly severity: Severity;
  readonly route?: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly at?: string;
  readonly code: string;
  readonly message: Words;
  readonly args: Readonly<Record<string, Json>>;
  readonly evidence: readonly Row[];
  readonly value?: number;
  readonly expected?: number;
}

export interface InsightResult {
  readonly name: string;
  readonly plugin: string;
  readonly title: Words;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

export interface FailureResult {
  readonly step: string;
  readonly plugin: string;
  readonly message: Words;
  readonly consequence: Words;
}

export interface Results {
  readonly schema: number;
  readonly as_of: string;
  readonly received_at: string;
  readonly timezone: string;
  readonly inputs: readonly InputResult[];
  readonly tables: readonly TableResult[];
  readonly links: readonly LinkResult[];
  /** Results of older versions have none. */
  readonly cleaners?: readonly CleanerResult[];
  readonly quality: readonly QualityResult[];
  readonly kpis: readonly KpiResult[];
  readonly skipped: readonly SkippedResult[];
  readonly findings: readonly FindingResult[];
  readonly insights: readonly InsightResult[];
  readonly failures: readonly FailureResult[];
}

/** The format that this page reads. */
export const SCHEMA = 1;

/** A results.json that somebody opens, if it is one. */
export function parseResults(json: string): Results | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('schema' in value) || !('kpis' in value)) return undefined;
  return value.schema === SCHEMA ? (value as Results) : undefined;
}

/** A field as a number, if it is one. */
export function figure(row: Row, field: string): number | undefined {
  const value = row[field];
  return typeof value === 'number' ? value : undefined;
}
