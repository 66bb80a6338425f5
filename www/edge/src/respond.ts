// Answers: JSON, in the reader's language.

import type { Lang } from '../../src/engine/catalogue.ts';
import { SERVICE } from './service.ts';

export function json(body: string | object, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/** An error names the service, so that whoever stands behind several knows which one refused. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return json({ service: SERVICE, error: message }, status, headers);
}

/** Chinese, unless the header prefers English. */
export function languageOf(request: Request): Lang {
  const wanted = (request.headers.get('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';');
      const quality = options.map((option) => /^\s*q=([\d.]+)/.exec(option)?.[1]).find((found) => found !== undefined);
      return { lang: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ lang, quality }) => (lang === 'zh' || lang === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted[0]?.lang === 'en' ? 'en' : 'zh';
}
