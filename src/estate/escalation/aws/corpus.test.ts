import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../../../../test/support/aws/escalation-cases.ts';
import { arriving, inDoubt, takenAway, type Form } from '../../../../test/support/aws/escalation-forms.ts';
import {
  isOpenSlowly,
  readRecords,
  type EscalationRecord,
} from '../../../../test/support/aws/escalation-records.ts';
import { actorArn, worldOf } from '../../../../test/support/aws/escalation-world.ts';
import { openedTo, type Opened } from '../../../../test/support/aws/opened.ts';
import { awsTechniqueList } from './techniques/index.ts';

/**
 * Ways to become more that somebody else wrote down, each tried in accounts made for it. What it takes is the record’s; whether
 * the actor holds that is the slow evaluator’s answer.
 */
const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? undefined : join(corpora, 'pathfinding');
const skip =
  folder !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: the catalogue of AWS escalation paths is not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const records = skip === undefined && folder !== undefined ? await readRecords(folder) : [];
/** The rules were made looking at every other record (the first, the third, …); the others were held out until they were done. */
const halves = {
  chosen: records.filter((_, at) => at % 2 === 0),
  'held out': records.filter((_, at) => at % 2 === 1),
};
const only = process.env['COUNTERSIGN_ESCALATION_HALF'];

const kindFor = ({ required, category }: EscalationRecord): 'user' | 'role' =>
  category === 'self-escalation' && required.some((action) => action.endsWith('RolePolicy'))
    ? 'role'
    : 'user';

/** What stands open to the actor, by record. */
const openIn = ({ actor }: Form, techniques = awsTechniqueList): ReadonlyMap<string, readonly Opened[]> =>
  Map.groupBy(
    openedTo(worldOf(actor, allServices), actorArn[actor.kind], techniques),
    ({ record }) => record,
  );

const allServices = [...new Set([...services, ...records.flatMap((each) => each.services)])].filter(
  (each) => !['ssm.amazonaws.com', 'ec2-instance-connect.amazonaws.com'].includes(each),
);
const isOpen = (
  record: EscalationRecord,
  { actor }: Form,
  keys: Readonly<Record<string, string>> = {},
): boolean => isOpenSlowly(record, worldOf(actor, allServices), { kind: actor.kind, keys });
const techniqueOf = ({ id }: EscalationRecord) => awsTechniqueList.filter(({ record }) => record === id);

describe.skipIf(skip !== undefined)(
  `AWS escalation paths that somebody else wrote down${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it('has a technique for each of the 65', () => {
      expect(records).toHaveLength(65);
      expect(records.map(({ id }) => id)).toEqual(awsTechniqueList.map(({ record }) => record));
    });

    describe.each(Object.entries(halves).filter(([half]) => only === undefined || half === only))(
      'of the %s half',
      (half, some) => {
        it('finds each however its rights arrive, and is silent when one of them is taken away', () => {
          const wrong: string[] = [];
          const seen = { positives: 0, mutants: 0, 'in doubt': 0 };
          const missed = new Set<string>();
          for (const record of some) {
            const kind = kindFor(record);
            for (const form of arriving(record, kind)) {
              seen.positives++;
              if (!isOpen(record, form)) wrong.push(`${record.id} ${form.name}: made wrongly, not open`);
              if (openIn(form, techniqueOf(record)).has(record.id)) continue;
              wrong.push(`${record.id} ${form.name}: not found`);
              missed.add(record.id);
            }
            for (const form of takenAway(record, kind)) {
              seen.mutants++;
              if (isOpen(record, form)) wrong.push(`${record.id} ${form.name}: made wrongly, still open`);
              if (openIn(form, techniqueOf(record)).has(record.id))
                wrong.push(`${record.id} ${form.name}: told, and is closed`);
            }
            const form = inDoubt(record, kind);
            seen['in doubt']++;
            if (isOpen(record, form) || !isOpen(record, form, { 'aws:MultiFactorAuthPresent': 'true' }))
              wrong.push(`${record.id} ${form.name}: made wrongly`);
            const opening = openIn(form, techniqueOf(record)).get(record.id)?.[0];
            if (opening?.dependsOn.some((each) => each.includes('aws:multifactorauthpresent')) !== true)
              wrong.push(`${record.id} ${form.name}: does not say on what it depends`);
          }
          process.stderr.write(
            `${half}: ${some.length - missed.size} of ${some.length} found in all of ${seen.positives} accounts, ${seen.mutants} mutants, ${seen['in doubt']} in doubt; wrong: ${wrong.length}\n`,
          );
          expect(wrong).toEqual([]);
        }, 300_000);

        it('tells exactly the other paths that stand open too', () => {
          const wrong: string[] = [];
          const seen = { open: 0, closed: 0 };
          for (const [n, record] of some.entries()) {
            const kind = kindFor(record);
            const forms = [...arriving(record, kind), ...takenAway(record, kind)].filter(
              (_, at) => (at + n) % 5 === 0,
            );
            for (const form of forms) {
              const found = openIn(form);
              for (const each of some) {
                const expected = isOpen(each, form);
                seen[expected ? 'open' : 'closed']++;
                if (found.has(each.id) !== expected)
                  wrong.push(`${record.id} ${form.name}: ${each.id} is ${expected ? 'open' : 'closed'}`);
              }
            }
          }
          process.stderr.write(
            `${half}, every path in every fifth account: ${seen.open} open, ${seen.closed} closed, wrong: ${wrong.length}\n`,
          );
          expect(wrong.slice(0, 40)).toEqual([]);
        }, 300_000);
      },
    );
  },
);
