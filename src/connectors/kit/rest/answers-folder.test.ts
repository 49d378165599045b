import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answersFolder } from './answers-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-answers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = answersFolder({
  root,
  signal: new AbortController().signal,
  vendor: 'Acme',
  refusalOf: (body) => (JSON.stringify(body) === '{"error":403}' ? 'no' : undefined),
  next: 'Again.',
});
const ask = (path: string) =>
  folder.ask({ id: path, path, answer: 'list', item: z.unknown(), what: path, permission: path }, {});

describe('answers in files', () => {
  it('are unread where an error was kept, also at the beginning of a list', async () => {
    for (const [n, text] of ['{"error":403}', ' [ {"error":403} ]', '[{"error":403}'].entries()) {
      writeFileSync(join(root, `refused${n}.json`), text);
      expect(await ask(`refused${n}`)).toEqual({ is: 'unread', why: 'Acme answered no' });
    }
  });

  it('are looked at in no time, however many blanks are in them', async () => {
    writeFileSync(join(root, 'blank.json'), `[{"a":"${' '.repeat(900_000)}"}]`);
    expect(await ask('blank')).toMatchObject({ is: 'read' });
  });

  const items = async (path: string, answer: 'list' | { readonly member: string }) => {
    const answered = await folder.ask(
      { id: path, path, answer, item: z.unknown(), what: path, permission: path },
      {},
    );
    const found: unknown[] = [];
    if (answered.is === 'read') for await (const { value } of answered.items) found.push(value);
    return found;
  };
  it('may be pages one after the other, as a command prints them, each whole', async () => {
    writeFileSync(join(root, 'pages.json'), '[1,2][3]\n[]\n[4]');
    expect(await items('pages', 'list')).toEqual([1, 2, 3, 4]);
    writeFileSync(join(root, 'named.json'), '{"total":3,"secrets":[1,2]}{"total":3,"secrets":[3]}');
    expect(await items('named', { member: 'secrets' })).toEqual([1, 2, 3]);
  });

  it.each([
    ['an error after the first page', '{"secrets":[1]}{"message":"Server Error"}'],
    ['a page that is cut off', '{"secrets":[1]}{"secrets":[2'],
    ['a word after the first page', '{"secrets":[1]}gh: HTTP 502'],
  ])('are refused with %s', async (_what, text) => {
    writeFileSync(join(root, 'cut.json'), text);
    await expect(items('cut', { member: 'secrets' })).rejects.toMatchObject({ next: expect.any(String) });
  });

  it('are not there where a link leads out', async () => {
    symlinkSync('/etc/passwd', join(root, 'link.json'));
    expect(await ask('link')).toMatchObject({ is: 'unread' });
  });
});
