import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { authenticator, type Bent } from '../../test/support/authenticator.ts';

/** The program that docs/ledger.md prints for an outsider, run as it stands there. */
const page = readFileSync(join(import.meta.dirname, '../../docs/ledger.md'), 'utf8');
const program = /```js\n([^`]*node:crypto[\s\S]*?)```/.exec(page)?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'countersign-page-'));
afterAll(() => rmSync(folder, { recursive: true }));
const statement = '{"v":"countersign/statement/v1","nonce":"für dich"}';

function check(given: string, text = statement) {
  writeFileSync(join(folder, 'check.mjs'), program);
  writeFileSync(join(folder, 'statement'), text);
  writeFileSync(join(folder, 'signature'), given);
  return spawnSync(process.execPath, ['check.mjs', 'statement', 'signature'], {
    cwd: folder,
    encoding: 'utf8',
  });
}

describe.each(['ES256', 'EdDSA', 'RS256'] as const)('the program in docs/ledger.md (%s)', (algorithm) => {
  const key = authenticator(algorithm);
  test('finds that a passkey’s signature holds, and names the key', () => {
    const { status, stdout } = check(key.sign(statement));
    expect(stdout).not.toContain('BROKEN');
    expect(stdout).toContain(key.fingerprint);
    expect(status).toBe(0);
  });
  test.each<[string, Bent]>([
    ['the statement’s digest', { challenge: 'AAAA' }],
    ['origin', { origin: 'https://evil.example.org' }],
    ['party', { rpId: 'evil.example.org' }],
    ['verified', { flags: 1 }],
    ['signed by the key', { text: { publicKey: authenticator(algorithm).line } }],
  ])('finds what is wrong with a forged one: %s', (what, bent) => {
    const { status, stdout } = check(key.sign(statement, bent));
    expect(stdout.split('\n').filter((line) => line.startsWith('BROKEN'))).toEqual([
      expect.stringContaining(what),
    ]);
    expect(status).toBe(1);
  });
});
