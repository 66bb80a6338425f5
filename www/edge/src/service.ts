// What the service is called and what it takes: design.md, "Limits".

export const SERVICE = 'aftersight-edge';

const MIB = 1 << 20;

/** CSV and NDJSON, which are read piece by piece. */
export const TEXT_LIMIT = 100 * MIB;
/** What is unpacked, or held as a whole: it needs many times its size. */
export const SHEET_LIMIT = 10 * MIB;

/** The most bytes that a file of this name may have. */
export function limitOf(name: string): number {
  return /\.(xlsx|xls|ods|json|parquet|eml|mbox|gz|zip)$/i.test(name) ? SHEET_LIMIT : TEXT_LIMIT;
}
