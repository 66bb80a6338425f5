// Everything that page and worker say to each other.

import type { Changes } from '../data/pipeline.ts';
import type { Unknown } from '../data/unknown.ts';
import type { Lang } from '../engine/catalogue.ts';
import type { TimedOut } from '../engine/load.ts';
import type { GivenLimits } from '../engine/package.ts';

/** What is to be run. */
export interface Job {
  /** A pipeline file's text; empty: the pipeline file among the files, or everything that they allow. */
  readonly pipeline: string;
  readonly files: readonly File[];
  /** Parameters that differ from those of the pipeline file. */
  readonly changes?: Changes;
  /** When the files were handed in, in microseconds since 1970. */
  readonly receivedAt: bigint;
  readonly lang: Lang;
  /** What plugins may take and give back; usually the engine's own limits. */
  readonly limits?: GivenLimits;
}

export interface Request extends Job {
  readonly id: number;
  /** What took too long before: it fails without being called. */
  readonly timedOut: readonly TimedOut[];
}

export type Reply =
  | { readonly kind: 'entered'; readonly call: number; readonly plugin: string; readonly step: string; readonly limit: number }
  | { readonly kind: 'left'; readonly call: number }
  | { readonly kind: 'done'; readonly id: number; readonly results: string }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string; readonly unknown: Unknown }
  | { readonly kind: 'crashed'; readonly id: number; readonly message: string };
