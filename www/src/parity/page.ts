// What the tests drive: `await parity(sequences)`, texts in and texts out, so that no number passes through JavaScript.

interface Answer {
  readonly id: number;
  readonly answers?: string[];
  readonly error?: string;
}

declare global {
  interface Window {
    parity(sequences: readonly string[]): Promise<string[]>;
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, (answer: Answer) => void>();
let next = 0;

worker.addEventListener('message', (event: MessageEvent<Answer>) => {
  waiting.get(event.data.id)?.(event.data);
  waiting.delete(event.data.id);
});
worker.addEventListener('error', (event) => {
  for (const [id, settle] of waiting) settle({ id, error: event.message });
  waiting.clear();
});

window.parity = (sequences) =>
  new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, ({ answers, error }) => (answers ? resolve(answers) : reject(new Error(error))));
    worker.postMessage({ id, sequences });
  });

export {};
