// A transpiled component as the Rust engine wants it.

import type { PluginInstance, PluginSource } from '../../generated/browser/aftersight_browser.js';
import type { Glue } from '../../generated/glue/index.js';
import type { CatalogueEntry } from './catalogue.ts';

/** The global in which a module counts refusals of memory (crates/xtask/src/refusals.rs). */
const REFUSALS = 'aftersight:memory-refusals';

/** Modules are compiled beforehand, so that the engine can make instances without waiting. */
export function pluginSource(
  entry: CatalogueEntry,
  toml: string,
  glue: Glue,
  module: (file: string) => WebAssembly.Module,
  timedOut: readonly string[] = [],
): PluginSource {
  const files = new Map(entry.modules.map(({ name, file }) => [name, file]));
  const core = (name: string): WebAssembly.Module => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`${entry.id} has no core module ${name}`);
    return module(file);
  };
  const instantiate = (): PluginInstance => {
    const counters: WebAssembly.Global[] = [];
    const exports = glue.instantiate(core, {}, (module, imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      const counter = instance.exports[REFUSALS];
      if (counter instanceof WebAssembly.Global) counters.push(counter);
      return instance;
    });
    return { exports, refusals: () => counters.reduce((sum, counter) => sum + Number(counter.value), 0) };
  };
  return { toml, sha256: entry.sha256, instantiate, timedOut };
}
