import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isDigest, must, type Digest } from '../model/ids.ts';

/**
 * RFC 8785 canonical JSON. Refuses (TypeError) what JSON cannot carry exactly: undefined, NaN, infinities, integers
 * beyond 2^53, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  refuseInexact(value, 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('nothing to write: the value is undefined');
  return text;
}

/** SHA-256 of exact text (UTF-8) or bytes. */
export const digestOf = (content: string | Uint8Array): Digest =>
  must(isDigest, hash('sha256', content, 'hex'));

/** SHA-256 of the canonical JSON of a value, with a domain tag so that two kinds of thing never share a digest. */
export const digestOfValue = (domain: string, value: unknown): Digest =>
  digestOf(`${domain}\n${canonicalJson(value)}`);

const deepest = 64;

function refuseInexact(value: unknown, depth: number): void {
  if (depth > deepest) throw new TypeError(`nested deeper than ${deepest} levels`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written in JSON`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new TypeError(`${value} is beyond 2^53 and would not be read back as written`);
    return;
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('text holds a lone surrogate');
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      if (item === undefined) throw new TypeError('an array holds undefined');
      refuseInexact(item, depth + 1);
    }
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) throw new TypeError('a key holds a lone surrogate');
      if (item === undefined) throw new TypeError(`\`${key}\` is undefined`);
      refuseInexact(item, depth + 1);
    }
    return;
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a ${typeof value} cannot be written in JSON`);
}
