// One request.

import type { Lang } from '../../src/engine/catalogue.ts';
import { text } from '../../src/text.ts';
import { catalogue, withEngine } from './engine.ts';
import { json, languageOf, refuse } from './respond.ts';
import { SERVICE, SHEET_LIMIT, TEXT_LIMIT } from './service.ts';
import { discard, Refusal, upload } from './upload.ts';

/** What the service is and can do. */
function about(lang: Lang): Response {
  const plugins = catalogue.map(({ id, kind, sha256, manifest }) => {
    return { id, kind, version: manifest.version, sha256, title: manifest.title[lang] };
  });
  const limits = { text_bytes: TEXT_LIMIT, sheet_bytes: SHEET_LIMIT };
  return json({ service: SERVICE, status: 'ok', usage: text(lang, 'edgeUsage'), limits, plugins });
}

function explain(refusal: Refusal, lang: Lang): string {
  switch (refusal.reason) {
    case 'too-large':
      return text(lang, 'edgeTooLarge', { service: SERVICE, limit: refusal.limit >> 20 });
    case 'no-file':
      return text(lang, 'edgeNoFile');
    case 'no-name':
      return text(lang, 'edgeNoName');
    case 'not-multipart':
      return text(lang, 'edgeNotMultipart');
  }
}

/** Runs everything that the posted files allow, or what a posted pipeline file says. */
async function run(request: Request, lang: Lang): Promise<Response> {
  const { files, pipeline } = await upload(request);
  const received = BigInt(Date.now()) * 1000n;
  try {
    return json(withEngine((engine) => engine.run(pipeline, files, received, lang)));
  } catch (error) {
    const crashed = error instanceof WebAssembly.RuntimeError || !(error instanceof Error);
    return refuse(crashed ? 500 : 422, text(lang, 'edgeFailed', { what: crashed ? String(error) : error.message }));
  }
}

export async function handle(request: Request): Promise<Response> {
  const lang = languageOf(request);
  if (request.method === 'GET') return about(lang);
  if (request.method !== 'POST') return refuse(405, text(lang, 'edgeMethod'), { allow: 'GET, POST' });
  try {
    return await run(request, lang);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await discard(request);
    return refuse(error.status, explain(error, lang));
  }
}
