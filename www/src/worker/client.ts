// The page's side of the worker: one run at a time, and an end to calls that have none.

import { parseResults, type Results } from '../data/results.ts';
import type { Unknown } from '../data/unknown.ts';
import type { TimedOut } from '../engine/load.ts';
import type { Job, Reply, Request } from './protocol.ts';

export type Outcome =
  | { readonly kind: 'results'; readonly results: Results; readonly json: string; readonly timedOut: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string; readonly unknown: Unknown }
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'given-up' };

type Ended = Exclude<Outcome, { kind: 'results' }> | { kind: 'done'; json: string } | { kind: 'blamed'; blamed: TimedOut };

/** A run that takes longer is ended even if no single call does. */
const RUN_LIMIT = 300_000;
/** A busy page hears of the end of a call late: it looks once more before it judges. */
const GRACE = 250;

/** One run in one worker. The worker is of no more use unless the end is `done` or `refused`. */
function attempt(worker: Worker, request: Request, entered: (plugin: string) => void, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = (ended: Ended): void => {
      over.abort();
      resolve(ended);
    };
    // Timers and listeners of a finished attempt do nothing.
    const after = (delay: number, act: () => void): void => {
      const timer = setTimeout(act, delay);
      over.signal.addEventListener('abort', () => clearTimeout(timer));
    };
    let call = 0;
    const hear = (reply: Reply): void => {
      switch (reply.kind) {
        case 'entered': {
          const { call: mine, plugin, step, limit } = reply;
          call = mine;
          entered(plugin);
          const blame = () => call === mine && finish({ kind: 'blamed', blamed: { plugin, step } });
          after(limit + GRACE, () => call === mine && after(GRACE, blame));
          break;
        }
        case 'left':
          call = 0;
          break;
        case 'done':
          if (reply.id === request.id) finish({ kind: 'done', json: reply.results });
          break;
        case 'refused':
          if (reply.id === request.id) finish({ kind: 'refused', message: reply.message, unknown: reply.unknown });
          break;
        case 'crashed':
          if (reply.id === request.id) finish({ kind: 'crashed', message: reply.message });
      }
    };
    const until = { signal: over.signal };
    worker.addEventListener('message', (event: MessageEvent<Reply>) => hear(event.data), until);
    worker.addEventListener('error', (event) => finish({ kind: 'crashed', message: event.message }), until);
    signal.addEventListener('abort', () => finish({ kind: 'given-up' }), until);
    after(RUN_LIMIT, () => finish({ kind: 'timed-out' }));
    worker.postMessage(request);
  });
}

export class Runner {
  readonly #make: () => Worker;
  #worker: Worker;
  #current: AbortController | undefined;
  #last = 0;

  constructor(make: () => Worker) {
    this.#make = make;
    this.#worker = make();
  }

  /**
   * Runs a job; one that still runs is given up. A call that takes too long fails at once in a second attempt, so that
   * its plugin fails alone. `entered` hears of every plugin that is called.
   */
  async run(job: Job, entered: (plugin: string) => void): Promise<Outcome> {
    if (this.#current) {
      this.#current.abort();
      this.#restart();
    }
    const current = new AbortController();
    this.#current = current;
    const outcome = await this.#attempts(job, entered, current.signal);
    if (this.#current === current) this.#current = undefined;
    return outcome;
  }

  async #attempts(job: Job, entered: (plugin: string) => void, signal: AbortSignal): Promise<Outcome> {
    const timedOut: TimedOut[] = [];
    for (;;) {
      const request: Request = { ...job, id: ++this.#last, timedOut };
      const ended = await attempt(this.#worker, request, entered, signal);
      // Whoever gave this run up has a worker of its own already.
      if (ended.kind === 'given-up') return ended;
      if (ended.kind !== 'done' && ended.kind !== 'refused') this.#restart();
      if (ended.kind === 'done') {
        const results = parseResults(ended.json);
        return results ? { kind: 'results', results, json: ended.json, timedOut: timedOut.map(({ plugin }) => plugin) } : { kind: 'crashed', message: 'results.json' };
      }
      if (ended.kind !== 'blamed') return ended;
      timedOut.push(ended.blamed);
    }
  }

  #restart(): void {
    this.#worker.terminate();
    this.#worker = this.#make();
  }
}
