// Room for the memories of plugins.

/** More than the engine keeps at once (crates/browser/src/limits.rs). */
const WANTED = 64;
const PATIENCE = 200;
const PAUSE = 25;

/** Are there so many memories to be had? They are given back by the garbage collector. */
function enough(): boolean {
  try {
    Array.from({ length: WANTED }, () => new WebAssembly.Memory({ initial: 0, maximum: 1 }));
    return true;
  } catch {
    return false;
  }
}

/**
 * Waits until a worker that was just ended has given its memories back. V8 has room for some 124 in a process; a full one
 * collects the garbage of the worker that asks, but not that of another. Whoever holds them longer is not waited for.
 */
export async function room(): Promise<void> {
  for (let tries = 0; tries < PATIENCE && !enough(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
