import { hash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/index.ts';

/** Signs exact text with the person's own `ssh-keygen -Y sign`; agent, passphrase prompt and hardware key work as they always do. */
export async function signWithSsh(keyFile: string, namespace: string, text: string): Promise<string> {
  if (!existsSync(keyFile))
    throw new Fault('usage', `There is no key file \`${keyFile}\`.`, {
      next: 'Name your key with `--key ~/.ssh/id_ed25519`.',
    });
  const folder = mkdtempSync(join(tmpdir(), 'countersign-sign-'));
  try {
    const file = join(folder, 'statement');
    writeFileSync(file, text, { mode: 0o600 });
    const status = await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', keyFile, file]);
    if (status !== 0)
      throw new Fault('signature_invalid', '`ssh-keygen -Y sign` did not sign the statement.', {
        next: 'See its message above. For a hardware key touch it, and for user verification make the key with `-O verify-required`.',
      });
    return readFileSync(`${file}.sig`, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The OpenSSH public key line that belongs to a key file (`KEY.pub` beside it, or the file itself). */
export function publicKeyOf(keyFile: string): string {
  for (const file of [`${keyFile}.pub`, keyFile]) {
    if (!existsSync(file)) continue;
    const line = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
    if (/^(ssh-|sk-|ecdsa-)\S+ [A-Za-z0-9+/=]+/.test(line)) return line;
  }
  throw new Fault('usage', `There is no public key for \`${keyFile}\`.`, {
    next: `Write it with \`ssh-keygen -y -f ${keyFile} > ${keyFile}.pub\`.`,
  });
}

/** `SHA256:…` as OpenSSH prints it, of an OpenSSH public key line. */
export function fingerprintOf(publicKeyLine: string): string {
  const blob = Buffer.from(publicKeyLine.split(' ')[1] ?? '', 'base64');
  return `SHA256:${hash('sha256', blob, 'base64').replace(/=+$/, '')}`;
}

function run(command: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['inherit', 'ignore', 'inherit'] });
    child.once('error', (error) =>
      reject(
        new Fault('platform_unsupported', '`ssh-keygen` is not installed.', {
          next: 'Install OpenSSH 8.2 or newer.',
          cause: error,
        }),
      ),
    );
    child.once('exit', resolve);
  });
}
