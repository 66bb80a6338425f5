// The Rust package, loaded once per worker.

import init, { __wbg_reset_state, Engine, type GivenLimits, unknownFiles } from '../../generated/browser/aftersight_browser.js';
import wasm from '../../generated/browser/aftersight_browser_bg.wasm?url';
import { Plugins } from './load.ts';

export { Engine, unknownFiles };
export type { GivenLimits };

/** Waits for the package; the plugins follow when they are asked for. */
export async function start(): Promise<Plugins> {
  await init({ module_or_path: new URL(wasm, self.location.href) });
  // Where this file ends up depends on the bundler, where the plugins lie does not.
  return new Plugins(new URL(import.meta.env.DEV ? '/plugins/' : '../plugins/', import.meta.url));
}

/** A fresh instance of the package: the memory of the old one is given back, and what it broke is forgotten. */
export const reset: () => void = __wbg_reset_state;
