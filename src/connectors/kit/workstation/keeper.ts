import { createHmac, randomBytes } from 'node:crypto';
import { secretShapes } from './secret-shapes.ts';

/**
 * The one place that sees secret values. It gives keyed fingerprints and remembers, for this run and in memory only,
 * every stretch of eight characters of every secret, so that nothing which leaves the connector can hold a part of one.
 */
export interface Keeper {
  /** HMAC-SHA-256, hex. Equal secrets have equal fingerprints under one key. */
  fingerprint(secret: string): string;
  /** Remembers a text as secret without a fingerprint (a key file's body). */
  hide(secret: string): void;
  /** The text with anything secret replaced by `[hidden]`. */
  clean(text: string): string;
}

const width = 8;
const hidden = '[hidden]';

/** `by`: a key for this run's fingerprints, or who makes them, so that they can be compared with those of other sources. */
export function newKeeper(by: Uint8Array | ((secret: string) => string) = randomBytes(32)): Keeper {
  const print = typeof by === 'function' ? by : hmacUnder(by);
  const stretches = new Set<string>();
  const hide = (secret: string): void => {
    const end = Math.min(secret.length, 16_384) - width;
    for (let i = 0; i <= end; i++) {
      const stretch = secret.slice(i, i + width);
      // A run of letters is as likely a word of a path; such secrets are only ever removed by structure.
      if (!/^(?:[a-z_-]+|[A-Z_-]+|[A-Z]?[a-z]+|\d+|\s+)$/.test(stretch)) stretches.add(stretch);
    }
  };
  return {
    hide,
    fingerprint(secret) {
      hide(secret);
      return print(secret);
    },
    clean: (text) => withoutStretches(withoutShapes(text), stretches),
  };
}

const hmacUnder =
  (key: Uint8Array) =>
  (secret: string): string =>
    createHmac('sha256', key).update('countersign/workstation/v1\n').update(secret).digest('hex');

/** Removes what has a vendor's form, passwords in URLs and secret query values, known to the keeper or not. */
export function withoutShapes(text: string): string {
  let clean = text;
  for (const { pattern } of secretShapes) {
    if (!pattern.test(clean)) continue;
    clean = clean.replaceAll(new RegExp(pattern.source, 'g'), hidden);
  }
  return clean
    .replaceAll(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@]{1,512}@/gi, `$1${hidden}@`)
    .replaceAll(
      /([?&;](?:[\w-]{0,40}(?:token|key|secret|password|auth|sig|signature|code|session)[\w-]{0,20})=)[^&\s#;]{1,4096}/gi,
      `$1${hidden}`,
    )
    .replaceAll(/\b(Bearer|Basic)\s+[^\s"']{6,4096}/gi, `$1 ${hidden}`);
}

function withoutStretches(text: string, stretches: ReadonlySet<string>): string {
  if (stretches.size === 0 || text.length < width) return text;
  let out = '';
  let kept = 0;
  for (let i = 0; i + width <= text.length; i++) {
    if (!stretches.has(text.slice(i, i + width))) continue;
    let end = i + width;
    for (let j = i + 1; j <= end && j + width <= text.length; j++)
      if (stretches.has(text.slice(j, j + width))) end = j + width;
    out += text.slice(kept, i) + hidden;
    kept = end;
    i = end - 1;
  }
  return out + text.slice(kept);
}

/** The same value with every string in it cleaned. */
export function cleaned<T>(value: T, keeper: Keeper): T;
export function cleaned(value: unknown, keeper: Keeper): unknown {
  if (typeof value === 'string') return keeper.clean(value);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, keeper));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [k, k === 'fingerprint' ? v : cleaned(v, keeper)]),
  );
}
