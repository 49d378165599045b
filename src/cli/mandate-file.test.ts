import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isInstant, must, refuseTerms } from '../model/index.ts';
import { readMandateFile } from './mandate-file.ts';

const page = readFileSync(new URL('../../docs/how-to/joiners-movers-leavers.md', import.meta.url), 'utf8');
const shown = [...page.matchAll(/```yaml\n# (\w+\.yaml)\n([\s\S]*?)```/g)];
const folder = mkdtempSync(join(tmpdir(), 'countersign-mandates-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('mandates that the page about joiners and leavers shows can be signed', () => {
  expect(shown.map(([, name]) => name)).toEqual(['leavers.yaml', 'joiners.yaml']);
  for (const [, name = '', text = ''] of shown) {
    writeFileSync(join(folder, name), text);
    const terms = readMandateFile(join(folder, name), must(isInstant, '2026-03-01T12:00:00.000Z'));
    expect(refuseTerms(terms)).toBeUndefined();
  }
});
