// What the tests drive: `await parity(questions)`, texts in and texts out, so that no number passes through JavaScript.

interface Answer {
  readonly id: number;
  readonly answers?: string[];
  readonly error?: string;
}

declare global {
  interface Window {
    parity(questions: readonly string[]): Promise<string[]>;
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

window.parity = (questions) =>
  new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, ({ answers, error }) => (answers ? resolve(answers) : reject(new Error(error))));
    worker.postMessage({ id, questions });
  });

export {};
