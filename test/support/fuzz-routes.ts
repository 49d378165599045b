// Sends a route what its schema takes, and that bent in every way we know, and holds the answers to what is promised:
// no server error, no stack trace, a problem by its schema, and after a refusal every row as it was.
import fc from 'fast-check';
import { expect } from 'vitest';
import { problemSchema } from '../../src/api/problem.ts';
import type { Route } from '../../src/api/route.ts';
import { arbitraryOf, type Known } from './arbitrary-of-schema.ts';
import type { FuzzedServer, Sent } from './fuzzed-server.ts';
import { bent, bodyText } from './hostile-json.ts';

/** What a route may answer above 499 without being broken: somebody else does not answer, and it says so. */
const elsewhere = new Set(['source_unreachable', 'source_untrusted', 'timed_out', 'secret_unavailable']);

export async function fuzzRoute(route: Route, server: FuzzedServer, numRuns: number): Promise<void> {
  let before = await server.everything();
  await fc.assert(
    fc.asyncProperty(requests(route, server), async (sent) => {
      const answered = await server.send(sent);
      expect(server.bugs()).toEqual([]);
      if (answered === undefined) return; // cut off by HTTP itself, before a route saw it
      const { status, type, text } = answered;
      expect(text).not.toMatch(/node:internal|\.ts:\d+|\n\s+at |node_modules|select .* from /i);
      if (status >= 400) {
        expect(type).toContain('application/problem+json');
        const { code } = problemSchema.parse(JSON.parse(text));
        if (status >= 500) expect(elsewhere).toContain(code);
      }
      const after = await server.everything();
      if (status >= 400 || text.includes('\nevent: problem\n')) expect(after).toBe(before);
      before = after;
    }),
    { numRuns },
  );
}

function requests(route: Route, server: FuzzedServer): fc.Arbitrary<Sent> {
  const known: Known = route.name === 'sources.remove' ? {} : server.known;
  const params = arbitraryOf(route.params, known);
  const query = arbitraryOf(route.query, known);
  const body = withSignature(arbitraryOf(route.body, known), route, server);
  const either = (valid: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 2, arbitrary: valid }, { weight: 1, arbitrary: bent(valid) });
  const asPromised = fc.record({
    params,
    query: fc.tuple(query, fc.boolean()).map(([value, first]) => (first ? withoutCursor(value) : value)),
    body: body.map((value) => JSON.stringify(value)),
    type: fc.constant('application/json'),
    accept: fc.constantFrom('application/json', 'text/event-stream'),
    more: fc.constant({}),
  });
  const otherwise = fc.record({
    params: either(params),
    query: either(query),
    body: bodyText(either(body)),
    type: fc.oneof({ weight: 12, arbitrary: fc.constant('application/json') }, fc.constantFrom(...types)),
    accept: fc.constantFrom('application/json', 'text/event-stream', '*/*', ''),
    more: fc.constantFrom({}, {}, {}, ...headers),
  });
  return fc
    .oneof(asPromised, otherwise)
    .map(({ params: filled, query: asked, body: text, type, accept, more }) => ({
      method: route.method,
      path: `${pathOf(route.path, filled)}${queryOf(asked)}`,
      headers: {
        accept,
        ...(route.method === 'POST' ? { 'content-type': type } : {}),
        ...more,
      },
      ...(route.method === 'POST' ? { body: text } : {}),
    }));
}

/** A cursor by its schema is hardly ever one of this list. */
function withoutCursor(value: unknown): unknown {
  const { cursor: _, ...rest } = Object(value) as Record<string, unknown>;
  return rest;
}

/** Where a signed statement is taken: often one that the server worded, as it was or bent, under a signature that is right. */
function withSignature(
  body: fc.Arbitrary<unknown>,
  route: Route,
  server: FuzzedServer,
): fc.Arbitrary<unknown> {
  if (!('statement' in route.body.shape)) return body;
  const worded = fc.constantFrom(...server.statements);
  const text = fc.oneof(
    worded,
    bent(worded.map((one): unknown => JSON.parse(one))).map((one) => JSON.stringify(one) ?? ''),
  );
  return fc.tuple(body, fc.option(text, { freq: 3 })).map(([value, statement]) => {
    if (statement === null || statement === '') return value;
    const signature = server.sign(statement);
    return {
      ...Object(value),
      statement,
      ...('signatures' in route.body.shape ? { signatures: [signature] } : { signature }),
    };
  });
}

const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json;charset=utf-16',
  'x',
];
const headers: readonly Record<string, string>[] = [
  { 'idempotency-key': 'one' },
  { 'idempotency-key': '\u00ff' },
  { 'if-none-match': '*' },
  { 'if-none-match': '"'.repeat(1000) },
  { 'last-event-id': '-1' },
  { 'last-event-id': '999999999999999' },
  { 'content-encoding': 'gzip' },
  { 'x-http-method-override': 'DELETE' },
  { cookie: 'x='.repeat(2000) },
  { authorization: 'Bearer x' },
];

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

function pathOf(path: string, filled: unknown): string {
  const values = new Map(membersOf(filled));
  return path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => encoded(values.get(name)));
}

function queryOf(asked: unknown): string {
  const parts = membersOf(asked).flatMap(([name, value]) =>
    (Array.isArray(value) ? value.slice(0, 60) : [value]).map((each) => `${encoded(name)}=${encoded(each)}`),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`.slice(0, 12_000);
}

/** Percent-encoded whatever it is; half a character becomes bytes that are no UTF-8. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  try {
    return encodeURIComponent(text.slice(0, 6000));
  } catch {
    return '%ED%A0%80';
  }
}
