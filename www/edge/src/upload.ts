// Reads what was posted, and stops at the limit: a body may be longer than its header says, or say nothing.

import type { InputFile } from '../../generated/browser/aftersight_browser.js';
import { limitOf, TEXT_LIMIT } from './service.ts';

/** What was posted cannot be used. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: 'too-large' | 'no-file' | 'no-name' | 'not-multipart';
  readonly limit: number;

  constructor(status: number, reason: Refusal['reason'], limit = 0) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.limit = limit;
  }
}

/** Multipart fields carry names and boundaries beside the files. */
const ENVELOPE = 1 << 16;

async function bounded(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!request.body) throw new Refusal(400, 'no-file');
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) throw new Refusal(413, 'too-large', limit);
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A client that still sends when it is refused sees a broken connection, not the reason: so much is read for nothing. */
const PATIENCE = 4 * TEXT_LIMIT;

/** Reads what is left of a request that was refused. */
export async function discard(request: Request): Promise<void> {
  if (!request.body || request.body.locked) return;
  const reader = request.body.getReader();
  for (let length = 0; length < PATIENCE; ) {
    const { done, value } = await reader.read();
    if (done) return;
    length += value.length;
  }
  await reader.cancel();
}

export interface Upload {
  readonly files: readonly InputFile[];
  /** A pipeline file; empty: everything that the files allow. */
  readonly pipeline: string;
}

/** Every file of the form; a field `pipeline` is the pipeline file. */
async function multipart(request: Request, type: string): Promise<Upload> {
  const bytes = await bounded(request, TEXT_LIMIT + ENVELOPE);
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => {
    throw new Refusal(400, 'not-multipart');
  });
  const files: InputFile[] = [];
  let pipeline = '';
  for (const [field, value] of form) {
    if (field === 'pipeline') {
      pipeline = typeof value === 'string' ? value : await value.text();
    } else if (typeof value !== 'string') {
      if (value.size > limitOf(value.name)) throw new Refusal(413, 'too-large', limitOf(value.name));
      files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return { files, pipeline };
}

async function raw(request: Request): Promise<Upload> {
  const name = new URL(request.url).searchParams.get('name') ?? '';
  if (!name) throw new Refusal(400, 'no-name');
  return { files: [{ name, bytes: await bounded(request, limitOf(name)) }], pipeline: '' };
}

/** The posted files: a form's, or the body itself under `?name=`. */
export async function upload(request: Request): Promise<Upload> {
  const type = request.headers.get('content-type') ?? '';
  const posted = await (type.startsWith('multipart/form-data') ? multipart(request, type) : raw(request));
  if (posted.files.every((file) => file.bytes.length === 0)) throw new Refusal(400, 'no-file');
  return posted;
}
