import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { defineConfig, type Plugin } from 'vite';

const www = fileURLToPath(new URL('..', import.meta.url));

// workerd compiles no WebAssembly at run time: every module stays a file of its own, imported statically by name.
function wasmModules(): Plugin {
  const found = new Map<string, string>();
  return {
    name: 'wasm-modules',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith('.wasm') || !importer) return null;
      const name = `./wasm/${basename(source)}`;
      found.set(name.slice(2), resolve(dirname(importer), source));
      return { id: name, external: true };
    },
    generateBundle() {
      for (const [fileName, path] of found) this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
    },
  };
}

// `--mode test` adds POST /parity, which only the tests may have.
export default defineConfig(({ mode }) => ({
  root: www,
  publicDir: false,
  plugins: [wasmModules()],
  build: {
    outDir: mode === 'test' ? 'dist/edge-test' : 'dist/edge',
    emptyOutDir: true,
    target: 'es2022',
    minify: true,
    lib: {
      entry: resolve(www, mode === 'test' ? 'edge/src/test.ts' : 'edge/src/worker.ts'),
      formats: ['es'],
      fileName: () => 'worker.js',
    },
  },
}));
