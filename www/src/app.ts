// The page: holds what it shows, and draws it again when that changes.

import { momentText } from './data/format.ts';
import { type Changes, pipelineOf, type Params } from './data/pipeline.ts';
import { parseResults, type Results } from './data/results.ts';
import type { Catalogue, CatalogueEntry, Lang } from './engine/catalogue.ts';
import { text } from './text.ts';
import { element } from './views/element.ts';
import { files as filesView } from './views/files.ts';
import { findings } from './views/findings.ts';
import { form } from './views/form.ts';
import { header } from './views/header.ts';
import { kpis } from './views/kpis.ts';
import { failures, notice } from './views/notices.ts';
import { quality } from './views/quality.ts';
import { type Outcome, Runner } from './worker/client.ts';

type Status =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy'; readonly plugin: string | undefined }
  | { readonly kind: 'failed'; readonly outcome: Exclude<Outcome, { kind: 'results' }> };

interface State {
  lang: Lang;
  status: Status;
  files: readonly File[];
  /** The pipeline file of the last run. */
  pipeline: string;
  /** The name of a results.json that was opened in place of data. */
  opened: string | undefined;
  results: Results | undefined;
  /** The results of the same files before a parameter was changed. */
  unchanged: Results | undefined;
  timedOut: readonly string[];
  kpi: string | undefined;
  plugin: string | undefined;
  /** Parameters that differ from those of the first run. */
  changes: Changes;
  /** The change that the last run was for: it counts once there are results. */
  tried: Changes;
}

const LANGUAGE = 'aftersight.lang';

function preferred(): Lang {
  const stored = localStorage.getItem(LANGUAGE);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

export class App {
  readonly #root: HTMLElement;
  readonly #catalogue: Catalogue;
  readonly #runner: Runner;
  readonly #state: State = {
    lang: preferred(),
    status: { kind: 'idle' },
    files: [],
    pipeline: '',
    opened: undefined,
    results: undefined,
    unchanged: undefined,
    timedOut: [],
    kpi: undefined,
    plugin: undefined,
    changes: {},
    tried: {},
  };

  constructor(root: HTMLElement, catalogue: Catalogue, runner: Runner) {
    this.#root = root;
    this.#catalogue = catalogue;
    this.#runner = runner;
    this.#draw();
  }

  #change(changes: Partial<State>): void {
    Object.assign(this.#state, changes);
    this.#draw();
  }

  async #take(files: readonly File[]): Promise<void> {
    const [first] = files;
    const opened = files.length === 1 && first?.name.endsWith('.json') ? parseResults(await first.text()) : undefined;
    if (opened) {
      this.#change({ files: [], opened: first?.name, results: opened, unchanged: undefined, timedOut: [], status: { kind: 'idle' }, changes: {}, tried: {} });
    } else {
      // What stands below belongs to other files.
      this.#change({ files, opened: undefined, results: undefined, unchanged: undefined, timedOut: [], changes: {}, tried: {} });
      await this.#run('');
    }
  }

  async #run(pipeline: string): Promise<void> {
    const { files, lang } = this.#state;
    this.#change({ pipeline, status: { kind: 'busy', plugin: undefined } });
    const receivedAt = BigInt(Date.now()) * 1000n;
    const outcome = await this.#runner.run({ pipeline, files, receivedAt, lang }, (plugin) => this.#entered(plugin));
    if (outcome.kind === 'results') {
      const unchanged = pipeline === '' ? outcome.results : this.#state.unchanged;
      const changes = { ...this.#state.changes, ...this.#state.tried };
      this.#change({ status: { kind: 'idle' }, results: outcome.results, unchanged, timedOut: outcome.timedOut, changes, tried: {} });
    } else if (outcome.kind !== 'given-up') {
      this.#change({ status: { kind: 'failed', outcome } });
    }
  }

  /** A run calls plugins thousands of times: one line changes, not the page. */
  #entered(plugin: string): void {
    const { status, lang } = this.#state;
    if (status.kind !== 'busy' || status.plugin === plugin) return;
    this.#state.status = { kind: 'busy', plugin };
    this.#root.querySelector('.notice.busy')?.replaceWith(this.#busy(plugin, lang));
  }

  #busy(plugin: string | undefined, lang: Lang): HTMLElement {
    const title = this.#catalogue.find((entry) => entry.id === plugin)?.manifest.title[lang];
    return notice('busy', title === undefined ? text(lang, 'loading') : text(lang, 'running', { plugin: title }));
  }

  #notice(): HTMLElement | undefined {
    const { status, lang } = this.#state;
    if (status.kind === 'idle') return undefined;
    if (status.kind === 'busy') return this.#busy(status.plugin, lang);
    const { outcome } = status;
    switch (outcome.kind) {
      case 'refused':
        return notice('error', text(lang, 'refused'), outcome.message);
      case 'crashed':
        return notice('error', text(lang, 'crashed', { what: outcome.message }));
      case 'timed-out':
        return notice('error', text(lang, 'timedOut'));
      case 'given-up':
        return undefined;
    }
  }

  #switchLanguage(): void {
    const { lang, status, pipeline } = this.#state;
    const next = lang === 'zh' ? 'en' : 'zh';
    localStorage.setItem(LANGUAGE, next);
    this.#change({ lang: next });
    // The engine gives its reason in one language: it is asked again.
    if (status.kind === 'failed' && status.outcome.kind === 'refused') void this.#run(pipeline);
  }

  #apply(entry: CatalogueEntry, given: Params): void {
    const { results, changes } = this.#state;
    if (!results) return;
    this.#state.tried = { [entry.id]: given };
    void this.#run(pipelineOf(results, this.#catalogue, { ...changes, ...this.#state.tried }));
  }

  #results(results: Results): HTMLElement {
    const { lang, kpi, unchanged, timedOut, plugin, files, changes, tried } = this.#state;
    const chosen = results.kpis.find((candidate) => candidate.name === kpi) ?? results.kpis[0];
    const choose = (name: string) => {
      const next = results.kpis.find((candidate) => candidate.name === name);
      this.#change({ kpi: name, plugin: next?.plugin ?? plugin });
    };
    const cleaners = new Set(results.quality.map((entry) => entry.rule));
    const used = new Set(results.kpis.map((candidate) => candidate.plugin));
    const usable = this.#catalogue.filter(({ id, kind }) => used.has(id) || (kind === 'cleaner' && cleaners.has(id)));
    const entry = usable.find(({ id }) => id === (plugin ?? chosen?.plugin)) ?? usable[0];
    // The form begins with what the results were made with.
    const shown = chosen?.plugin === entry?.id ? chosen : results.kpis.find((candidate) => candidate.plugin === entry?.id);
    const own = tried[entry?.id ?? ''] ?? changes[entry?.id ?? ''] ?? {};
    const given: Params = shown?.preset === undefined ? own : { preset: shown.preset, ...own };
    const actions = {
      choose: (id: string) => {
        const of = results.kpis.find((candidate) => candidate.plugin === id);
        this.#change({ plugin: id, kpi: of?.name ?? kpi });
      },
      apply: (changed: CatalogueEntry, values: Params) => this.#apply(changed, values),
    };
    return element(
      'main',
      {},
      element(
        'div',
        'main',
        failures(results, timedOut, lang),
        kpis({ results, unchanged }, this.#catalogue, chosen, lang, choose),
        quality(results, this.#catalogue, lang),
      ),
      element(
        'div',
        'side',
        findings(results, lang, choose),
        usable.length > 0 && form(usable, { entry, given, files: files.length > 0 }, lang, actions),
      ),
    );
  }

  #draw(): void {
    const { lang, files, opened, results } = this.#state;
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.title = text(lang, 'title');
    const names = opened === undefined ? files.map((file) => file.name) : [opened];
    const asOf = results && element('p', 'as-of', text(lang, 'asOf', { at: `${momentText(results.as_of, 'hour')} ${results.timezone}` }));
    this.#root.replaceChildren(
      ...[
        header(lang, () => this.#switchLanguage()),
        element('div', 'top', filesView(lang, names, (taken) => void this.#take(taken)), asOf),
        this.#notice(),
        results && this.#results(results),
      ].filter((part) => part !== undefined),
    );
  }
}
