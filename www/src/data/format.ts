// Figures as people read them.

import type { Lang } from '../engine/catalogue.ts';
import { text, type TextKey } from '../text.ts';
import type { Unit } from './results.ts';

const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const;
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a missing figure looks like. */
export const NOTHING = '–';

export function decimal(value: number, lang: Lang, digits = 0): string {
  return new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: digits }).format(value);
}

/** By what a value is divided before it is drawn, so that an axis has round numbers. */
export function drawnIn(largest: number, unit: Unit): number {
  if (unit === 'duration') return durationUnit(largest).size;
  return unit === 'money' ? 100 : 1;
}

/** The unit in which durations of this size are read. */
function durationUnit(microseconds: number) {
  const size = Math.abs(microseconds);
  if (size < 2 * MINUTE) return { key: 'seconds', size: SECOND } as const;
  if (size < 2 * HOUR) return { key: 'minutes', size: MINUTE } as const;
  if (size < 2 * DAY) return { key: 'hours', size: HOUR } as const;
  return { key: 'days', size: DAY } as const;
}

/** What the numerator of such a KPI is measured in; denominators are counts. */
export function numeratorUnit(unit: Unit): Unit {
  return unit === 'duration' || unit === 'money' ? unit : 'count';
}

/** A value of a KPI. Durations come in microseconds, money in minor units, fractions as 0 … 1. */
export function figureText(value: number | undefined, unit: Unit, lang: Lang): string {
  if (value === undefined) return NOTHING;
  switch (unit) {
    case 'count':
      return decimal(value, lang, 1);
    case 'fraction':
      return `${decimal(value * 100, lang, 2)}%`;
    case 'duration': {
      const { key, size } = durationUnit(value);
      return text(lang, key, { count: decimal(value / size, lang, 1) });
    }
    case 'money':
      return decimal(value / 100, lang, 2);
    case 'per10k':
      return text(lang, 'per10k', { count: decimal(value, lang, 2) });
    case 'ppm':
      return `${decimal(value, lang, 1)} ppm`;
    case 'ratio':
    case 'score':
      return decimal(value, lang, 3);
  }
}

/** The same on an axis, where the year is clear from its neighbours. */
export function tickText(label: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(label) ? label.slice(5) : label;
}

const GRAINS: Readonly<Record<string, TextKey>> = {
  hour: 'grain_hour',
  day: 'grain_day',
  week: 'grain_week',
  month: 'grain_month',
  quarter: 'grain_quarter',
  year: 'grain_year',
};

/** The heading over begins of intervals. */
export function grainText(grain: string, lang: Lang): string {
  return text(lang, GRAINS[grain] ?? 'period');
}

/** The begin of an interval, as long as its grain needs. The clock is that of the business time zone, as written. */
export function momentText(at: string, grain: string): string {
  switch (grain) {
    case 'year':
      return at.slice(0, 4);
    case 'month':
    case 'quarter':
      return at.slice(0, 7);
    case 'hour':
      return at.slice(0, 16).replace('T', ' ');
    default:
      return at.slice(0, 10);
  }
}
