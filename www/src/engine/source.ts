// A transpiled component as the Rust engine wants it.

import type { PluginSource } from '../../generated/browser/aftersight_browser.js';
import type { Glue } from '../../generated/glue/index.js';
import type { CatalogueEntry } from './catalogue.ts';

/** Modules are compiled beforehand, so that the engine can make instances without waiting. */
export function pluginSource(
  entry: CatalogueEntry,
  toml: string,
  glue: Glue,
  module: (file: string) => WebAssembly.Module,
  timedOut = false,
): PluginSource {
  const files = new Map(entry.modules.map(({ name, file }) => [name, file]));
  const core = (name: string): WebAssembly.Module => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`${entry.id} has no core module ${name}`);
    return module(file);
  };
  return { toml, sha256: entry.sha256, instantiate: () => glue.instantiate(core, {}), timedOut };
}
