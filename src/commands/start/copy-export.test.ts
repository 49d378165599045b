import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copyExport } from './copy-export.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-copy-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let at = root;
let made = 0;
beforeEach(() => {
  at = join(root, String(++made));
  mkdirSync(join(at, 'export', 'v1'), { recursive: true });
  writeFileSync(join(at, 'export', 'v1', 'a.json'), '[]');
  mkdirSync(join(at, 'export-of-others'));
  writeFileSync(join(at, 'export-of-others', 'secret'), 'canary');
});
const copy = (): void => copyExport(join(at, 'export'), join(at, 'copy'));

describe('a copied export', () => {
  it('has what links within it lead to', () => {
    symlinkSync('a.json', join(at, 'export', 'v1', 'b.json'));
    copy();
    expect(readFileSync(join(at, 'copy', 'v1', 'b.json'), 'utf8')).toBe('[]');
  });

  it('may itself be named by a link', () => {
    symlinkSync('export', join(at, 'latest'));
    copyExport(join(at, 'latest'), join(at, 'copy'));
    expect(readFileSync(join(at, 'copy', 'v1', 'a.json'), 'utf8')).toBe('[]');
  });

  it.each([
    ['a file', '../export-of-others/secret', 'a.hcl'],
    ['a file of the system', '/etc/passwd', 'policies.json'],
    ['a folder', '../export-of-others', 'organizations'],
    ['the folder around it', '..', 'orgs'],
    ['nothing', 'missing', 'x.json'],
  ])('refuses a link out of it to %s', (_what, to, name) => {
    symlinkSync(to, join(at, 'export', name));
    expect(copy).toThrow(expect.objectContaining({ code: 'not_permitted' }));
  });
});
