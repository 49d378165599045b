// A software security key for the real ssh-keygen (test/security-key/provider.c), compiled when a test asks.
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SecurityKey {
  /** What ssh-keygen, and whatever calls it, needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Compiles the provider into a folder. A sentence saying what is missing where it cannot be. */
export function makeSecurityKey(folder: string): SecurityKey | string {
  if (spawnSync('ssh-keygen', ['-?']).error !== undefined) return '`ssh-keygen` is missing';
  const library = join(folder, 'security-key.so');
  const source = join(import.meta.dirname, '../security-key/provider.c');
  const flags = ['-Wall', '-Wextra', '-Werror', '-O1', '-shared', '-fPIC'];
  const built = spawnSync('cc', [...flags, '-o', library, source, '-lcrypto'], { encoding: 'utf8' });
  if (built.error !== undefined) return 'there is no C compiler (`cc`)';
  if (built.status !== 0) return `the provider did not compile: ${built.stderr.split('\n')[0] ?? ''}`;
  // ssh-keygen asks for the PIN without a terminal, as it would on a desktop
  const askpass = join(folder, 'askpass');
  writeFileSync(askpass, '#!/bin/sh\necho "${SK_TEST_PIN:-246813}"\n');
  chmodSync(askpass, 0o755);
  chmodSync(folder, 0o755);
  return { env: { SSH_SK_PROVIDER: library, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' } };
}

/** Whether this ssh-keygen takes such a provider: OpenSSH 9 and newer speak this version of its interface. */
export function whyNoSecurityKey(key: SecurityKey | string, folder: string): string | undefined {
  if (typeof key === 'string') return key;
  const file = join(folder, 'probe');
  const made = newSecurityKey(key, 'ed25519-sk', file);
  return made.status === 0 ? undefined : `this ssh-keygen makes no such key: ${made.stderr.trim()}`;
}

/** A key pair of that security key in FILE and FILE.pub. */
export const newSecurityKey = (
  { env }: SecurityKey,
  type: 'ed25519-sk' | 'ecdsa-sk',
  file: string,
  options: readonly string[] = ['verify-required'],
) =>
  spawnSync(
    'ssh-keygen',
    ['-q', '-t', type, '-N', '', '-C', 'test', '-f', file, ...options.flatMap((option) => ['-O', option])],
    { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
