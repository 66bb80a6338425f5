// The same package and plugins as in a browser; every module was compiled before the worker started.

import wasm from '../../generated/browser/aftersight_browser_bg.wasm';
import { __wbg_reset_state, Engine, initSync } from '../../generated/browser/aftersight_browser.js';
import { glue, modules } from '../../generated/edge/modules.js';
import catalogueFile from '../../generated/public/plugins/catalogue.json';
import manifestsFile from '../../generated/public/plugins/manifests.json';
import type { Catalogue } from '../../src/engine/catalogue.ts';
import { pluginSource } from '../../src/engine/source.ts';

// The build writes both files; their types are those of the browser.
export const catalogue = catalogueFile as unknown as Catalogue;
const manifests: Readonly<Record<string, string>> = manifestsFile;

let ready = false;

/** Works with an engine that has every plugin, and forgets it: a worker lives on, and memory of WebAssembly never shrinks. */
export function withEngine<T>(work: (engine: Engine) => T): T {
  if (!ready) initSync({ module: wasm });
  ready = true;
  try {
    return work(engine());
  } finally {
    __wbg_reset_state();
  }
}

function engine(): Engine {
  const sources = catalogue.map((entry) => {
    const code = glue[entry.glue];
    const toml = manifests[entry.id];
    if (!code || toml === undefined) throw new Error(`${entry.id} is not complete: build the plugins again`);
    return pluginSource(entry, toml, code, (file) => {
      const module = modules[file];
      if (!module) throw new Error(`${file} is not bundled`);
      return module;
    });
  });
  return new Engine(sources);
}
