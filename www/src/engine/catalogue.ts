// The plugins that were built with the application. Mirrors `build/transpile.mjs` and the manifest schema of
// `crates/contract/src/manifest`.

export type Lang = 'zh' | 'en';

export type Words = Readonly<Record<Lang, string>>;

export type PluginKind = 'cleaner' | 'kpi' | 'alert' | 'insight';

export type ParamType = 'boolean' | 'integer' | 'number' | 'text' | 'texts' | 'moment' | 'duration';

/** A value as TOML and JSON have it. */
export type ParamValue = boolean | number | string | readonly string[];

export interface Parameter {
  readonly name: string;
  readonly type: ParamType;
  readonly title: Words;
  readonly doc: Words;
  readonly default?: ParamValue;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** What choices are called. */
  readonly labels?: Readonly<Record<string, Words>>;
  readonly unit?: string;
  readonly affects: 'rows' | 'evaluate';
  readonly secret: boolean;
}

export interface Preset {
  readonly name: string;
  readonly title: Words;
  readonly origin?: Words;
  readonly set: Readonly<Record<string, ParamValue>>;
}

export interface Manifest {
  readonly id: string;
  readonly kind: PluginKind;
  readonly version: string;
  readonly title: Words;
  readonly summary: Words;
  readonly notes?: Words;
  readonly kpi?: { readonly numerator: Words; readonly denominator?: Words; readonly dimensions?: readonly string[] };
  readonly parameter?: readonly Parameter[];
  readonly preset?: readonly Preset[];
}

/** A core module of a component: the name by which the glue asks for it, and its file. */
export interface CoreModule {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

export interface CatalogueEntry {
  readonly id: string;
  readonly kind: PluginKind;
  /** Of the component, not of its core module. */
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly glue: string;
  readonly modules: readonly CoreModule[];
  /** Bytes of the component. */
  readonly component: number;
}

export type Catalogue = readonly CatalogueEntry[];
