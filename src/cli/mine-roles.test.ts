import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Fault } from '../model/index.ts';
import { mineRolesCommand } from './commands/mine-roles.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-mine-roles-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  content: string | Uint8Array,
  options: { readonly json?: boolean; readonly argv?: readonly string[] } = {},
) {
  const file = join(folder, 'matrix.txt');
  writeFileSync(file, content);
  let out = '';
  const exit = await mineRolesCommand.run(options.argv ?? [file], {
    out: (text) => (out += text),
    err: () => undefined,
    json: options.json ?? false,
    isTerminal: false,
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
    data: undefined,
  });
  return { exit, out };
}

const refused = async (content: string | Uint8Array, argv?: readonly string[]): Promise<unknown> =>
  run(content, argv === undefined ? {} : { argv }).then(
    () => undefined,
    (error: unknown) => (error instanceof Fault ? { code: error.code, message: error.message } : error),
  );

describe('countersign mine-roles', () => {
  it('prints exactly the agreed document as JSON', async () => {
    const { exit, out } = await run('      1   read\n 2 read\n4 read\n1 write\n2 write\n3 admin\n3 admin\n', {
      json: true,
    });
    expect(exit).toBe(0);
    const told = z.strictObject({
      roleCount: z.number(),
      edges: z.number(),
      roles: z.unknown(),
      seconds: z.number(),
    });
    expect({ ...told.parse(JSON.parse(out)), seconds: 0 }).toEqual({
      roleCount: 3,
      edges: 8,
      roles: [
        { users: ['1', '2'], permissions: ['read', 'write'] },
        { users: ['3'], permissions: ['admin'] },
        { users: ['4'], permissions: ['read'] },
      ],
      seconds: 0,
    });
  });

  it('tells people how many roles, and whether fewer can do it', async () => {
    const { out } = await run('\uFEFFAda Lovelace\tread all\r\nGrace Hopper\tread all\r\n');
    expect(out.replace(/found in [\d.]+ s/, 'found in 0 s')).toBe(
      `2 pairs of 2 users and 1 permission
1 role gives exactly these, 3 assignments in all, found in 0 s
No fewer roles can.

    #   users  permissions
    1       2            1  Ada Lovelace, Grace Hopper
                            read all
`,
    );
  });

  it('shows control characters in names as what they are', async () => {
    expect((await run('a\u001b[31m read\n')).out).not.toContain('\u001b');
  });

  it('names the line that is no pair', async () => {
    expect(await refused('a read\nb read write\n')).toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('Line 2 is not one user and one permission.'),
    });
    expect(await refused('a read\nb\n')).toMatchObject({ message: expect.stringContaining('Line 2') });
  });

  it('refuses what is empty, is no text, is too long, or is not there', async () => {
    expect(await refused('\n\n')).toMatchObject({ code: 'input_invalid' });
    expect(await refused(new Uint8Array([0xff, 0xfe, 0xfd, 0x00, 0x0a, 0xc3, 0x28]))).toMatchObject({
      code: 'input_invalid',
    });
    expect(await refused(`${'a'.repeat(1001)} read\n`)).toMatchObject({ code: 'input_too_large' });
    expect(await refused('', [join(folder, 'nothing')])).toMatchObject({ code: 'not_found' });
    expect(await refused('a b\n', [folder])).toMatchObject({ code: 'input_wrong_kind' });
    expect(await refused('a b\n', ['x', '--limit', '0'])).toMatchObject({ code: 'usage' });
  });
});
