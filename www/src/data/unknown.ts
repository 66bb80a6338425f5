// Files that were not recognised, and what their owner says about them. Mirrors `crates/browser/src/unknown.rs`.

/** What a file holds that no table was recognised in. */
export interface UnknownSheet {
  /** Nothing where the file has one sheet only. */
  readonly sheet: string | null;
  readonly headers: readonly string[];
  /** Table → header → column: what its headers would mean there. */
  readonly known: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface UnknownFile {
  readonly name: string;
  readonly sheets: readonly UnknownSheet[];
}

/** A table that a file can be. */
export interface Shape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Sets of columns: a file needs all of one of them. */
  readonly needs: readonly (readonly string[])[];
}

export interface Unknown {
  readonly files: readonly UnknownFile[];
  readonly tables: readonly Shape[];
}

/** What the owner says about a sheet. */
export interface Settled {
  /** The table that it is; nothing: it is left out. */
  readonly table: string | undefined;
  /** Header → column of the table; nothing: it keeps its own name. */
  readonly columns: Readonly<Record<string, string | undefined>>;
}

/** A file with what was said about each of its sheets. */
export interface SettledFile {
  readonly file: UnknownFile;
  readonly sheets: readonly Settled[];
}

/** The table whose columns the sheet has most of. */
export function nearest(sheet: UnknownSheet): string | undefined {
  const count = (table: string) => Object.keys(sheet.known[table] ?? {}).length;
  return Object.keys(sheet.known).sort((a, b) => count(b) - count(a))[0];
}

/** The smallest sets of columns, one of which would have to be added; none where nothing is missing. */
export function missing(shape: Shape, columns: ReadonlySet<string>): readonly (readonly string[])[] {
  const open = shape.needs.map((set) => set.filter((column) => !columns.has(column)));
  if (open.some((set) => set.length === 0)) return [];
  const seen = new Set<string>();
  return [...open].sort((a, b) => a.length - b.length).filter((set) => !seen.has(set.join()) && seen.add(set.join()));
}

const quoted = (text: string) => JSON.stringify(text);

/** The sources of a pipeline file that say the same. */
export function sourcesOf(settled: readonly SettledFile[]): string {
  const steps = settled.flatMap(({ file, sheets }) =>
    file.sheets.flatMap(({ sheet, known }, index) => {
      const said = sheets[index];
      if (said?.table === undefined) return [];
      const own = known[said.table] ?? {};
      // What the program would do anyway is left out.
      const columns = Object.entries(said.columns).filter(([header, column]) => column !== own[header]);
      const pairs = columns.map(([header, column]) => `${quoted(header)} = ${quoted(column ?? header)}`);
      return [
        `[[source]]\npath = ${quoted(file.name)}\n`,
        sheet === null ? '' : `sheet = ${quoted(sheet)}\n`,
        `table = ${quoted(said.table)}\n`,
        pairs.length === 0 ? '' : `columns = { ${pairs.join(', ')} }\n`,
        '\n',
      ].join('');
    }),
  );
  return steps.join('');
}

/** The files that are left out altogether. */
export function leftOut(settled: readonly SettledFile[]): ReadonlySet<string> {
  const out = settled.filter(({ sheets }) => sheets.every(({ table }) => table === undefined));
  return new Set(out.map(({ file }) => file.name));
}
