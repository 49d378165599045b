import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { isInstant, type Instant } from '../../model/time.ts';
import type { Clock } from '../clock.ts';
import { createFileAtomically, writeFileAtomically, type FileOptions } from '../files.ts';
import { newId } from '../clock.ts';
import { envelopeShape, openEnvelope, rewrapEnvelope, sealEnvelope, type Envelope } from './envelope.ts';
import type { KeyPort } from './key-port.ts';
import { isCredentialName } from './reference.ts';

/** What may be shown of a credential. */
export interface CredentialInfo {
  readonly name: string;
  readonly createdAt: Instant;
  readonly replacedAt: Instant | null;
}

/** Credentials of one process, each sealed by a key of its own. Values come out of `get` alone. */
export interface CredentialStore {
  list(): readonly CredentialInfo[];
  /** Throws Fault `secret_unavailable` when it is not here, was altered or moved, or its key is missing. */
  get(name: string): string;
  /** Adds or replaces. Durable when it returns. */
  set(name: string, secret: string): void;
  /** True if there was one. What was on the disk may remain in backups: revoke the credential itself. */
  remove(name: string): boolean;
  /** Wraps every record by the current key; returns how many were under an older one. All or none. */
  rewrap(): number;
}

const instant = z.string().max(30).refine(isInstant);
const record = z.strictObject({
  name: z.string().max(100).refine(isCredentialName),
  createdAt: instant,
  replacedAt: instant.nullable(),
  envelope: envelopeShape,
});
const file = z.strictObject({
  format: z.literal('countersign-credentials-1'),
  storeId: z.string().regex(/^cst_[0-9a-z]{26}$/),
  records: z.array(record).max(10_000),
});
type Content = z.infer<typeof file>;

/**
 * Opens (or makes) a store in one file. Each call reads the file afresh and each change replaces it whole; one process
 * owns a store, so there is no merging of two writers.
 */
export function openCredentialStore(options: {
  readonly path: string;
  readonly keys: KeyPort;
  readonly clock: Clock;
  readonly owner?: FileOptions['owner'];
}): CredentialStore {
  const { path, keys, clock } = options;
  const access: FileOptions = {
    mode: 0o600,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
  };
  const empty: Content = { format: 'countersign-credentials-1', storeId: newId('cst'), records: [] };
  if (!existsSync(path)) createFileAtomically(path, `${JSON.stringify(empty)}\n`, access);
  const read = (): Content => readStore(path);
  const write = (content: Content): void =>
    writeFileAtomically(path, `${JSON.stringify(content, null, 1)}\n`, access);
  return {
    list: () => read().records.map(({ name, createdAt, replacedAt }) => ({ name, createdAt, replacedAt })),
    get(name) {
      const { storeId, records } = read();
      const found = records.find((r) => r.name === name);
      if (found === undefined)
        throw new Fault('secret_unavailable', `No credential \`${shown(name)}\` is stored here.`, {
          next: 'See the names with `countersign doctor`, or store it.',
        });
      const secret = openEnvelope(found.envelope, boundTo(storeId, name), keys);
      if (secret === undefined) throw unopened(name, found.envelope, keys);
      return secret;
    },
    set(name, secret) {
      if (!isCredentialName(name))
        throw new Fault('usage', `\`${shown(name)}\` is no name for a credential.`, {
          next: 'Use lower-case letters, digits and `. _ - /`, at most 100 characters.',
        });
      if (secret === '' || Buffer.byteLength(secret) > 64 << 10)
        throw new Fault('usage', `The credential \`${name}\` is empty or longer than 64 KiB.`, {
          next: 'Check it.',
        });
      const content = read();
      const before = content.records.find((r) => r.name === name);
      const now = clock.now();
      const fresh = {
        name,
        createdAt: before?.createdAt ?? now,
        replacedAt: before === undefined ? null : now,
        envelope: sealEnvelope(secret, boundTo(content.storeId, name), keys),
      };
      write({ ...content, records: [...content.records.filter((r) => r.name !== name), fresh] });
    },
    remove(name) {
      const content = read();
      const rest = content.records.filter((r) => r.name !== name);
      if (rest.length === content.records.length) return false;
      write({ ...content, records: rest });
      return true;
    },
    rewrap() {
      const content = read();
      const current = keys.current().id;
      const old = content.records.filter((r) => r.envelope.keyId !== current);
      if (old.length === 0) return 0;
      const records = content.records.map((r) => {
        if (r.envelope.keyId === current) return r;
        const envelope = rewrapEnvelope(r.envelope, boundTo(content.storeId, r.name), keys);
        if (envelope === undefined) throw unopened(r.name, r.envelope, keys);
        return { ...r, envelope };
      });
      write({ ...content, records });
      return old.length;
    },
  };
}

const boundTo = (storeId: string, name: string): string => `countersign/credential/v1\0${storeId}\0${name}`;
const shown = (name: string): string => name.slice(0, 40).replaceAll(/[^a-z0-9._/-]/g, '?');

function readStore(path: string): Content {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Fault('secret_unavailable', `The credential store \`${path}\` cannot be read.`, {
      next: 'Check who may read it, or put it back from your backup.',
      cause: error,
    });
  }
  const parsed = file.safeParse(jsonOf(text));
  const names = new Set(parsed.data?.records.map((r) => r.name));
  if (parsed.success && names.size === parsed.data.records.length) return parsed.data;
  throw new Fault('secret_unavailable', `The credential store \`${path}\` is damaged or was altered.`, {
    next: 'Put it back from your backup, or remove it and enter the credentials again.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unopened(name: string, envelope: Envelope, keys: KeyPort): Fault {
  const isKeyHere = keys.find(envelope.keyId) !== undefined;
  return new Fault(
    'secret_unavailable',
    isKeyHere
      ? `The credential \`${name}\` was altered or moved since it was stored.`
      : `The key \`${envelope.keyId}\` that seals the credential \`${name}\` is not here.`,
    {
      next: isKeyHere
        ? 'Find out who changed the store, then enter the credential again.'
        : 'Put the key back, or enter the credential again.',
    },
  );
}
