// Runs questions of calls (see crates/browser/src/sequence.rs) for the tests.

import { Engine, reset, start } from '../engine/package.ts';

const plugins = start();

async function answer(questions: readonly string[]): Promise<string[]> {
  const engine = new Engine(await (await plugins).sources([]));
  try {
    return questions.map((question) => engine.probe(question));
  } finally {
    reset();
  }
}

self.addEventListener('message', (event: MessageEvent<{ id: number; questions: readonly string[] }>) => {
  const { id, questions } = event.data;
  answer(questions).then(
    (answers) => self.postMessage({ id, answers }),
    (error: unknown) => self.postMessage({ id, error: String(error) }),
  );
});
