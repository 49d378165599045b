import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDutyBook } from './duty-book.ts';

const book = (more = '', rules = ''): string => `
version: 1
duties:
  - { id: enter, title: enter invoices, any: [{ action: INSERT, on: invoices }] }
  - { id: pay, title: pay invoices, any: [{ action: INSERT, on: payments }] }
${more}
rules:
  - { id: two, title: Apart, why: Because., apart: [enter, pay] }
${rules}`;
const refused = (text: string): string => {
  const read = readDutyBook('duties.yaml', text);
  return read.ok ? 'read' : `${read.code}: ${read.message}`;
};

describe('a file of duties', () => {
  it('reads rules with the duties that they name, and medium where no severity is said', () => {
    const read = readDutyBook('duties.yaml', book());
    expect(read.ok && read.value.rules).toEqual([
      {
        id: 'two',
        title: 'Apart',
        why: 'Because.',
        severity: 'medium',
        exceptions: [],
        apart: [
          { id: 'enter', title: 'enter invoices', any: [{ action: 'INSERT', on: 'invoices' }] },
          { id: 'pay', title: 'pay invoices', any: [{ action: 'INSERT', on: 'payments' }] },
        ],
      },
    ]);
  });

  it('reads the file that is shipped', () => {
    const shipped = readFileSync(new URL('../../policies/duties.yaml', import.meta.url), 'utf8');
    expect(readDutyBook('duties.yaml', shipped)).toMatchObject({ ok: true });
  });

  it('refuses an exception without an end, an owner, or a reason', () => {
    const rule = (exception: string): string =>
      book(
        '',
        `  - { id: more, title: Apart, why: Because., apart: [pay, enter], exceptions: [{ ${exception} }] }`,
      );
    expect(refused(rule('who: a/b, until: 2026-12-31, owner: ada, because: it is so'))).toBe('read');
    for (const part of [
      'who: a/b, owner: ada, because: it is so',
      'who: a/b, until: 2026-12-31, because: it is so',
      'who: a/b, until: 2026-12-31, owner: ada',
      'who: a/b, until: never, owner: ada, because: it is so',
      'who: a/b, until: 2026-12-31, owner: " ", because: it is so',
    ])
      expect(refused(rule(part))).toMatch(/^input_invalid: `duties.yaml: rules\[1\]\.exceptions\[0\]/);
  });

  it('refuses what is named twice, not there, or apart from itself', () => {
    expect(refused(book('  - { id: pay, title: again, any: [{ action: a, on: b }] }'))).toContain(
      'two duties are called `pay`',
    );
    expect(refused(book('', '  - { id: two, title: A, why: B, apart: [pay, enter] }'))).toContain(
      'two rules are called `two`',
    );
    expect(refused(book('', '  - { id: x, title: A, why: B, apart: [pay, gone] }'))).toContain(
      'the duty `gone`, which is not there',
    );
    expect(refused(book('', '  - { id: x, title: A, why: B, apart: [pay, pay] }'))).toContain(
      'a duty cannot be apart from itself',
    );
  });

  it('refuses unknown keys, another version, aliases, and names of object members, and takes none for another', () => {
    expect(refused(book().replace('title: Apart', 'title: Apart, allow: true'))).toContain(
      'unknown key `allow`',
    );
    expect(refused(book().replace('version: 1', 'version: 2'))).toContain('expected version 1');
    expect(refused(book().replace('INSERT', '&a INSERT').replace('on: payments', 'on: *a'))).toContain('an ');
    expect(refused(book('', '  - { id: x, title: A, why: B, apart: [pay, __proto__] }'))).toContain(
      'input_invalid',
    );
    expect(refused(book('', '  - { id: x, title: A, why: B, apart: [pay, constructor] }'))).toContain(
      'the duty `constructor`, which is not there',
    );
  });

  it('refuses what is too long, and says where text is no YAML', () => {
    expect(refused('#'.repeat((16 << 20) + 1))).toContain('input_too_large');
    expect(refused(book().replace('rules:', 'rules: ]'))).toMatch(/^input_invalid: `duties.yaml:\d+`/);
    expect(refused('')).toContain('input_invalid');
  });
});
