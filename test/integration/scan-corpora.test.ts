import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runScan } from '../support/planted-workstation.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
if (corpora === undefined) process.stdout.write('scan-corpora: skipped, COUNTERSIGN_CORPORA is not set\n');

interface Entry {
  readonly name: string;
  readonly packages?: readonly {
    readonly registry_name?: string;
    readonly name: string;
    readonly version?: string;
    readonly environment_variables?: readonly { readonly name: string; readonly description?: string }[];
  }[];
}

describe.skipIf(corpora === undefined)('on data that nobody here wrote', () => {
  it('finds nothing wrong in folders that hold no live configuration', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'countersign-corpora-'));
    const { out } = await runScan(empty, empty, '--json', corpora ?? '');
    rmSync(empty, { recursive: true });
    const { findings, summary } = JSON.parse(out);
    expect(findings).toEqual([]);
    expect(summary.entriesSeen).toBeGreaterThan(500);
  });

  it('takes no described variable of a published MCP server for a secret, and tells its pin', async () => {
    const entries: Entry[] = JSON.parse(
      readFileSync(join(corpora ?? '', 'mcp-registry/data/seed_2025_05_16.json'), 'utf8'),
    );
    const servers = entries.flatMap((entry) =>
      (entry.packages ?? [])
        .filter((item) => item.registry_name === 'npm' && item.version !== undefined)
        .map((item) => ({
          key: `${entry.name} ${item.name}`,
          config: {
            command: 'npx',
            args: ['-y', `${item.name}@${item.version ?? ''}`],
            env: Object.fromEntries(
              (item.environment_variables ?? []).map(({ name, description }) => [name, description ?? '']),
            ),
          },
        })),
    );
    const folder = mkdtempSync(join(tmpdir(), 'countersign-registry-'));
    writeFileSync(
      join(folder, '.mcp.json'),
      JSON.stringify({ mcpServers: Object.fromEntries(servers.map(({ key, config }) => [key, config])) }),
    );
    const { out } = await runScan(folder, folder, '--json', '.');
    rmSync(folder, { recursive: true });
    const { items, findings } = JSON.parse(out);
    expect(items[0].tools.length).toBeGreaterThan(50);
    const loose = servers.filter(({ config }) => config.args[1]?.endsWith('@'));
    expect(new Set(findings.map((finding: { ruleId: string }) => finding.ruleId))).toEqual(
      new Set(['unpinned-mcp-server']),
    );
    expect(findings.length).toBe(loose.length);
    expect(loose.length).toBeGreaterThan(0);
  });
});
