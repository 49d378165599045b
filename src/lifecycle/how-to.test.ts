import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRuleBook } from './rule-book.ts';

const page = readFileSync(new URL('../../docs/how-to/joiners-movers-leavers.md', import.meta.url), 'utf8');
const shipped = readFileSync(new URL('../../policies/lifecycle.yaml', import.meta.url), 'utf8');

it('the rules that are shipped, and those that the page shows, can be read', () => {
  const [shown = ''] = [...page.matchAll(/```yaml\n(version: 1\n[\s\S]*?)```/g)].map(([, text]) => text);
  expect(readRuleBook('lifecycle.yaml', shipped)).toMatchObject({ ok: true });
  expect(readRuleBook('lifecycle.yaml', shown)).toMatchObject({
    ok: true,
    value: { preStartDays: 3, graceDays: 14, birthrights: [{ id: 'data-reads-reports' }] },
  });
});
