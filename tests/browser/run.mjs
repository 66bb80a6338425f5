// Asks the engine in Chromium or workerd what the tests want to know (crates/browser/src/probe.rs).
//
//   node tests/browser/run.mjs chromium|workerd QUESTIONS
//
// QUESTIONS is a JSON file: an array of texts, each a question. The answers come on standard output in the same form:
// texts, because JavaScript would round a 64-bit integer. Build before: `cargo xtask test`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { start } from '../../www/build/workerd.mjs';
import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

const DIST = fileURLToPath(new URL('../../www/dist/test', import.meta.url));

/** @param {string[]} questions @returns {Promise<string[]>} */
async function inChromium(questions) {
  const server = await serve(DIST);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    page.on('console', (message) => console.error(`console: ${message.text()}`));
    await page.goto(`${server.url}parity.html`);
    return await page.evaluate((given) => window.parity(given), questions);
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {string[]} questions @returns {Promise<string[]>} */
async function inWorkerd(questions) {
  const edge = await start('edge-test');
  try {
    const response = await fetch(new URL('/parity', edge.url), { method: 'POST', body: JSON.stringify(questions) });
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
    return JSON.parse(text);
  } finally {
    await edge.close();
  }
}

const [engine, file] = process.argv.slice(2);
const run = { chromium: inChromium, workerd: inWorkerd }[engine ?? ''];
if (!run || !file) {
  console.error('usage: node tests/browser/run.mjs chromium|workerd QUESTIONS');
  process.exit(2);
}
process.stdout.write(JSON.stringify(await run(JSON.parse(readFileSync(file, 'utf8')))));
