import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readers } from '../../src/connectors/kit/workstation/index.ts';
import { leakedIn, plantWorkstation, runScan } from '../support/planted-workstation.ts';

const planted = plantWorkstation();
afterAll(() => planted.remove());

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.includes('/.git/'));
}

describe('no output holds eight characters in a row of any secret', () => {
  it.each([[[]], [['--json']], [['--sarif']], [['--json', '--fingerprint-key', 'env:NONE']]])(
    'with %j',
    async (argv) => {
      const ran = await runScan(planted.repo, planted.home, ...argv);
      expect(leakedIn(ran.out + ran.err, planted.canaries)).toEqual([]);
    },
  );

  it('finds something in every kind of file that it can read', async () => {
    const { out } = await runScan(planted.repo, planted.home, '--json');
    const { items, findings, gaps } = JSON.parse(out);
    expect(gaps).toEqual([]);
    const paths: string[] = items.map((item: { place: { path: string } }) =>
      item.place.path.replace(/^~\//, ''),
    );
    const silent = readers.filter(
      (reader) => !paths.some((path) => reader.matches(path, path.split('/').at(-1) ?? '')),
    );
    expect(silent.map((reader) => reader.id)).toEqual([]);
    expect(planted.canaries.length).toBeGreaterThan(60);
    expect(findings.length).toBeGreaterThan(40);
  });

  it('reports each rule that was planted for', async () => {
    const { out } = await runScan(planted.repo, planted.home, '--json');
    const hit = new Set(JSON.parse(out).findings.map((finding: { ruleId: string }) => finding.ruleId));
    expect([...hit].map(String).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'ci-long-lived-cloud-secret-where-oidc-possible',
      'ci-pull-request-target-checkout',
      'ci-unpinned-third-party-action',
      'ci-write-all-permissions',
      'kubeconfig-static-token',
      'mcp-over-plain-http',
      'mcp-whole-home-filesystem',
      'plaintext-secret-in-mcp-config',
      'plaintext-token-on-disk',
      'secret-committed-in-repo',
      'secret-reused-across-places',
      'static-cloud-key',
      'unencrypted-ssh-key',
      'unpinned-mcp-server',
      'world-readable-private-key',
    ]);
  });

  it('tells that the same token stands in many places, and where', async () => {
    const { out } = await runScan(planted.repo, planted.home, '--json');
    const reused = JSON.parse(out).findings.filter(
      (f: { ruleId: string }) => f.ruleId === 'secret-reused-across-places',
    );
    expect(reused).toHaveLength(1);
    expect(reused[0].places.map((place: { path: string }) => place.path)).toContain('.env');
    expect(reused[0].places.length).toBeGreaterThan(10);
  });
});

it('leaks nothing and never fails when every file is cut off at any quarter, or turned into bytes', async () => {
  for (const part of [0.25, 0.5, 0.75, 0.97]) {
    const copy = plantWorkstation();
    try {
      for (const file of [...filesBelow(copy.home), ...filesBelow(copy.repo)]) {
        truncateSync(file, Math.floor(statSync(file).size * part));
        if (part === 0.5)
          writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), readFileSync(file)]));
      }
      for (const argv of [[], ['--json'], ['--sarif']]) {
        const ran = await runScan(copy.repo, copy.home, ...argv);
        expect([0, 1]).toContain(ran.status);
        expect(leakedIn(ran.out + ran.err, copy.canaries)).toEqual([]);
      }
    } finally {
      copy.remove();
    }
  }
});
