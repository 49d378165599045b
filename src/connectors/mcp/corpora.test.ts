import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { instantOf, type Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { mcp } from './index.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const seed = join(corpora ?? '', 'mcp-registry', 'data', 'seed_2025_05_16.json');
const safeMcp = join(corpora ?? '', 'safe-mcp', 'techniques');
const skip =
  corpora !== undefined && existsSync(seed) && existsSync(safeMcp)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: the MCP registry and the logs of SAFE-MCP are not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);
const folder = mkdtempSync(join(tmpdir(), 'countersign-mcp-corpora-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = async (path: string): Promise<readonly Observation[]> =>
  (
    await readWhole(mcp, mcp.locate(path), {
      fingerprint: (secret) => `fp${secret.length}`,
      now: instantOf(Date.UTC(2026, 0, 1)),
    })
  ).all;
const named = (all: readonly Observation[], kind: string): readonly string[] =>
  all.flatMap((each) => (each.type === 'resource' && each.kind.startsWith(kind) ? [each.name] : []));

/** The same questions by another road: the text line by line as the registry lays it out, without parsing JSON. */
function countByLines(text: string): {
  readonly servers: number;
  readonly needing: number;
  readonly pairs: number;
} {
  let server = '';
  const servers = new Set<string>();
  const pairs = new Set<string>();
  let inVariables = false;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    const name = /^"name": "(.*?)",?$/.exec(line.trim())?.[1];
    if (indent === 4 && name !== undefined) server = name;
    if (indent === 4 && name !== undefined && name !== '') servers.add(name);
    if (/^"environment_variables": \[$/.test(line.trim())) inVariables = true;
    else if (inVariables && /^\],?$/.test(line.trim())) inVariables = false;
    else if (inVariables && name !== undefined && /KEY|TOKEN|SECRET|PASSWORD/.test(name.toUpperCase()))
      pairs.add(`${server} ${name}`);
  }
  return {
    servers: servers.size,
    needing: new Set([...pairs].map((pair) => pair.split(' ')[0])).size,
    pairs: pairs.size,
  };
}

describe.skipIf(skip !== undefined)(`what others wrote${skip === undefined ? '' : ` (${skip})`}`, () => {
  it('finds in the registry which of 471 servers need a credential, as a second count does', async () => {
    const all = await read(seed);
    const second = countByLines(readFileSync(seed, 'utf8'));
    const needs = all.filter(
      (each) => each.type === 'resource' && each.kind === 'credential that an MCP server asks for',
    );
    const needing = new Set(needs.flatMap((each) => (each.type === 'resource' ? [each.parentKey] : [])));
    expect(named(all, 'MCP server in a registry')).toHaveLength(second.servers);
    expect({ needing: needing.size, pairs: needs.length }).toEqual({
      needing: second.needing,
      pairs: second.pairs,
    });
    // 7 of the 471 entries have no name; they are told
    expect({ ...second }).toEqual({ servers: 464, needing: 167, pairs: needs.length });
    expect(all.find(({ key }) => key === 'nameless')).toMatchObject({ what: '7 entries of registries' });
    // nobody here runs any of them: no identity, and nothing to find
    expect(all.filter(({ type }) => type === 'account')).toEqual([]);
  });

  it('keeps poisoned descriptions of tools out, and the tools in', async () => {
    const path = join(folder, 'poisoned.tools.jsonl');
    writeFileSync(path, readFileSync(join(safeMcp, 'SAFE-T1001', 'test-logs.json')));
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes('tool_name'));
    const all = await read(path);
    const distinct = new Set(lines.map((line) => /"tool_name": "([^"]*)"/.exec(line)?.[1] ?? ''));
    expect(new Set(named(all, 'MCP tool'))).toEqual(distinct);
    expect(JSON.stringify(all)).not.toMatch(/SYSTEM|\[INST\]|exfiltrate|passwd/);
  });

  it('reads the calls of tools in logs of gateways, and when they were', async () => {
    const whole: unknown = JSON.parse(readFileSync(join(safeMcp, 'SAFE-T1101', 'test-logs.json'), 'utf8'));
    const cases = new Map(Object.entries(Object(whole))).get('test_cases');
    const records = (Array.isArray(cases) ? cases : []).map((each: unknown) => JSON.stringify(each));
    // what the test's author put around the log is taken away; the log is theirs
    const path = join(folder, 'gateway.jsonl');
    writeFileSync(path, records.join('\n'));
    const all = await read(path);
    const text = records.join('\n');
    const tools = new Set([...text.matchAll(/"tool_name":"([^"]*)"/g)].map(([, tool]) => tool));
    expect(tools.size).toBeGreaterThan(0);
    expect(new Set(named(all, 'MCP tool'))).toEqual(tools);
    const agents = all.flatMap((each) =>
      each.type === 'account' ? [[each.name, each.lastUsedAt] as const] : [],
    );
    const clients = [...text.matchAll(/"timestamp":"([^"]*)".*?"client_application":"([^"]*)"/g)];
    const last = new Map<string, string>();
    for (const [, at = '', client = ''] of clients) if (at > (last.get(client) ?? '')) last.set(client, at);
    expect(new Map(agents)).toEqual(last);
  });

  it('reads any log of SAFE-MCP without keeping what stands in it', async () => {
    let tried = 0;
    for (const technique of readdirSync(safeMcp)) {
      const log = join(safeMcp, technique, 'test-logs.json');
      if (!existsSync(log)) continue;
      const answer = await read(log).catch((error: unknown) => error);
      expect(answer instanceof Error && !('code' in answer)).toBe(false);
      tried++;
    }
    expect(tried).toBeGreaterThan(15);
  });
});
