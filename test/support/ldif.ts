/** One entry as LDIF: plain where RFC 2849 allows it, else base64. */
export function entryLdif(
  dn: string,
  attributes: Readonly<Record<string, string | readonly string[] | Uint8Array>>,
): string {
  const lines = Object.entries(attributes).flatMap(([name, given]) =>
    (given instanceof Uint8Array ? [given] : typeof given === 'string' ? [given] : given).map((value) =>
      line(name, value),
    ),
  );
  return `${[line('dn', dn), ...lines].join('\n')}\n`;
}

function line(name: string, value: string | Uint8Array): string {
  const isSafe =
    typeof value === 'string' &&
    /^(?:[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*)?$/.test(value) &&
    !value.endsWith(' ');
  return isSafe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
}

/** A security identifier as Active Directory keeps it (MS-DTYP, 2.4.2.2). */
export function sidOf(text: string): Uint8Array {
  const [, revision, authority, ...parts] = text.split('-').map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(revision ?? 1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority ?? 0, 2, 6);
  for (const [at, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * at);
  return bytes;
}

/** A GUID whose first part is this number. */
export function guidOf(number: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(number, 0);
  return bytes;
}

/** A moment as Active Directory writes it: 100 nanoseconds since 1601. */
export const windowsTicks = (iso: string): string =>
  String((BigInt(Date.parse(iso)) + 11_644_473_600_000n) * 10_000n);
