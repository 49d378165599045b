import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Fault } from '../../model/failure.ts';
import { readAuthority } from './tls.ts';
import { readPostgresUrl, writePostgresUrl, type PostgresUrl } from './url.ts';

const canary = 'canary-pass';
const read = (text: string): PostgresUrl =>
  readPostgresUrl(text, { what: 'The URL', example: 'postgres://USER@HOST/DATABASE' });
const faultOf = (work: () => unknown): Fault | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  return undefined;
};

describe('the way to a PostgreSQL', () => {
  it.each([
    ['postgres://u@db.example.com/d', 'verify-full'],
    ['postgres://u@10.0.0.7/d', 'verify-full'],
    ['postgres://u@[2001:db8::1]/d', 'verify-full'],
    ['postgres://u@x/d?host=db.example.com', 'verify-full'],
    ['postgres://u@localhost.example.com/d', 'verify-full'],
    ['postgres://u@127.0.0.1.example.com/d', 'verify-full'],
    ['postgres://u@localhost/d', 'disable'],
    ['postgres://u@127.0.0.1/d', 'disable'],
    ['postgres://u@[::1]/d', 'disable'],
    ['postgres://u@/d', 'disable'],
    ['postgres://u@/d?host=/run/postgresql', 'disable'],
    ['postgres://u@localhost/d?sslrootcert=/ca.pem', 'verify-full'],
    ['postgres://u@localhost/d?sslmode=verify-full', 'verify-full'],
    ['postgres://u@db.example.com/d?sslmode=no-verify', 'no-verify'],
    ['postgres://u@db.example.com/d?sslmode=disable', 'disable'],
  ])('of %s is %s', (text, tls) => {
    expect(read(text)).toMatchObject({ tls });
  });

  it.each([
    'sslmode=require',
    'sslmode=prefer',
    'sslmode=verify-ca',
    'sslmode=',
    'sslmode=disable&sslmode=verify-full',
    'ssl=true',
    'uselibpqcompat=true',
    'sslmode=no-verify&sslrootcert=/ca.pem',
    'sslmode=disable&sslrootcert=/ca.pem',
    'sslrootcert=',
    'options=-csearch_path%3Dx',
    `password=${canary}`,
  ])('is refused when the URL says %s, with the next step and without repeating it', (settings) => {
    const fault = faultOf(() => read(`postgres://u:${canary}@db.example.com/d?${settings}`));
    expect(fault).toMatchObject({ code: 'input_invalid', next: expect.stringMatching(/\S+ \S+/) });
    expect(`${fault?.message} ${fault?.next}`).not.toContain('canary');
  });

  it('is a fault or a server, whatever the text', () => {
    const piece = fc.constantFrom(
      'postgres://',
      'u',
      ':',
      '@',
      '/',
      'd',
      '?',
      'host=',
      '&',
      '%',
      '%2F',
      '[',
      '::1',
      ']',
      '\0',
      'é',
      '#',
      '99999',
    );
    const soup = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          soup.map((text) => `postgres://u@${text}`),
          fc.string(),
        ),
        (text) => {
          const fault = faultOf(() => read(text));
          expect(fault === undefined || fault.code === 'input_invalid').toBe(true);
        },
      ),
    );
  });

  it('is written so that it reads back the same, without the password', () => {
    for (const text of [
      `postgres://re%40der:${canary}@db.example.com:6543/h%20r?sslrootcert=/etc/a%26b.pem`,
      'postgres://u@[::1]/d',
      'postgres://u@/d?host=%2Frun%2Fpg%26x',
      'postgres://u@db/d?sslmode=no-verify',
    ]) {
      const { password, ...rest } = read(text);
      expect(password ?? canary).toBe(canary);
      const written = writePostgresUrl(read(text));
      expect(written).not.toContain(canary);
      expect(read(written)).toEqual(rest);
    }
  });
});

describe('a file of certificates to trust', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-ca-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['empty', ''],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n'],
    ['rubbish in the armor', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('is refused when it is %s: every public authority would be trusted instead', (name, text) => {
    const file = join(folder, name.replaceAll(' ', '-'));
    writeFileSync(file, text);
    expect(faultOf(() => readAuthority(file))).toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('holds no certificate'),
    });
  });

  it('is refused when it is not there', () => {
    expect(faultOf(() => readAuthority(join(folder, 'none')))).toMatchObject({ code: 'input_invalid' });
  });
});
