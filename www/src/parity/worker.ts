// Runs sequences of calls (see crates/browser/src/sequence.rs) for the tests.

import { Engine, reset, start } from '../engine/package.ts';

const plugins = start();

async function answer(sequences: readonly string[]): Promise<string[]> {
  const engine = new Engine(await (await plugins).sources(() => true, new Set()));
  try {
    return sequences.map((sequence) => engine.sequence(sequence));
  } finally {
    reset();
  }
}

self.addEventListener('message', (event: MessageEvent<{ id: number; sequences: readonly string[] }>) => {
  const { id, sequences } = event.data;
  answer(sequences).then(
    (answers) => self.postMessage({ id, answers }),
    (error: unknown) => self.postMessage({ id, error: String(error) }),
  );
});
