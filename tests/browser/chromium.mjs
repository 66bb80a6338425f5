// Debian's Chromium, driven by playwright-core.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @type {typeof import('playwright-core')} */
const { chromium } = createRequire(new URL('../../www/package.json', import.meta.url))('playwright-core');

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @returns {Promise<import('playwright-core').Browser>} */
export function launch() {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: apt-get update && apt-get install -y chromium`);
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
