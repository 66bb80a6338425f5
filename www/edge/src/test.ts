// The Worker module of the tests: questions of calls beside everything else.

import { withEngine } from './engine.ts';
import { handle } from './handle.ts';

async function parity(request: Request): Promise<Response> {
  const questions = (await request.json()) as string[];
  return Response.json(withEngine((engine) => questions.map((question) => engine.probe(question))));
}

export default {
  fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    return request.method === 'POST' && pathname === '/parity' ? parity(request) : handle(request);
  },
};
