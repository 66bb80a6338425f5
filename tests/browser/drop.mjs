// Drops files on the page, as a person does, and saves what it found.
//
//   node tests/browser/drop.mjs RECEIVED_AT TRIALS
//
// TRIALS is a JSON file: an array of arrays of paths; an empty one opens the page's own sample. The saved results.json of each come on standard output, as an array of texts.
// Build before: `cargo xtask browser --test`.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

const [receivedAt, list] = process.argv.slice(2);
if (!receivedAt || !list) {
  console.error('usage: node tests/browser/drop.mjs RECEIVED_AT TRIALS');
  process.exit(2);
}

/** What the page's own listener gets when files are let go over it. */
const drop = (page, files) =>
  page.evaluate((given) => {
    const held = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      held.items.add(new File([bytes], name));
    }
    const zone = document.querySelector('.drop');
    for (const type of ['dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true, cancelable: true }));
  }, files);

const server = await serve(fileURLToPath(new URL('../../www/dist/test', import.meta.url)));
const browser = await launch();
try {
  const page = await browser.newPage({ locale: 'zh-CN' });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`console: ${message.text()}`));
  // The clock is data: results say when files were handed in.
  await page.clock.setFixedTime(new Date(receivedAt));
  const saved = [];
  for (const paths of JSON.parse(readFileSync(list, 'utf8'))) {
    await page.goto(server.url);
    await page.waitForSelector('.drop');
    if (paths.length === 0) await page.click('.sample');
    else await drop(page, paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') })));
    await page.waitForSelector('.save, .notice.error, .asked', { timeout: 120_000 });
    const complaint = await page.locator('.notice.error, .asked').allInnerTexts();
    if (complaint.length > 0) throw new Error(`${paths}: ${complaint}`);
    const download = page.waitForEvent('download');
    await page.click('.save');
    saved.push(readFileSync(await (await download).path(), 'utf8'));
  }
  process.stdout.write(JSON.stringify(saved));
} finally {
  await browser.close();
  server.close();
}
