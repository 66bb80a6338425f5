// Names that people know: tables, columns, fixed keys, teams. `cargo xtask browser` writes them from
// `crates/pipeline/src/names.rs`, where the report has them from too. What has no name there keeps its own.

import generated from '../../generated/names.json';
import type { Lang, Words } from '../engine/catalogue.ts';
import { text } from '../text.ts';

type Named = Readonly<Record<string, Words>>;

const names: { readonly names: Named; readonly keys: Readonly<Record<string, Named>>; readonly teams: Named } = generated;

const last = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** A table or a column; of a linked one, `order.region`, its last part. */
export function nameOf(name: string, lang: Lang): string {
  return (names.names[name] ?? names.names[last(name)])?.[lang] ?? name;
}

/** A table, or a column with its table: `cases.closed_at`. */
export function placeOf(name: string, lang: Lang): string {
  return name.split('.').map((part) => nameOf(part, lang)).join(' · ');
}

/** A key of a dimension. */
export function keyOf(dimension: string, key: string, lang: Lang): string {
  const fixed = names.keys[last(dimension)]?.[key];
  if (fixed) return fixed[lang];
  if (key === '∅' || key === '') return text(lang, 'unknown');
  if (key === '…') return text(lang, 'otherKeys');
  return key === 'true' || key === 'false' ? text(lang, key === 'true' ? 'yes' : 'no') : key;
}

/** The team that a finding is sent to. */
export function teamOf(route: string, lang: Lang): string {
  return names.teams[route]?.[lang] ?? route;
}
