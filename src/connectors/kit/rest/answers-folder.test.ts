import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answersFolder } from './answers-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-answers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const ask = (path: string) =>
  answersFolder({
    root,
    signal: new AbortController().signal,
    vendor: 'Acme',
    refusalOf: (body) => (JSON.stringify(body) === '{"error":403}' ? 'no' : undefined),
    next: 'Again.',
  }).ask({ id: path, path, answer: 'list', item: z.unknown(), what: path, permission: path }, {});

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

  it('are not there where a link leads out', async () => {
    symlinkSync('/etc/passwd', join(root, 'link.json'));
    expect(await ask('link')).toMatchObject({ is: 'unread' });
  });
});
