// Fetches and compiles plugins, each module once however many plugins and runs need it.

import type { PluginSource } from '../../generated/browser/aftersight_browser.js';
import { glue } from '../../generated/glue/index.js';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { pluginSource } from './source.ts';

/** A function of a plugin that took too long. */
export interface TimedOut {
  readonly plugin: string;
  readonly step: string;
}

export class Plugins {
  readonly #base: URL;
  readonly #compiled = new Map<string, Promise<WebAssembly.Module>>();
  #index: Promise<{ catalogue: Catalogue; manifests: Readonly<Record<string, string>> }> | undefined;

  /** `base` is the folder of catalogue.json. */
  constructor(base: URL) {
    this.#base = base;
  }

  async #json<T>(name: string): Promise<T> {
    const response = await fetch(new URL(name, this.#base));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return (await response.json()) as T;
  }

  #load() {
    this.#index ??= Promise.all([
      this.#json<Catalogue>('catalogue.json'),
      this.#json<Readonly<Record<string, string>>>('manifests.json'),
    ]).then(([catalogue, manifests]) => ({ catalogue, manifests }));
    return this.#index;
  }

  async #module(file: string): Promise<readonly [string, WebAssembly.Module]> {
    let compiled = this.#compiled.get(file);
    if (!compiled) {
      compiled = WebAssembly.compileStreaming(fetch(new URL(`core/${file}`, this.#base)));
      this.#compiled.set(file, compiled);
    }
    return [file, await compiled];
  }

  /** What the engine needs to run the plugins of the catalogue. */
  async sources(timedOut: readonly TimedOut[]): Promise<PluginSource[]> {
    const { catalogue, manifests } = await this.#load();
    const files = new Set(catalogue.flatMap((entry) => entry.modules.map((module) => module.file)));
    const modules = new Map(await Promise.all([...files].map((file) => this.#module(file))));
    const module = (file: string): WebAssembly.Module => {
      const found = modules.get(file);
      if (!found) throw new Error(`${file} is not compiled`);
      return found;
    };
    const source = async (entry: CatalogueEntry) => {
      const load = glue[entry.glue];
      const toml = manifests[entry.id];
      if (!load || toml === undefined) throw new Error(`${entry.id} is not complete: build the plugins again`);
      const late = timedOut.filter(({ plugin }) => plugin === entry.id).map(({ step }) => step);
      return pluginSource(entry, toml, await load(), module, late);
    };
    return Promise.all(catalogue.map(source));
  }
}
