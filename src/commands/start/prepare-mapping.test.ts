import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareMapping, type MappingPrepared } from './prepare-mapping.ts';

const top = mkdtempSync(join(tmpdir(), 'countersign-mapping-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let made = 0;
function folder(files: Readonly<Record<string, string>>): string {
  const path = join(top, String(++made));
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}
const users = { 'users.csv': 'login,status\nada,enabled\nbob,suspended\n' };
const prepare = (path: string, accept = false): Promise<MappingPrepared> =>
  prepareMapping(`crm:csv=${path}`, { cwd: top, accept, signal: new AbortController().signal });

describe('a folder of CSV files without a mapping', () => {
  it('gets a proposal beside its files, which is no mapping until it is accepted', async () => {
    const path = folder(users);
    expect(await prepare(path)).toMatchObject({
      is: 'proposed',
      written: join(path, 'mapping.proposed.yaml'),
    });
    expect(readdirSync(path)).toEqual(['mapping.proposed.yaml', 'users.csv']);
    await expect(prepare(path)).rejects.toMatchObject({ code: 'already_done' });
    expect(await prepare(path, true)).toEqual({ is: 'accepted' });
    expect(readdirSync(path)).toEqual(['mapping.yaml', 'users.csv']);
    expect(await prepare(path)).toEqual({ is: 'none' });
  });

  it('accepts what was made of the proposal by hand, and refuses it when it is no mapping', async () => {
    const path = folder(users);
    await prepare(path);
    const proposed = join(path, 'mapping.proposed.yaml');
    const edited = readFileSync(proposed, 'utf8').replace('"suspended": disabled', '"suspended": locked');
    writeFileSync(proposed, edited.replace('record: account', 'record: everything'));
    await expect(prepare(path, true)).rejects.toMatchObject({ code: 'input_invalid' });
    expect(readdirSync(path)).not.toContain('mapping.yaml');
    writeFileSync(proposed, edited);
    await prepare(path, true);
    expect(readFileSync(join(path, 'mapping.yaml'), 'utf8')).toBe(edited);
  });

  it('refuses to accept what nobody saw: no proposal, a mapping that is there, another kind of source', async () => {
    await expect(prepare(folder(users), true)).rejects.toMatchObject({ code: 'usage' });
    await expect(prepare(folder({ ...users, 'mapping.yml': 'x' }), true)).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(
      prepareMapping('ldap=./x', { cwd: top, accept: true, signal: new AbortController().signal }),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  it('writes through no link that somebody laid', async () => {
    const path = folder(users);
    const elsewhere = join(top, 'elsewhere');
    symlinkSync(elsewhere, join(path, 'mapping.proposed.yaml'));
    await expect(prepare(path)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readdirSync(top)).not.toContain('elsewhere');
  });

  it('says so when nothing can be told', async () => {
    await expect(prepare(folder({ 'x.csv': 'a,b\n1,2\n' }))).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(prepare(folder({ 'x.txt': '' }))).rejects.toMatchObject({ code: 'not_found' });
  });
});
