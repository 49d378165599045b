import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Fault, instantOf, type Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { mcp } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-mcp-fuzz-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('__proto__', '\ud800', 'a\u0000b', '../../x', '*', '#', '%2F', 'x'.repeat(6000), '\u202e'),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostile,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        hostile,
        fc.constantFrom(
          'name',
          'command',
          'args',
          'env',
          'url',
          'headers',
          'packages',
          'remotes',
          'environment_variables',
          'server',
          'tools',
          'attributes',
          'annotations',
          'tool_name',
          'params',
          'timestamp',
          'spans',
          'startTimeUnixNano',
        ),
      ),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
})).value;
const files = fc.record({
  '.mcp.json': fc
    .dictionary(hostile, value, { maxKeys: 4 })
    .map((mcpServers) => JSON.stringify({ mcpServers })),
  'home/dana/.cursor/mcp.json': value.map((mcpServers) => JSON.stringify({ mcpServers })),
  'registry.json': fc
    .array(value, { maxLength: 4 })
    .map((list) => JSON.stringify([{ name: 'a', version_detail: {} }, ...list])),
  'x.tools.json': value.map((tools) =>
    JSON.stringify({ tools: [{ name: 'a', inputSchema: {} }], more: tools }),
  ),
  'y.tools.json': fc
    .array(value, { maxLength: 3 })
    .map((tools) => JSON.stringify({ tools, inputSchema: {} })),
  'spans.jsonl': fc
    .array(value, { maxLength: 4 })
    .map((spans) =>
      [{ resourceSpans: [{ scopeSpans: [{ spans }] }] }, ...spans]
        .map((each) => JSON.stringify(each))
        .join('\n'),
    ),
  'calls.jsonl': fc
    .array(value, { maxLength: 4 })
    .map((list) => [{ tool_name: 'a' }, ...list].map((each) => JSON.stringify(each)).join('\n')),
});

/** References to what was not given. */
function dangling(all: readonly Observation[]): readonly Observation[] {
  const known = new Set(all.map(({ type, key }) => `${type} ${key}`));
  return all.filter((each) => {
    if (each.type === 'grant')
      return !known.has(`account ${each.subjectKey}`) || !known.has(`entitlement ${each.entitlementKey}`);
    if (each.type === 'credential') return !known.has(`account ${each.accountKey}`);
    if (each.type === 'membership')
      return !known.has(`account ${each.memberKey}`) || !known.has(`account ${each.groupKey}`);
    if (each.type === 'resource')
      return each.parentKey !== undefined && !known.has(`resource ${each.parentKey}`);
    return each.type === 'entitlement' && !known.has(`resource ${each.resourceKey ?? ''}`);
  });
}

/** What came out of a folder that should not have: a loose end, or a refusal that says nothing. */
async function wrongIn(folder: string): Promise<readonly unknown[]> {
  try {
    const { all } = await readWhole(mcp, mcp.locate(folder), {
      fingerprint: () => 'f',
      now: instantOf(Date.UTC(2026, 0, 1)),
    });
    return dangling(all);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code !== 'source_untrusted' && /\S \S/.test(error.next ?? '') ? [] : [error];
  }
}

it('gives what holds together, or a refusal with the next step, whatever the files hold', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(files, async (content) => {
      const folder = join(root, String(++made));
      for (const [name, text] of Object.entries(content)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      try {
        expect(await wrongIn(folder)).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});
