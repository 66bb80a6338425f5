// Runs pipelines. The page ends this worker when a plugin takes too long, so nothing here needs to outlive a run.

import type { Unknown } from '../data/unknown.ts';
import { Engine, reset, start, unknownFiles } from '../engine/package.ts';
import { room } from '../engine/room.ts';
import type { Reply, Request } from './protocol.ts';

const plugins = start();
const reply = (message: Reply): void => self.postMessage(message);

let calls = 0;
const watch = {
  enter: (plugin: string, step: string, limit: number) => reply({ kind: 'entered', call: ++calls, plugin, step, limit }),
  leave: () => reply({ kind: 'left', call: calls }),
};

async function run({ id, pipeline, files, changes, receivedAt, lang, limits, timedOut }: Request): Promise<Reply> {
  const sources = await (await plugins).sources(timedOut);
  // Read range by range as the run goes on: a large file is nowhere in memory as a whole.
  const inputs = files.map((file) => ({ name: file.name, blob: file }));
  await room();
  const engine = new Engine(sources, watch, limits);
  try {
    return { kind: 'done', id, results: engine.run(pipeline, inputs, receivedAt, lang, changes && JSON.stringify(changes)) };
  } catch (error) {
    // A trap is our own mistake; anything else is a sentence for the user.
    if (error instanceof WebAssembly.RuntimeError || !(error instanceof Error)) throw error;
    const unknown = JSON.parse(unknownFiles(pipeline, inputs)) as Unknown;
    return { kind: 'refused', id, message: error.message, unknown };
  } finally {
    // Memory of WebAssembly never shrinks: a fresh instance gives that of the last files back.
    reset();
  }
}

self.addEventListener('message', (event: MessageEvent<Request>) => {
  const { id } = event.data;
  // A rejected promise would not reach the page's `error` event.
  run(event.data).then(reply, (error: unknown) => reply({ kind: 'crashed', id, message: String(error) }));
});
