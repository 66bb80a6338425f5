// A built Worker module in workerd, through miniflare, on loopback.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Miniflare } from 'miniflare';

/** The newest behaviour that the workerd in the lock file knows. */
const COMPATIBILITY_DATE = '2026-04-01';

/**
 * `build` is a folder of `www/dist`.
 * @param {string} build @param {number} port 0: any that is free
 */
export async function start(build, port = 0) {
  const folder = fileURLToPath(new URL(`../dist/${build}/`, import.meta.url));
  const wasm = readdirSync(join(folder, 'wasm'), { withFileTypes: true }).filter((entry) => entry.isFile());
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port,
    compatibilityDate: COMPATIBILITY_DATE,
    modulesRoot: folder,
    modules: [
      { type: 'ESModule', path: join(folder, 'worker.js') },
      ...wasm.map(({ name }) => ({ type: /** @type {const} */ ('CompiledWasm'), path: join(folder, 'wasm', name) })),
    ],
  });
  const url = await miniflare.ready;
  return { url, close: () => miniflare.dispose() };
}
