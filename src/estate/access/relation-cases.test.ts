import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerer, expectedOf, isKnown } from '../../../test/support/relations/answer.ts';
import { caseOf, readCase } from '../../../test/support/relations/case-shape.ts';
import { observationsOf } from '../../../test/support/relations/observations.ts';
import { spellings } from '../../connectors/kubernetes/spellings.ts';

const folder = join(import.meta.dirname, '../../../test/relations');
const cases = globSync('*.yaml', { cwd: folder })
  .toSorted()
  .map((file) => ({ file, given: readCase(readFileSync(join(folder, file), 'utf8')) }))
  // what only a server can read is asked in `connectors/postgres/read.db.test.ts`
  .filter(({ given }) => given.sql === undefined);

describe('cases of platforms', () => {
  it.each(cases)('$file is answered as its documentation says', async ({ given }) => {
    const all = await observationsOf(given);
    const asWritten = given.manifests === undefined ? undefined : spellings;
    const answer = answerer(all, asWritten);
    for (const question of given.questions) {
      expect([question, answer(question)]).toEqual([question, expectedOf(question)]);
      expect([question, isKnown(all, question, asWritten)]).toEqual([question, true]);
    }
  });

  it('refuses a file that says two things of one source, or asks nothing', () => {
    const facts = { accounts: ['ann'] };
    const check = { check: { subject: 'ann', action: 'get', resource: 'q' }, answer: 'no' as const };
    expect(() => caseOf({ name: 'x', facts, ldif: 'version: 1', questions: [check] })).toThrow(/exactly one/);
    expect(() => caseOf({ name: 'x', questions: [check] })).toThrow(/exactly one/);
    expect(() => caseOf({ name: 'x', facts, questions: [] })).toThrow(/questions/);
    expect(() => readCase('name: x\nfacts: {}\nqueries: []\n')).toThrow(/queries/);
  });

  it('does not take a subject that is not there for one that cannot', () => {
    expect(() =>
      answerer([])({ check: { subject: 'nobody', action: 'get', resource: 'q' }, answer: 'no' }),
    ).toThrow(/nobody/);
  });
});
