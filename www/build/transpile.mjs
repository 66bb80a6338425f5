// Turns every component into what a JavaScript engine runs: core modules, and glue that depends on the world only.
//
//   node build/transpile.mjs LIST OUT [DONE]
//
// LIST is the file that `cargo xtask browser` writes: [{ id, kind, file, made, bytes, sha256, manifest, toml }]. `made` is the
// hash of `file`, `sha256` and `bytes` are those of the plugin that it was made of. What was transpiled into DONE, the OUT of an
// earlier run, is copied from there. OUT gets
//   public/plugins/catalogue.json   what a page shows and a worker loads
//   public/plugins/manifests.json   every plugin.toml, for the engine
//   public/plugins/core/*.wasm      core modules, named by content
//   glue/*.js, glue/index.js        one file per distinct glue
//   edge/modules.js                 static imports of every core module, for workerd
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { minifySync } from 'oxc-minify';

/**
 * @typedef {{ id: string, kind: string, file: string, made: string, bytes: number, sha256: string, manifest: unknown, toml: string }} Listed
 * @typedef {{ name: string, file: string, bytes: number }} Module
 * @typedef {{ glue: string, modules: Module[], component: number }} Transpiled
 * @typedef {{ recipe: string, plugins: Record<string, Transpiled & { made: string }> }} Cache
 */

const [list = '', out = '', done = ''] = process.argv.slice(2);
if (!list || !out) throw new Error('usage: node build/transpile.mjs LIST OUT [DONE]');

const CORE = 'public/plugins/core';
const core = join(out, CORE);
const glue = join(out, 'glue');
const edge = join(out, 'edge');
for (const folder of [core, glue, edge]) mkdirSync(folder, { recursive: true });

/** @param {string | Uint8Array} content */
const hash = (content) => createHash('sha256').update(content).digest('hex');

/** Changes whenever this script or a tool that it calls does: then nothing that was kept is used again. */
function recipe() {
  const require = createRequire(import.meta.url);
  const tools = ['@bytecodealliance/jco-transpile', 'oxc-minify'].map((name) => {
    const found = require.resolve.paths(name)?.map((folder) => join(folder, name, 'package.json')).find(existsSync);
    return found ? readFileSync(found, 'utf8') : name;
  });
  return hash([readFileSync(new URL(import.meta.url), 'utf8'), ...tools].join('\n'));
}

/** The most text, in bytes, that an instance may give in all: as much as a report may have. */
const TEXT_LIMIT = 64 << 20;

/** In the glue, in place of its own decoder. */
const DECODER = `(() => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let left = ${TEXT_LIMIT};
  return { decode(bytes) {
    if ((left -= bytes.length) < 0) throw new RangeError('aftersight: too much text');
    return decoder.decode(bytes);
  } };
})()`;

/**
 * The glue decodes a plugin's strings leniently, drops a byte order mark, and would copy the same megabyte for each of a
 * million strings that point to it. wasmtime traps on bytes that are not UTF-8, keeps the mark and counts: so do we.
 * @param {string} source
 */
function strictText(source) {
  const lenient = 'new TextDecoder()';
  if (source.split(lenient).length !== 2) throw new Error(`the glue has not one \`${lenient}\`: see strictText`);
  // A directive for jco's own tools, which bundlers warn about.
  return source.replace(lenient, DECODER).replace('"use components";', '');
}

/** @param {string} path @param {Uint8Array | string} content */
function emit(path, content) {
  if (!existsSync(path) || hash(readFileSync(path)) !== hash(content)) writeFileSync(path, content);
}

/** @param {Listed} plugin @returns {Promise<Transpiled>} */
async function transpile(plugin) {
  const component = readFileSync(plugin.file);
  if (hash(component) !== plugin.made) throw new Error(`${plugin.file} changed while it was read`);
  // One name for all: it stands in the glue, which must not depend on the plugin.
  const { files, imports } = await transpileBytes(component, {
    name: 'plugin',
    instantiation: 'sync',
    wasiShim: false,
    nodejsCompat: false,
    emitTypescriptDeclarations: false,
  });
  if (imports.length > 0) throw new Error(`${plugin.id} imports ${imports.join(', ')}: a plugin has no imports`);
  /** @type {Module[]} */
  const modules = [];
  let glueFile = '';
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('.wasm')) {
      const stem = name === 'plugin.core.wasm' ? plugin.id : 'fixup';
      const file = `${stem}-${hash(content).slice(0, 10)}.wasm`;
      emit(join(core, file), content);
      modules.push({ name, file, bytes: content.length });
    } else if (name.endsWith('.js')) {
      const small = minifySync(name, strictText(new TextDecoder().decode(content)), {
        compress: { target: 'es2022' },
        mangle: true,
      });
      if (small.errors.length > 0) throw new Error(`${plugin.id}: ${small.errors[0]?.message}`);
      glueFile = `${hash(small.code).slice(0, 10)}.js`;
      emit(join(glue, glueFile), small.code);
    }
  }
  if (!glueFile) throw new Error(`${plugin.id}: jco gave no glue`);
  return { glue: glueFile, modules, component: plugin.bytes };
}

/** What an earlier run left in a folder. @param {string} folder @returns {Cache} */
function kept(folder) {
  const path = join(folder, 'cache.json');
  const empty = { recipe: recipe(), plugins: {} };
  if (!existsSync(path)) return empty;
  const cache = /** @type {Cache} */ (JSON.parse(readFileSync(path, 'utf8')));
  return cache.recipe === empty.recipe ? cache : empty;
}

/** @param {Transpiled} entry */
const complete = (entry) =>
  existsSync(join(glue, entry.glue)) && entry.modules.every((module) => existsSync(join(core, module.file)));

/** @param {Transpiled} entry */
function copy(entry) {
  copyFileSync(join(done, 'glue', entry.glue), join(glue, entry.glue));
  for (const { file } of entry.modules) copyFileSync(join(done, CORE, file), join(core, file));
}

/** @param {string} folder @param {Set<string>} wanted */
function forgetOthers(folder, wanted) {
  for (const file of readdirSync(folder)) if (!wanted.has(file)) rmSync(join(folder, file));
}

const listed = /** @type {Listed[]} */ (JSON.parse(readFileSync(list, 'utf8')));
const cache = kept(out);
const earlier = done === '' ? cache : kept(done);
/** @type {Cache['plugins']} */
const plugins = {};
let fresh = 0;
for (const plugin of listed) {
  const old = cache.plugins[plugin.id];
  const other = earlier.plugins[plugin.id];
  if (old && old.made === plugin.made && complete(old)) {
    plugins[plugin.id] = old;
  } else if (done !== '' && other && other.made === plugin.made) {
    copy(other);
    plugins[plugin.id] = other;
  } else {
    plugins[plugin.id] = { ...(await transpile(plugin)), made: plugin.made };
    fresh += 1;
  }
}

const catalogue = listed.map(({ id, kind, sha256, manifest }) => ({ id, kind, sha256, manifest, ...plugins[id] }));
const modules = [...new Set(catalogue.flatMap((entry) => entry.modules?.map((module) => module.file) ?? []))].sort();
const glues = [...new Set(catalogue.map((entry) => entry.glue ?? ''))].sort();

emit(join(out, 'public/plugins/catalogue.json'), JSON.stringify(catalogue));
emit(join(out, 'public/plugins/manifests.json'), JSON.stringify(Object.fromEntries(listed.map(({ id, toml }) => [id, toml]))));
const glueType = `export interface Glue {
  instantiate(
    core: (name: string) => WebAssembly.Module,
    imports: object,
    make: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
  ): object;
}
`;
emit(
  join(glue, 'index.d.ts'),
  `${glueType}export const glue: Readonly<Record<string, () => Promise<Glue>>>;\n`,
);
emit(
  join(edge, 'modules.d.ts'),
  `import type { Glue } from '../glue/index.js';
export const glue: Readonly<Record<string, Glue>>;
export const modules: Readonly<Record<string, WebAssembly.Module>>;\n`,
);
emit(
  join(glue, 'index.js'),
  `export const glue = {\n${glues.map((file) => `  '${file}': () => import('./${file}'),`).join('\n')}\n};\n`,
);
emit(
  join(edge, 'modules.js'),
  [
    ...modules.map((file, index) => `import m${index} from '../public/plugins/core/${file}';`),
    ...glues.map((file, index) => `import * as g${index} from '../glue/${file}';`),
    `export const modules = {\n${modules.map((file, index) => `  '${file}': m${index},`).join('\n')}\n};`,
    `export const glue = {\n${glues.map((file, index) => `  '${file}': g${index},`).join('\n')}\n};\n`,
  ].join('\n'),
);
emit(join(out, 'cache.json'), JSON.stringify({ recipe: cache.recipe, plugins }));
forgetOthers(core, new Set(modules));
forgetOthers(glue, new Set([...glues, 'index.js', 'index.d.ts']));
console.log(`${listed.length} plugins, ${fresh} transpiled anew; ${glues.length} glue files, ${modules.length} core modules`);
