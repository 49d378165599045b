import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canary, plantWorkstation, runScan } from '../support/planted-workstation.ts';

const planted = plantWorkstation();
const empty = mkdtempSync(join(tmpdir(), 'countersign-empty-'));
afterAll(() => {
  planted.remove();
  rmSync(empty, { recursive: true });
});

describe('the exit status is fit for CI', () => {
  it.each([
    [0, []],
    [0, ['--fail-on', 'none']],
  ] as const)('%i in an empty folder with %j', async (status, argv) => {
    expect((await runScan(empty, empty, ...argv)).status).toBe(status);
  });
  it.each([
    [1, []],
    [1, ['--fail-on', 'medium']],
    [0, ['--fail-on', 'none']],
    [0, ['--fail-on', 'critical']],
  ] as const)('%i in a folder with high findings with %j', async (status, argv) => {
    expect((await runScan(planted.repo, empty, ...argv)).status).toBe(status);
  });
  it.each([
    [['--nonsense']],
    [['--fail-on', 'maybe']],
    [['--json', '--sarif']],
    [['no/such/path']],
    [['--fingerprint-key', 'plain']],
  ])('2 for %j, with a next step and nothing on stdout', async (argv) => {
    const ran = await runScan(empty, empty, ...argv);
    expect(ran).toMatchObject({ status: 2, out: '' });
    expect(ran.err).toMatch(/next: /);
  });
});

describe('--json', () => {
  it('is one document with items, findings, gaps and summary', async () => {
    const { out } = await runScan(planted.repo, planted.home, '--json');
    const document = JSON.parse(out);
    expect(Object.keys(document)).toEqual(['items', 'findings', 'gaps', 'unanswered', 'summary']);
    expect(document.summary.findings.high).toBe(
      document.findings.filter((f: { severity: string }) => f.severity === 'high').length,
    );
  });
  it('gives findings the same ids in every run, and fingerprints that differ between runs without a key', async () => {
    const runs = await Promise.all(
      [1, 2].map(async () => JSON.parse((await runScan(planted.repo, empty, '--json')).out)),
    );
    const ids = runs.map((run) => run.findings.map((finding: { id: string }) => finding.id));
    expect(ids[0]).toEqual(ids[1]);
    const prints = runs.map((run) => JSON.stringify(run).match(/"fingerprint":"[0-9a-f]{64}"/g) ?? []);
    expect(prints[0]?.length).toBeGreaterThan(3);
    expect(prints[0]).not.toEqual(prints[1]);
  });
  it('gives equal fingerprints in two runs with one key', async () => {
    const key = join(empty, 'key');
    writeFileSync(key, canary(64));
    const runs = await Promise.all(
      [1, 2].map(
        async () =>
          (await runScan(planted.repo, planted.home, '--json', '--fingerprint-key', `file:${key}`)).out,
      ),
    );
    const prints = runs.map((out) => out.match(/"fingerprint": "[0-9a-f]{64}"/g));
    expect(prints[0]).toEqual(prints[1]);
  });
});

/** What SARIF 2.1.0 (OASIS, sections 3.13–3.58) demands of the objects that we write; unknown members are refused. */
const text = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const location = z.strictObject({
  id: z.int().min(0).optional(),
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({
      uri: z.string().regex(/^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$/),
      uriBaseId: z.string().optional(),
    }),
    region: z.strictObject({ startLine: z.int().min(1) }).optional(),
  }),
});
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string().regex(/^[a-z-]+$/),
              shortDescription: text,
              fullDescription: text,
              help: text,
              defaultConfiguration: z.strictObject({ level }),
              properties: z.record(z.string(), z.unknown()),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          endTimeUtc: z.iso.datetime(),
          toolExecutionNotifications: z.array(
            z.strictObject({ level, message: text, locations: z.array(location) }),
          ),
        }),
      ),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level,
          message: text,
          locations: z.array(location).length(1),
          relatedLocations: z.array(location),
          partialFingerprints: z.record(z.string(), z.string()),
          properties: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  ]),
});

it('--sarif is SARIF 2.1.0 whose results point at their rules', async () => {
  const document = sarif.parse(JSON.parse((await runScan(planted.repo, planted.home, '--sarif')).out));
  const [run] = document.runs;
  expect(run.results.length).toBeGreaterThan(10);
  for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
});

it('the text opens with one line that counts, and ends by saying what was looked at', async () => {
  const { out } = await runScan(planted.repo, planted.home);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toMatch(
    /^\d+ agent configurations with \d+ tool servers, \d+ credentials held here; findings: \d+ high/,
  );
  expect(lines.at(-1)).toMatch(/^Looked at \d+ places, read \d+ files .* none was kept or printed\.$/);
});
