// The page: holds what it shows, and draws it again when that changes.

import type { Keys } from './data/chart.ts';
import { momentText } from './data/format.ts';
import { type Changes, isToml, merged, type Params, pipelineOf } from './data/pipeline.ts';
import { type KpiResult, parseResults, type Results } from './data/results.ts';
import { sample } from './data/sample.ts';
import { stepsOf } from './data/steps.ts';
import { leftOut, type SettledFile, sourcesOf, type Unknown } from './data/unknown.ts';
import type { Catalogue, Lang } from './engine/catalogue.ts';
import { text } from './text.ts';
import { element } from './views/element.ts';
import { files as filesView } from './views/files.ts';
import { findings } from './views/findings.ts';
import { form } from './views/form.ts';
import { header } from './views/header.ts';
import { kpis } from './views/kpis.ts';
import { failures, notice } from './views/notices.ts';
import { quality } from './views/quality.ts';
import { save } from './views/save.ts';
import { unknown } from './views/unknown.ts';
import { type Outcome, Runner } from './worker/client.ts';

type Status =
  | { readonly kind: 'idle' }
  /** The sample is on its way. */
  | { readonly kind: 'fetching' }
  | { readonly kind: 'unfetched'; readonly what: string }
  | { readonly kind: 'busy'; readonly plugin: string | undefined }
  | { readonly kind: 'failed'; readonly outcome: Exclude<Outcome, { kind: 'results' }> };

interface State {
  lang: Lang;
  status: Status;
  files: readonly File[];
  /** The changes that the last run was told. */
  asked: Changes;
  /** The files that nobody recognised, and what was said about them. */
  unknown: Unknown | undefined;
  settled: readonly SettledFile[];
  /** Nothing is left to analyse. */
  nothing: boolean;
  /** The name of a results.json that was opened in place of data. */
  opened: string | undefined;
  results: Results | undefined;
  /** The same, to the last byte of the file. */
  json: string | undefined;
  /** The results of the same files before a parameter was changed. */
  unchanged: Results | undefined;
  timedOut: readonly string[];
  kpi: string | undefined;
  /** The group that its chart is about. */
  group: Keys | 'all' | undefined;
  /** The step or rule whose parameters are shown. */
  step: string | undefined;
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

/** What is shown before anybody chooses: what an alert is about, else what there is most to see of. */
function first({ kpis, findings }: Results): KpiResult | undefined {
  const alarming = kpis.find(({ name }) => findings.some(({ on }) => on === name));
  return alarming ?? kpis.find(({ rows }) => rows.length > 1) ?? kpis[0];
}

export class App {
  readonly #root: HTMLElement;
  readonly #catalogue: Catalogue;
  readonly #runner: Runner;
  readonly #state: State = {
    lang: preferred(),
    status: { kind: 'idle' },
    files: [],
    asked: {},
    unknown: undefined,
    settled: [],
    nothing: false,
    opened: undefined,
    results: undefined,
    json: undefined,
    unchanged: undefined,
    timedOut: [],
    kpi: undefined,
    group: undefined,
    step: undefined,
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
    const json = files.length === 1 && first?.name.endsWith('.json') ? await first.text() : '';
    const opened = json === '' ? undefined : parseResults(json);
    // What stands below belongs to other files.
    const before = { unknown: undefined, settled: [], nothing: false, group: undefined, unchanged: undefined, timedOut: [], changes: {}, tried: {} };
    if (opened) {
      this.#change({ ...before, files: [], opened: first?.name, results: opened, json, status: { kind: 'idle' } });
    } else {
      this.#change({ ...before, files, opened: undefined, results: undefined, json: undefined });
      await this.#run({});
    }
  }

  async #sample(): Promise<void> {
    const fetching = { kind: 'fetching' } as const;
    this.#change({ status: fetching });
    const files = await sample().catch((error: unknown) => String(error));
    // Whoever chose files meanwhile wants those.
    if (this.#state.status !== fetching) return;
    if (typeof files === 'string') this.#change({ status: { kind: 'unfetched', what: files } });
    else await this.#take(files);
  }

  async #run(changes: Changes): Promise<void> {
    const { files: all, lang, settled, unchanged: first } = this.#state;
    const out = leftOut(settled);
    const files = all.filter((file) => !out.has(file.name));
    if (files.length === 0) {
      this.#change({ nothing: true, status: { kind: 'idle' } });
      return;
    }
    this.#change({ asked: changes, nothing: false, status: { kind: 'busy', plugin: undefined } });
    const receivedAt = BigInt(Date.now()) * 1000n;
    const whole = Object.keys(changes).length === 0;
    // A pipeline file among the files says everything itself; else what was measured at first is measured again.
    const brought = files.some(({ name }) => isToml(name));
    const pipeline = brought ? '' : sourcesOf(settled) + (whole || !first ? '' : pipelineOf(first));
    const job = { pipeline, files, changes, receivedAt, lang };
    const outcome = await this.#runner.run(job, (plugin) => this.#entered(plugin));
    if (outcome.kind === 'results') {
      const { results, json, timedOut } = outcome;
      const unchanged = whole ? results : first;
      this.#change({ status: { kind: 'idle' }, results, json, unchanged, timedOut, changes, tried: {} });
    } else if (outcome.kind === 'refused' && outcome.unknown.files.length > 0) {
      // Not an error: a question.
      this.#change({ status: { kind: 'idle' }, unknown: outcome.unknown });
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
    if (status.kind === 'fetching') return notice('busy', text(lang, 'fetching'));
    if (status.kind === 'unfetched') return notice('error', text(lang, 'sampleFailed', { what: status.what }));
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
    const { lang, status, asked } = this.#state;
    const next = lang === 'zh' ? 'en' : 'zh';
    localStorage.setItem(LANGUAGE, next);
    this.#change({ lang: next });
    // The engine gives its reason in one language: it is asked again.
    if (status.kind === 'failed' && status.outcome.kind === 'refused') void this.#run(asked);
  }

  #apply(step: string, given: Params): void {
    this.#state.tried = { [step]: given };
    void this.#run(merged(this.#state.changes, this.#state.tried));
  }

  /** Open while there is nothing else; afterwards it can be looked up. */
  #unknown(found: Unknown): HTMLElement {
    const { lang, settled, results, nothing } = this.#state;
    const panel = unknown(found, settled, lang, {
      keep: (settled) => {
        this.#state.settled = settled;
        // Whoever chooses anew is not told of the last attempt.
        this.#state.nothing = false;
        this.#root.querySelector('.asked .notice')?.remove();
      },
      analyse: () => {
        this.#change({ results: undefined, json: undefined, unchanged: undefined, changes: {}, tried: {} });
        void this.#run({});
      },
    });
    const note = nothing ? notice('error', text(lang, 'nothingLeft')) : undefined;
    if (!results) return element('div', 'asked', panel, note);
    const count = found.files.length;
    return element('details', 'asked', element('summary', {}, text(lang, 'chosenTables', { count })), panel);
  }

  #results(results: Results): HTMLElement {
    const { lang, kpi, unchanged, timedOut, step, files, group, changes, tried } = this.#state;
    const chosen = results.kpis.find((candidate) => candidate.name === kpi) ?? first(results);
    const choose = (name: string, group?: Keys | 'all') => this.#change({ kpi: name, step: name, group });
    const steps = stepsOf(results, this.#catalogue, changes, lang);
    const named = (id: string | undefined) => steps.find((candidate) => candidate.id === id);
    const shown = named(step) ?? named(chosen?.name) ?? steps[0];
    const actions = {
      choose: (id: string) => this.#change({ step: id, ...(results.kpis.some(({ name }) => name === id) ? { kpi: id, group: undefined } : {}) }),
      apply: (id: string, values: Params) => this.#apply(id, values),
    };
    return element(
      'main',
      {},
      element(
        'div',
        'main',
        failures(results, timedOut, this.#catalogue, lang),
        kpis({ results, unchanged, group }, this.#catalogue, chosen, lang, choose),
        quality(results, this.#catalogue, lang),
      ),
      element(
        'div',
        'side',
        findings({ results, unchanged }, lang, choose),
        steps.length > 0 && form(steps, { step: shown, tried: tried[shown?.id ?? ''] ?? {}, files: files.length > 0 }, lang, actions),
      ),
    );
  }

  #draw(): void {
    const { lang, files, opened, results, json, unknown, status } = this.#state;
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.title = text(lang, 'title');
    const names = opened === undefined ? files.map((file) => file.name) : [opened];
    const asOf = results && element('span', {}, text(lang, 'asOf', { at: `${momentText(results.as_of, 'hour')} ${results.timezone}` }));
    const actions = { take: (taken: readonly File[]) => void this.#take(taken), sample: () => void this.#sample() };
    // What was opened is on the disk already.
    const kept = opened === undefined && json !== undefined && save(json, 'results.json', text(lang, 'save'));
    this.#root.replaceChildren(
      ...[
        header(lang, () => this.#switchLanguage()),
        element('div', 'top', filesView(lang, names, actions), asOf && element('p', 'as-of', asOf, kept)),
        this.#notice(),
        unknown && status.kind !== 'busy' ? this.#unknown(unknown) : undefined,
        results && this.#results(results),
      ].filter((part) => part !== undefined),
    );
  }
}
