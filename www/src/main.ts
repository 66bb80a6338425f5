// The application's beginning: the catalogue, the worker, the page.

import './style.css';

import { App } from './app.ts';
import type { Catalogue } from './engine/catalogue.ts';
import { Runner } from './worker/client.ts';

const worker = () => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
const response = await fetch(new URL('plugins/catalogue.json', document.baseURI));
if (!response.ok) throw new Error(`catalogue.json: ${response.status}`);
new App(root, (await response.json()) as Catalogue, new Runner(worker));
