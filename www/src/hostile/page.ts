// What the tests drive where plugins mean harm: the page's own worker and runner, over a catalogue that holds them.

import type { GivenLimits } from '../engine/package.ts';
import { type Outcome, Runner } from '../worker/client.ts';

export interface Trial {
  readonly pipeline: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** In microseconds since 1970, as text: JavaScript would round the number. */
  readonly receivedAt: string;
  readonly limits: GivenLimits;
}

declare global {
  interface Window {
    trial(trial: Trial): Promise<Outcome>;
  }
}

const runner = new Runner(() => new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' }));

window.trial = ({ pipeline, files, receivedAt, limits }) => {
  const given = files.map(({ name, text }) => new File([text], name));
  return runner.run({ pipeline, files: given, receivedAt: BigInt(receivedAt), lang: 'en', limits }, () => {});
};
