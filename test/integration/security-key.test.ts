import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createSignatureCheck } from '../../src/ledger/index.ts';
import { verifySshsig } from '../../src/ledger/sshsig.ts';
import { makeSecurityKey, newSecurityKey, whyNoSecurityKey } from '../support/security-key.ts';

/**
 * Keys of type `sk-…` made and used by the real ssh-keygen through its middleware interface. The security key behind it is
 * software of this test (no hardware, no touch, a fixed PIN): what is tested is that OpenSSH's own key files and signatures
 * are read as what they are.
 */
const folder = mkdtempSync(join(tmpdir(), 'countersign-sk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const securityKey = makeSecurityKey(folder);
const why = whyNoSecurityKey(securityKey, folder);
if (why !== undefined) process.stderr.write(`security-key: not tested, since ${why}.\n`);
const provider = typeof securityKey === 'string' ? { env: {} } : securityKey;

const statement = '{"decision":"approve","für":"🔑"}\n';
let made = 0;

/** A new key and its signature over the statement; undefined when ssh-keygen did not sign. */
function signed(
  type: 'ed25519-sk' | 'ecdsa-sk',
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly armored: string | undefined; readonly said: string; readonly key: string } {
  const key = join(folder, `key${++made}`);
  expect(newSecurityKey(provider, type, key, options).status).toBe(0);
  const file = `${key}.text`;
  writeFileSync(file, statement);
  const sign = spawnSync('ssh-keygen', ['-Y', 'sign', '-n', 'countersign', '-f', key, file], {
    env: { ...process.env, ...provider.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    armored: sign.status === 0 ? readFileSync(`${file}.sig`, 'utf8') : undefined,
    said: sign.stderr,
    key,
  };
}

/** What ssh-keygen itself says of a signature. */
function sshKeygenAccepts(key: string, text: string): boolean {
  writeFileSync(`${key}.allowed`, `dana ${readFileSync(`${key}.pub`, 'utf8')}`);
  const words = [
    '-Y',
    'verify',
    '-f',
    `${key}.allowed`,
    '-I',
    'dana',
    '-n',
    'countersign',
    '-s',
    `${key}.text.sig`,
  ];
  return spawnSync('ssh-keygen', words, { input: text }).status === 0;
}

const assurance = (armored: string, ledger: 'demo' | 'real' = 'real') =>
  createSignatureCheck({ ledger }).verify(statement, armored);

describe.skipIf(why !== undefined).each(['ed25519-sk', 'ecdsa-sk'] as const)(
  'what ssh-keygen signs with %s',
  (type) => {
    test('and verify-required is a passkey, to us as to it, and only over that text', () => {
      for (let round = 0; round < 5; round++) {
        const { armored = '', key } = signed(type, ['verify-required']);
        const fingerprint = spawnSync('ssh-keygen', ['-l', '-f', `${key}.pub`], {
          encoding: 'utf8',
        }).stdout.split(' ')[1];
        expect(verifySshsig(statement, armored)).toMatchObject({
          ok: true,
          fingerprint,
          hardware: true,
          userVerified: true,
        });
        expect(assurance(armored)).toMatchObject({ ok: true, assurance: 'passkey' });
        expect(sshKeygenAccepts(key, statement)).toBe(true);
        expect(verifySshsig(`${statement} `, armored)).toMatchObject({ ok: false });
        expect(sshKeygenAccepts(key, `${statement} `)).toBe(false);
      }
    });

    test('and a touch alone is no passkey, in a demo neither', () => {
      const { armored = '', key } = signed(type, []);
      expect(verifySshsig(statement, armored)).toMatchObject({
        ok: true,
        hardware: true,
        userVerified: false,
      });
      for (const ledger of ['real', 'demo'] as const)
        expect(assurance(armored, ledger)).toMatchObject({ ok: true, assurance: 'key' });
      expect(sshKeygenAccepts(key, statement)).toBe(true);
    });

    test('and verify-required, of a key that did not verify, is no passkey though ssh-keygen accepts it', () => {
      const { armored = '', key } = signed(type, ['verify-required'], { SK_TEST_NOT_VERIFIED: '1' });
      expect(assurance(armored)).toMatchObject({ ok: true, assurance: 'key' });
      expect(sshKeygenAccepts(key, statement)).toBe(true);
    });

    test('and no-touch-required is refused: nobody need have been there', () => {
      const { armored = '' } = signed(type, ['no-touch-required']);
      expect(assurance(armored)).toMatchObject({
        ok: false,
        message: expect.stringContaining('not touched'),
      });
    });

    test('is nothing with the wrong PIN', () => {
      const { armored, said } = signed(type, ['verify-required'], { SK_TEST_PIN: '000000' });
      expect(armored).toBeUndefined();
      expect(said).toMatch(/incorrect passphrase|PIN/i);
    });
  },
);
