import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Fault } from '../../model/failure.ts';
import { createFileAtomically, type FileOptions } from '../files.ts';
import { readSecretFile } from './reference.ts';

/**
 * Where the key that wraps data keys lives. A file now; an OS keychain or a KMS later fits behind the same two functions.
 * `id` is not secret: it says which key a record was wrapped by.
 */
export interface KeyPort {
  /** The key for new records. */
  current(): { readonly id: string; readonly key: KeyObject };
  /** A key by id, older ones included while records are wrapped by them; undefined when it is not here. */
  find(id: string): KeyObject | undefined;
}

/**
 * A key in a 0600 file, made on first use: one line a key, `ID BASE64URL`, the first line current. Throws Fault
 * `secret_unavailable` when the file is damaged or others can read it.
 */
export function fileKeys(path: string, options: Pick<FileOptions, 'owner'> = {}): KeyPort {
  if (!existsSync(path)) createFileAtomically(path, `${newKeyLine()}\n`, { mode: 0o600, ...options });
  const keys = readSecretFile(path)
    .split('\n')
    .map((line) => {
      const [, id, encoded] = /^([0-9a-f]{16}) ([A-Za-z0-9_-]{43})$/.exec(line) ?? [];
      if (id === undefined || encoded === undefined)
        throw new Fault('secret_unavailable', `The key file \`${path}\` is damaged.`, {
          next: 'Put back the file from your backup; without it the credentials have to be entered again.',
        });
      return { id, key: createSecretKey(Buffer.from(encoded, 'base64url')) };
    });
  return {
    current() {
      const [first] = keys;
      if (first === undefined)
        throw new Fault('secret_unavailable', `The key file \`${path}\` holds no key.`, {
          next: 'Put back the file from your backup.',
        });
      return first;
    },
    find: (id) => keys.find((key) => key.id === id)?.key,
  };
}

/** A fresh line for a key file; to rotate, put it before the others, re-wrap, then drop the old ones. */
export const newKeyLine = (): string =>
  `${randomBytes(8).toString('hex')} ${randomBytes(32).toString('base64url')}`;
