import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerer, expectedOf, type RelationAnswer } from '../../../test/support/relations/answer.ts';
import type { Facts } from '../../../test/support/relations/case-shape.ts';
import { casesOfTest } from '../../../test/support/relations/fga-case.ts';
import { readStores, type FgaStore } from '../../../test/support/relations/fga-store.ts';
import { asTold } from '../../../test/support/relations/observations.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? undefined : join(corpora, 'openfga-stores', 'stores');
const skip =
  folder !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: the sample stores of OpenFGA are not asked';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

type Outcome = 'exact' | 'open' | 'wrong';

/** `open`: what was said for certain is so, and what is so was said for certain or to depend. */
function outcomeOf(told: RelationAnswer, expected: RelationAnswer): Outcome {
  if (JSON.stringify(told) === JSON.stringify(expected)) return 'exact';
  if (typeof told.answer === 'string') return told.answer === 'depends' ? 'open' : 'wrong';
  if (!('depends' in told) || typeof expected.answer === 'string') return 'wrong';
  const [yes, maybe, all] = [told.answer, told.depends, new Set<string>(expected.answer)];
  const isSound = yes.every((each) => all.has(each));
  const isWhole = [...all].every((each) => yes.includes(each) || maybe.includes(each));
  return maybe.length > 0 && isSound && isWhole ? 'open' : 'wrong';
}

/** What memberships and grants cannot say of a test: the first words of its conditions. */
function beyond({ memberships }: Facts): string {
  const ifs = memberships.flatMap(({ conditions = [] }) => conditions);
  return ['and', 'but', 'condition'].filter((word) => ifs.some((each) => each.startsWith(word))).join(', ');
}

function outcomes(store: FgaStore) {
  return store.tests
    .flatMap((test) => casesOfTest(store, test))
    .flatMap(({ facts, questions }) => {
      if (facts === undefined) throw new TypeError('a translated case has facts');
      const answer = answerer(asTold(facts));
      return questions.map((question) => {
        const [told, expected] = [answer(question), expectedOf(question)];
        const kind =
          'check' in question ? 'check' : 'list_subjects' in question ? 'list_subjects' : 'list_resources';
        return {
          store: store.name,
          question,
          kind,
          told,
          outcome: outcomeOf(told, expected),
          beyond: beyond(facts),
        };
      });
    });
}

describe.skipIf(skip !== undefined)(
  `sample stores of OpenFGA${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it('are answered as they say, or left open where memberships and grants cannot say it', () => {
      const stores = readStores(folder ?? '');
      const all = stores.flatMap(outcomes);
      const tally = (of: (each: (typeof all)[number]) => string): Readonly<Record<string, number>> =>
        Object.fromEntries([...Map.groupBy(all, of)].map(([name, each]) => [name, each.length]));
      process.stderr.write(
        `openfga: ${stores.length} stores ${JSON.stringify(tally(({ outcome }) => outcome))}\n`,
      );
      expect(all.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
      expect(tally(({ kind, outcome }) => `${kind}: ${outcome}`)).toEqual({
        'check: exact': 313,
        'check: open': 14,
        'list_resources: exact': 15,
        'list_resources: open': 2,
        'list_subjects: exact': 19,
      });
      expect(tally(({ outcome, beyond: by }) => (outcome === 'open' ? by : 'exact'))).toEqual({
        exact: 347,
        and: 16,
      });
      expect(stores).toHaveLength(32);
    });
  },
);
