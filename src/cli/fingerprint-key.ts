import { closeSync, openSync, readSync } from 'node:fs';
import { Fault } from '../model/index.ts';

/** A key that makes fingerprints comparable between runs (`env:NAME`, `file:PATH`); never given on the command line itself. */
export function keyNamed(from: string, env: Readonly<Record<string, string | undefined>>): Uint8Array {
  const [scheme, name] = [from.slice(0, from.indexOf(':')), from.slice(from.indexOf(':') + 1)];
  const text = scheme === 'env' ? env[name] : scheme === 'file' ? fileText(name) : undefined;
  if (text === undefined || text.trim().length < 16)
    throw new Fault(
      'usage',
      '`--fingerprint-key` takes `env:NAME` or `file:PATH` that holds at least 16 characters',
      { next: 'Make one: openssl rand -hex 32 > key; then give --fingerprint-key file:key' },
    );
  return Buffer.from(text.trim());
}

function fileText(path: string): string | undefined {
  try {
    const descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(4096);
    const length = readSync(descriptor, bytes);
    closeSync(descriptor);
    return bytes.toString('utf8', 0, length);
  } catch {
    return undefined;
  }
}
