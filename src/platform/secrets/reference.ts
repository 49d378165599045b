import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../model/failure.ts';
import { errorCode } from '../error-code.ts';

/** Where a secret is, never what it is. */
export type SecretReference =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  /** A record of the credential store. */
  | { readonly kind: 'stored'; readonly name: string };

const expected =
  'Write `env:NAME`, `file:PATH` or `stored:NAME`; a secret itself never goes on a command line.';

/**
 * Reads `env:NAME`, `file:PATH` or `stored:NAME`. Throws Fault `usage` for anything else, which may be a password: its
 * text is in no message.
 */
export function parseReference(text: string): SecretReference {
  const [, kind, rest = ''] = /^(env|file|stored):(.+)$/s.exec(text) ?? [];
  if (kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(rest)) return { kind, name: rest };
  if (kind === 'file' && rest.length <= 4096 && !rest.includes('\0')) return { kind, path: rest };
  if (kind === 'stored' && isCredentialName(rest)) return { kind, name: rest };
  throw new Fault(
    'usage',
    'Expected a reference to a secret, got something else (not shown: it may be one).',
    {
      next: expected,
    },
  );
}

export const isReference = (text: string): boolean => {
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
};

/** What a credential in the store may be called. */
export const isCredentialName = (text: string): boolean => /^[a-z0-9][a-z0-9._/-]{0,99}$/.test(text);

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly folder: string;
  readonly stored?: (name: string) => string;
}

const mostBytes = 64 << 10;

/**
 * The secret that a reference names. Throws Fault `secret_unavailable`, naming the reference and never the value, when it
 * is unset, empty, unreadable, larger than 64 KiB, or in a file that others on this machine can read. One newline at the
 * end of a file is not part of the secret.
 */
export function readSecret(reference: SecretReference, sources: SecretSources): string {
  switch (reference.kind) {
    case 'env': {
      const value = sources.env[reference.name];
      if (value === undefined || value === '')
        throw unavailable(
          `\`env:${reference.name}\` is not set.`,
          `Set ${reference.name} where Countersign starts.`,
        );
      return value;
    }
    case 'file':
      return readSecretFile(resolve(sources.folder, reference.path));
    case 'stored': {
      if (sources.stored === undefined)
        throw unavailable(`\`stored:${reference.name}\` cannot be read here: no store is open.`, expected);
      return sources.stored(reference.name);
    }
  }
}

/** A secret from a file that only its owner (or root) can read. Throws as `readSecret`. */
export function readSecretFile(path: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw unavailable(`The secret’s file \`${path}\` ${why}.`, 'Check the path and who may read it.', error);
  }
  try {
    // Asked of the open file: nobody can exchange it between the check and the read.
    const stat = fstatSync(descriptor);
    if (!stat.isFile())
      throw unavailable(`\`${path}\` is not a file.`, 'Name a file that holds the secret alone.');
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    if ((stat.mode & 0o077) !== 0)
      throw unavailable(
        `The secret’s file \`${path}\` can be read or written by others (mode ${mode}).`,
        `Run \`chmod 600 ${path}\`, and change the secret if others were on this machine.`,
      );
    const self = process.getuid?.();
    if (self !== undefined && self !== 0 && stat.uid !== self)
      throw unavailable(
        `The secret’s file \`${path}\` belongs to uid ${stat.uid}.`,
        'Use a file of your own.',
      );
    if (stat.size > mostBytes)
      throw unavailable(
        `\`${path}\` has ${stat.size} bytes, a secret at most ${mostBytes}.`,
        'Name the right file.',
      );
    const bytes = Buffer.alloc(mostBytes + 1);
    const read = readSync(descriptor, bytes, 0, bytes.length, 0);
    const text = bytes.toString('utf8', 0, read).replace(/\r?\n$/, '');
    bytes.fill(0);
    if (text === '') throw unavailable(`The secret’s file \`${path}\` is empty.`, 'Put the secret into it.');
    return text;
  } finally {
    closeSync(descriptor);
  }
}

const unavailable = (message: string, next: string, cause?: unknown): Fault =>
  new Fault('secret_unavailable', message, { next, cause });

/**
 * Refuses a URL that holds a password (Fault `usage`), without showing it: such a URL would end in the configuration, in
 * the shell's history and in the process list.
 */
export function refusePasswordIn(location: string): void {
  const credentials = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(location)?.[1];
  const inQuery = /[?&](password|sslpassword|token|secret|access_?token|api_?key)=[^&]/i.test(location);
  if (!inQuery && credentials?.includes(':') !== true) return;
  throw new Fault('usage', 'The location holds a password (not shown).', {
    next: 'Take the password out of it and name where it is: `env:NAME` or `file:PATH`. If it was typed on a command line, change it.',
  });
}
