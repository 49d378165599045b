/** Values that must not leave the process, taken out of what is about to be logged. */
const hidden = '[redacted]';

/** `postgres://user:pw@`, `https://x:token@`; `Bearer …`; private key blocks; well-known token shapes. */
const inText: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*):[^\s/?#@]*@/gi, `$1:${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [
    /\b(password|passwd|pwd|secret|token|api[_-]?key)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    `$1$2${hidden}`,
  ],
  [/\bSCRAM-SHA-256\$\S+/g, hidden],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bsk-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}/g, hidden],
];

const secretKey =
  /(pass(word|wd|phrase)?|secret|token|credential|authorization|cookie|private_?key|api_?key|access_?key)$/i;

/** Text with passwords in URLs, tokens and keys taken out. Reads at most the first 64 Ki characters; the rest is dropped. */
export function redactText(text: string): string {
  let clean = text.length > 65_536 ? `${text.slice(0, 65_536)}…` : text;
  for (const [pattern, replacement] of inText) clean = clean.replaceAll(pattern, replacement);
  return clean;
}

/** A plain copy fit for a log line: values under keys that look secret are gone, texts redacted, depth and size bounded. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= 6) return '[deeper]';
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, item]) => [
        key,
        secretKey.test(key) && item !== undefined ? hidden : redact(item, depth + 1),
      ]),
  );
}

function redactError(error: Error, depth: number): unknown {
  return {
    name: error.name,
    message: redactText(error.message),
    ...('code' in error ? { code: redact(error.code, depth + 1) } : {}),
    ...(error.stack === undefined
      ? {}
      : { stack: redactText(error.stack).split('\n').slice(1, 9).join('\n') }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
