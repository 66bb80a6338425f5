// Which figure of a KPI speaks for it. Mirrors `host/src/show/reading.rs`.

import { figure, type KpiResult, type Row } from './results.ts';

export interface Headline {
  readonly row: Row;
  /** The groups are parts of one whole: over all of them the value is 1 and says nothing, at no time. */
  readonly parts: boolean;
}

/** Do the groups' numerators make up the total's denominator? Then it is a composition, such as shares by issue. */
function isWhole(kpi: KpiResult): boolean {
  const parts = kpi.groups.reduce((sum, row) => sum + (figure(row, 'numerator') ?? 0), 0);
  const whole = figure(kpi.total, 'denominator') ?? 0;
  const above = figure(kpi.total, 'numerator') ?? 0;
  // One group is all there is; where more is better or worse, that says something all the same.
  const several = kpi.groups.length > 1 || (kpi.groups.length === 1 && kpi.direction === 'none');
  return several && whole > 0 && Math.abs(above - whole) < 0.5 && Math.abs(parts - whole) < 0.5;
}

/** The total; of a whole, its greatest part. */
export function headline(kpi: KpiResult): Headline {
  if (!isWhole(kpi)) return { row: kpi.total, parts: false };
  const above = (row: Row) => figure(row, 'numerator') ?? 0;
  const greatest = kpi.groups.reduce((best, row) => (above(row) > above(best) ? row : best));
  return { row: greatest, parts: true };
}
