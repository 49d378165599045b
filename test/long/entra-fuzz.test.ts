import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../src/connectors/entra/answers.ts';
import { entra } from '../../src/connectors/entra/index.ts';
import { readAnswers } from '../../src/connectors/entra/read.ts';
import { everyEndpoint, listWithin, shortened, writeExport } from '../../src/connectors/entra/testing.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { Fault, instantOf } from '../../src/model/index.ts';
import { acme, globalAdministrator, ids, secretText } from '../support/graph-metadata/acme.ts';

/** What a tenant or its export hands us: whatever it says, observations that hold or a refusal with the next step. */
const root = mkdtempSync(join(tmpdir(), 'countersign-entra-fuzz-'));
afterAll(() => rmSync(root, { recursive: true }));
const milliseconds = 60_000;
const timed = {
  numRuns: 10_000_000,
  interruptAfterTimeLimit: milliseconds / 4,
  markInterruptAsFailure: false,
};
const now = instantOf(Date.UTC(2026, 5, 1));

/** What is wrong with how a read ends; nothing when it ends well. A bug is thrown. */
async function wrongIn(open?: () => Promise<Answers>): Promise<unknown> {
  const connector = open === undefined ? entra : { ...entra, read: () => readAnswers(open, now) };
  const given: unknown[] = [];
  try {
    const read = readSource(connector, {
      config: { path: root },
      now,
      signal: new AbortController().signal,
      fingerprint: () => '',
      secret: async () => '',
    });
    for await (const page of read.pages) given.push(...page.observations);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return /\S+ \S+/.test(error.next ?? '') && !error.message.includes(secretText) ? undefined : error;
  }
  return JSON.stringify(given).includes(secretText) ? 'the value of a secret' : undefined;
}

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    ...Object.values(ids),
    globalAdministrator,
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '/',
    '/administrativeUnits/',
    `/administrativeUnits/${ids.unit}`,
    '#microsoft.graph.user',
    '#microsoft.graph.agentIdentity',
    '#microsoft.graph.__proto__',
    'AllPrincipals',
    'Activated',
    'https://127.0.0.2/next',
    'x'.repeat(10_000),
    '9999-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '',
    null,
    true,
    0,
    [],
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The value with what lies at the `at`-th place in it replaced; places are counted from the outside in. */
function replaced(value: unknown, at: number, by: unknown): unknown {
  let left = at;
  const walk = (each: unknown): unknown => {
    if (left-- === 0) return by;
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, of]) => [name, walk(of)]));
  };
  return walk(value);
}

describe('a tenant that somebody bent', () => {
  it(
    'in the values of its answers: ids of each other, circles, what stands for something else',
    async () => {
      const change = fc.record({
        endpoint: fc.nat(everyEndpoint.length - 1),
        at: fc.nat(60),
        by: hostile,
        name: fc.option(fc.constantFrom('__proto__', 'owners@odata.nextLink', 'secretText', '@odata.type'), {
          freq: 6,
        }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const items = acme();
          const lists = new Map([...items].map(([name, list]) => [name, shortened(list)] as const));
          for (const { endpoint, at, by, name } of changes) {
            const id = everyEndpoint[endpoint]?.id ?? '';
            const list = lists.get(id) ?? [];
            const bent: unknown = replaced(list, at + 1, by);
            const given: readonly unknown[] = Array.isArray(bent) ? bent : [];
            lists.set(
              id,
              given.flatMap((each) =>
                typeof each === 'object' && each !== null
                  ? [
                      Object.fromEntries([
                        ...Object.entries(each),
                        ...(name === null ? [] : [[name, name === 'secretText' ? secretText : by] as const]),
                      ]),
                    ]
                  : [],
              ),
            );
          }
          const answers: Answers = {
            ask: async (endpoint, id) => {
              const list =
                id === undefined
                  ? lists.get(endpoint.id)
                  : listWithin(items, endpoint.path.replace('{id}', id));
              if (list === undefined) return { is: 'unread', why: 'it is not there' };
              return {
                is: 'read',
                items: (async function* () {
                  for (const [n, value] of list.entries()) yield { at: String(n), value };
                })(),
              };
            },
          };
          expect(await wrongIn(async () => answers)).toBeUndefined();
        }),
        timed,
      );
    },
    milliseconds,
  );

  it(
    'in the bytes of its export: flipped, cut, doubled, put in',
    async () => {
      writeExport(root, acme());
      const files = [...acme().keys()].map((name) => join(root, `${name}.json`));
      const whole = files.map((file) => readFileSync(file));
      const bend = fc.record({
        kind: fc.constantFrom('flip', 'cut', 'double', 'insert', 'drop'),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(200),
        put: fc.constantFrom(
          '"',
          '{',
          ']',
          ',',
          '{"value":[',
          '"@odata.nextLink":"x",',
          '\\u0000',
          '\u0000',
          ' ',
          '1e999',
        ),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.nat(files.length - 1),
          fc.array(bend, { minLength: 1, maxLength: 3 }),
          async (which, bends) => {
            const original = whole[which] ?? Buffer.from('');
            let bytes: Buffer = original;
            for (const { kind, at, length, put } of bends) {
              const cut = Math.floor(at * bytes.length);
              const [before, after] = [bytes.subarray(0, cut), bytes.subarray(cut)];
              if (kind === 'cut') bytes = before;
              else if (kind === 'insert') bytes = Buffer.concat([before, Buffer.from(put), after]);
              else if (kind === 'drop') bytes = Buffer.concat([before, after.subarray(length)]);
              else if (kind === 'double') bytes = Buffer.concat([before, after.subarray(0, length), after]);
              else
                bytes = Buffer.concat([
                  before,
                  after.subarray(0, 1).map((byte) => byte ^ (1 << (length % 8))),
                  after.subarray(1),
                ]);
            }
            writeFileSync(files[which] ?? root, bytes);
            const wrong = await wrongIn();
            writeFileSync(files[which] ?? root, original);
            expect(wrong).toBeUndefined();
          },
        ),
        timed,
      );
    },
    milliseconds,
  );
});
