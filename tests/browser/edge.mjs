// Asks the edge module in workerd what a client could ask.
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { start } from '../../www/build/workerd.mjs';

const sample = (name) => fileURLToPath(new URL(`../../crates/generate/sample/${name}`, import.meta.url));
const english = { 'accept-language': 'en-GB,zh;q=0.5' };
const zeros = (mebibytes) => new Uint8Array(mebibytes << 20);

const edge = await start('edge-test');
try {
  const ask = (path, init) => fetch(new URL(path, edge.url), init);
  const refused = async (response, status, sentence) => {
    assert.equal(response.status, status);
    const { service, error } = await response.json();
    assert.equal(service, 'aftersight-edge');
    assert.match(error, sentence);
  };

  const about = await (await ask('/')).json();
  assert.equal(about.status, 'ok');
  assert.ok(about.plugins.length > 0 && about.plugins.every(({ sha256 }) => sha256.length === 64));

  const orders = await openAsBlob(sample('tmall_orders.csv'));
  const raw = await ask('/?name=tmall_orders.csv', { method: 'POST', body: orders });
  assert.equal(raw.status, 200);
  const { inputs } = await raw.json();
  assert.equal(inputs[0].table, 'orders');

  const form = new FormData();
  for (const name of ['tmall_orders.csv', 'tmall_refunds.csv']) form.append('file', await openAsBlob(sample(name)), name);
  form.append('pipeline', '[[kpi]]\nuse = "kpi-return-rate"\ngrain = "month"\n');
  const both = await ask('/', { method: 'POST', body: form });
  assert.equal(both.status, 200);
  const { kpis } = await both.json();
  assert.deepEqual(kpis.map(({ name, grain }) => [name, grain]), [['return_rate', 'month']]);

  await refused(await ask('/', { method: 'DELETE', headers: english }), 405, /Only GET and POST/);
  await refused(await ask('/', { method: 'POST', body: orders }), 400, /缺少文件名/);
  await refused(await ask('/?name=a.csv', { method: 'POST', body: '', headers: english }), 400, /no file/);
  await refused(await ask('/?name=a.xlsx', { method: 'POST', body: zeros(11), headers: english }), 413, /10 MiB that aftersight-edge/);
  await refused(await ask('/?name=a.csv', { method: 'POST', body: zeros(101) }), 413, /上限 100 MiB/);
  await refused(await ask('/?name=a.csv', { method: 'POST', body: 'x,y\n1,2\n', headers: english }), 422, /a\.csv/);
  console.log('the edge module works');
} finally {
  await edge.close();
}
