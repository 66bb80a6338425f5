// Uses the page as a person would: opens the sample, drops files, reads, changes a parameter, switches the language.
//
//   node tests/browser/page.mjs [FOLDER]      writes a picture of each step to FOLDER
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SAMPLE = here('../../crates/generate/sample/');
const pictures = process.argv[2];
if (pictures) mkdirSync(pictures, { recursive: true });

const server = await serve(here('../../www/dist/test'));
const browser = await launch();
try {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const strangers = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) strangers.push(request.url());
  });
  const picture = (name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const card = (title) => page.locator('.card', { hasText: title });
  const idle = () => page.waitForSelector('.notice', { state: 'detached' });

  await page.goto(server.url);
  assert.match(await page.innerText('.drop'), /把售后导出文件拖到这里/);
  await picture('1-empty');

  // A sample that cannot be fetched is said, and can be asked for again.
  const offline = await context.newPage();
  await offline.goto(server.url);
  await offline.route('**/sample/*', (route) => route.abort());
  await offline.click('.sample');
  await offline.waitForSelector('.notice.error >> text=示例没有取到');
  await offline.unroute('**/sample/*');
  await offline.click('.sample');
  await offline.waitForSelector('.cards');
  await offline.close();

  // Whoever comes for the first time sees what the program is for.
  await page.click('.sample');
  await page.waitForSelector('.cards');
  await idle();
  const found = async () => (await page.locator('.finding').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  const three = await found();
  assert.equal(three.length, 3);
  assert.match(three[0], /严重 .*FS000-1.*处理：产品/);
  assert.match(three[1], /警告 .*物流延误 · 广东省.*处理：物流/);
  assert.match(three[2], /警告 .*未收到货 · 广东省.*处理：物流/);
  assert.match(await page.innerText('.names'), /pipeline\.toml/);
  await page.waitForSelector('.chart svg');
  assert.match(await page.innerText('.caption'), /FS000-1/);
  await picture('1a-sample-zh');
  await page.locator('.finding').nth(1).click();
  assert.match(await page.innerText('.caption'), /物流延误 · 广东省/);
  assert.match(await card('按问题类型、省份').innerText(), /最多：物流延误 · 广东省/);
  await page.click('.caption button');
  assert.equal(await page.locator('.caption').count(), 0);
  // The form begins with what the pipeline file says, and a changed parameter reaches the alerts that stand on its KPI.
  await page.selectOption('#step', 'refund_share_of_sales');
  assert.match(await page.inputValue('#parameter-formula'), /^sum\(cases\.refund_minor where/);
  await page.selectOption('#step', 'return_rate_by_sku');
  assert.equal(await page.inputValue('#preset'), 'lines');
  assert.equal(await page.inputValue('#parameter-lag'), '15 d');
  await page.fill('#parameter-case_filter', "case_type = 'exchange'");
  await page.click('form button[type=submit]');
  await page.waitForSelector('.findings-panel .was');
  assert.equal(await page.innerText('.findings-panel .was'), '原为 3 条');
  assert.deepEqual(await found(), three.slice(1));
  assert.equal(await page.locator('.card .was').count(), 1);
  await page.click('form .plain');
  await page.click('form button[type=submit]');
  await page.waitForSelector('.findings-panel .was', { state: 'detached' });
  assert.deepEqual(await found(), three);
  // What nobody changed stays what the pipeline file says.
  const results = async () => {
    const download = page.waitForEvent('download');
    await page.click('.save');
    return readFileSync(await (await download).path(), 'utf8').replace(/"received_at": .*/g, '');
  };
  const settled = await results();
  for (const step of ['refund_share_of_sales', 'clean-contact-format', 'clean-duplicate-rows']) {
    await page.selectOption('#step', step);
    await page.click('form button[type=submit]');
    await idle();
    assert.equal(await results(), settled, step);
  }
  await page.click('header button');
  assert.match((await found())[1], /Warning .*Delay · .*For: Logistics/);
  await page.waitForSelector('.chart svg');
  await picture('1b-sample-en');
  await page.click('header button');

  // A pipeline file whose data were not chosen says which.
  const pipeline = join(SAMPLE, 'pipeline.toml');
  await page.setInputFiles('#files', pipeline);
  await page.waitForSelector('.notice.error >> text=请和它要用的数据文件（*.csv）一起选择');

  const files = readdirSync(SAMPLE).filter((name) => name.endsWith('.csv'));
  await page.setInputFiles('#files', files.map((name) => join(SAMPLE, name)));
  await page.waitForSelector('.cards');
  await idle();
  const before = await card('退货率').locator('.figure').innerText();
  assert.match(before, /^\d+(\.\d+)?%$/);
  assert.equal(await page.locator('.bar').count(), files.length);
  await page.waitForSelector('.chart svg');
  // Over all issue types the share is 1: the card shows the greatest. Nobody gave a formula.
  assert.match(await card('问题类型占比').innerText(), /\d%\s+最多：\S+/);
  assert.notEqual(await card('问题类型占比').locator('.figure').innerText(), '100%');
  assert.equal(await card('自定义公式').count(), 0);
  assert.match(await page.innerText('.readings'), /末尾有 \d+ 行汇总/);
  assert.match(await page.innerText('.quality-panel'), /编码 GB18030/);
  const download = page.waitForEvent('download');
  await page.click('.save');
  const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  assert.equal(saved.inputs.length, files.length);
  await picture('2-results-zh');

  await page.selectOption('#step', 'return_rate');
  // Values have names that people know.
  assert.deepEqual(await page.locator('#parameter-population option').allInnerTexts(), ['订单', '订单行', '件数']);
  await page.selectOption('#preset', { index: 2 });
  await page.click('form button[type=submit]');
  await page.waitForSelector('.was');
  assert.equal(await card('退货率').locator('.was').innerText(), `原为 ${before}`);
  await page.waitForSelector('.chart svg');
  await picture('3-what-if');

  await page.selectOption('#step', 'complaint_count');
  await page.fill('#parameter-population', 'case_type = = 1');
  await page.click('form button[type=submit]');
  await page.waitForSelector('.notice.error');
  assert.match(await page.innerText('.notice.error'), /complaint_count/);

  // What was changed before stands while another plugin is changed.
  await page.selectOption('#step', 'first_contact_resolution');
  await page.click('form button[type=submit]');
  await page.waitForSelector('.notice', { state: 'detached' });
  assert.equal(await card('退货率').locator('.was').innerText(), `原为 ${before}`);
  await page.selectOption('#step', 'complaint_count');
  await page.fill('#parameter-population', 'case_type = = 1');
  await page.click('form button[type=submit]');
  await page.waitForSelector('.notice.error');

  await page.click('header button');
  assert.match(await page.innerText('header'), /no row leaves this page/);
  assert.equal(await card('Return rate').count(), 1);
  assert.doesNotMatch(await page.innerText('main .side'), /\p{Script=Han}/u);
  await page.waitForSelector('.notice.error >> text=It cannot run');
  await page.waitForFunction(() => /missing|value/.test(document.querySelector('.notice.error')?.textContent ?? ''));
  assert.doesNotMatch(await page.innerText('.notice.error'), /\p{Script=Han}/u);
  await page.waitForSelector('.chart svg');
  await picture('4-english');

  // Results of other files would be taken for those of this one.
  await page.setInputFiles('#files', { name: 'broken.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK\x03\x04') });
  await page.waitForSelector('.notice.error >> text=broken.xlsx');
  assert.equal(await page.locator('.card').count(), 0);
  await picture('5-broken');

  // A file that nobody knows is asked about, in words of the page.
  await page.click('header button');
  const rows = Array.from({ length: 30 }, (_, row) => `R${row},2025${row},2025-0${1 + (row % 6)}-11 10:00:00,${['质量问题', '发错货'][row % 2]}`);
  const own = ['单据,订单编号,日期,缘由', ...rows].join('\n');
  const unknown = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.setInputFiles('#files', [unknown('我的.csv', own), unknown('别的.csv', 'x,y\n1,2\n')]);
  await page.waitForSelector('.asked');
  const asked = () => page.innerText('.asked');
  assert.match(await asked(), /我的\.csv[\s\S]*单据、订单编号、日期、缘由[\s\S]*认出了：订单号/);
  assert.doesNotMatch(await asked(), /source|\[\[/);
  await page.selectOption('#unknown-0-0-table', '');
  await page.click('.asked button[type=submit]');
  await page.waitForSelector('.notice.error >> text=请至少为一个文件选择表');
  await page.selectOption('#unknown-0-0-table', 'cases');
  assert.match(await asked(), /还缺：.*售后单号/);
  await page.selectOption('#unknown-0-0-0', 'case_id');
  assert.match(await asked(), /必需的列已齐/);
  await page.selectOption('#unknown-0-0-2', 'created_at');
  await page.selectOption('#unknown-0-0-3', 'reason_raw');
  await picture('6-unknown');
  await page.click('.asked button[type=submit]');
  await page.waitForSelector('.cards');
  await idle();
  assert.match(await card('问题类型占比').innerText(), /50%\s+最多：(质量问题|发错货)/);
  await page.waitForSelector('.chart svg');
  // What was said stands while a parameter is changed.
  await page.selectOption('#step', 'issue_share');
  await page.fill('#parameter-population', "issue_type = 'quality'");
  await page.click('form:has(#parameter-population) button[type=submit]');
  await page.waitForSelector('.was');
  assert.match(await card('问题类型占比').locator('.figure').innerText(), /^100%$/);
  await picture('7-settled');

  // Personal data is masked before it is shown, and nothing of it is kept in the browser.
  const phone = `139${String(20260001 + files.length)}`;
  const person = `欧阳${'澜漪'}`;
  const planted = ['退款编号,订单编号,退款的申请时间,买家退款原因,买家退款金额,备注9'];
  for (let row = 0; row < 12; row += 1) {
    planted.push(`77${row},${phone},2025-06-02 10:00:00,"收件人：${person} 电话${phone}",5.00,${phone}`);
  }
  await page.setInputFiles('#files', [unknown('退款.csv', planted.join('\n'))]);
  await page.waitForFunction(() => document.querySelectorAll('.bar').length === 1 && document.body.innerText.includes('退款.csv'));
  await idle();
  const kept = await page.evaluate(async () => {
    const files = [];
    if (navigator.storage?.getDirectory) for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const stores = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
    return { files, databases, text: [...stores, location.href, document.cookie, document.documentElement.outerHTML].join('\n') };
  });
  assert.deepEqual([kept.files, kept.databases], [[], []], 'the page keeps data');
  const finished = page.waitForEvent('download');
  await page.click('.save');
  const everything = kept.text + readFileSync(await (await finished).path(), 'utf8');
  assert.match(everything, /fingerprint:[0-9a-f]{8}/);
  for (const secret of [phone, person]) assert.ok(!everything.includes(secret), `${secret} is shown or kept`);

  assert.deepEqual(complaints, []);
  assert.deepEqual(strangers, [], 'the page asked others for something');
  console.log('the page works');
} finally {
  await browser.close();
  server.close();
}
