// Runs pipelines with plugins that mean harm in Chromium, in the page's own worker.
//
//   node tests/browser/trials.mjs TRIALS
//
// TRIALS is a JSON file: an array of trials (www/src/hostile/page.ts). What the page made of each comes on standard output.
// Build before: `cargo xtask browser --test`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node tests/browser/trials.mjs TRIALS');
  process.exit(2);
}
const trials = JSON.parse(readFileSync(file, 'utf8'));
const server = await serve(fileURLToPath(new URL('../../www/dist/hostile', import.meta.url)));
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  page.on('console', (message) => console.error(`console: ${message.text()}`));
  await page.goto(`${server.url}hostile.html`);
  await page.waitForFunction(() => 'trial' in window);
  const outcomes = [];
  for (const trial of trials) outcomes.push(await page.evaluate((given) => window.trial(given), trial));
  process.stdout.write(JSON.stringify(outcomes));
} finally {
  await browser.close();
  server.close();
}
