import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  keyOf,
  organizationCases,
  questionOf,
  rowsOf,
  slowlyAllowedIn,
  type OrganizationCase,
} from '../../../test/support/aws/organizations.ts';
import { isSourceId, must } from '../../model/index.ts';
import { askOf, dependsOn } from './aws-ask.ts';
import { compileAws, type AwsRows } from './aws-estate.ts';
import { Question } from './aws/index.ts';

const source = must(isSourceId, 'cloud');

function ask(it: OrganizationCase, rows: Omit<AwsRows, 'source'> = rowsOf(it)) {
  const estate = compileAws({ source, ...rows });
  const [principal] = estate.principals;
  if (principal === undefined) throw new TypeError('nobody asks');
  const { action, resource } = questionOf(it);
  return askOf(estate, principal, {
    actions: [new Question(action)],
    resources: [resource],
    rcpServices: new Set(['sqs']),
    now: undefined,
  });
}

const full = { scps: [0], rcps: [0] };
const usual: OrganizationCase = {
  places: [
    { id: 'r-ab12', parent: undefined, ...full },
    { id: 'ou-ab12-aaaaaaaa', parent: 'r-ab12', ...full },
    { id: '100000000001', parent: 'r-ab12', ...full },
    { id: '200000000002', parent: 'ou-ab12-aaaaaaaa', ...full },
  ],
  asker: '200000000002',
  owner: '200000000002',
  action: 'sqs:SendMessage',
  isShared: false,
};
/** The same with other policies on one place. */
const having = (id: string, more: object): OrganizationCase => ({
  ...usual,
  places: usual.places.map((each) => (each.id === id ? { ...each, ...more } : each)),
});

describe('an organisation', () => {
  it('says what the slow evaluator says, for whatever tree and policies', () => {
    const seen = { allow: 0, deny: 0 };
    fc.assert(
      fc.property(organizationCases, (each) => {
        const isAllowed = slowlyAllowedIn(each);
        seen[isAllowed ? 'allow' : 'deny']++;
        expect(ask(each).verdict).toBe(isAllowed ? 'allow' : 'deny');
      }),
      { numRuns: 1500 },
    );
    expect(seen.allow).toBeGreaterThan(150);
    expect(seen.deny).toBeGreaterThan(300);
  });

  it('has to allow at every level, and an RCP counts where the resource is', () => {
    expect(ask(usual).verdict).toBe('allow');
    for (const id of ['r-ab12', 'ou-ab12-aaaaaaaa', '200000000002']) {
      expect(ask(having(id, { scps: [3] })).verdict).toBe('deny');
      expect(ask(having(id, { rcps: [3] })).verdict).toBe('deny');
    }
    expect(
      ask({ ...having('r-ab12', { scps: [3], rcps: [3] }), asker: '100000000001', owner: '100000000001' })
        .verdict,
    ).toBe('allow');
  });

  it('depends on a level of which no policy was read, since AWS keeps one on each', () => {
    const answer = ask(having('ou-ab12-aaaaaaaa', { scps: [] }));
    expect(dependsOn(answer)).toEqual(['not read: which service control policies are on ou-ab12-aaaaaaaa']);
  });

  it('depends on a policy of one level that was not read, which might allow what no other there does', () => {
    const rows = rowsOf(having('ou-ab12-aaaaaaaa', { scps: [4] }));
    const gap = new Map([['scp/ou-ab12-aaaaaaaa#p-x', 'the service control policy p-x']]);
    expect(dependsOn(ask(usual, { ...rows, unread: gap }))).toEqual([
      'not read: the service control policy p-x',
    ]);
    expect(ask(usual, { ...rows, unread: new Map([['scp/ou-ab12-other#p-x', 'elsewhere']]) }).verdict).toBe(
      'deny',
    );
  });

  it('says nothing of an account that it does not have, and is no circle', () => {
    const rows = rowsOf({ ...usual, places: usual.places.slice(0, 3) });
    expect(dependsOn(ask(usual, rows))).toEqual([
      'not read: service control policies of account 200000000002, which is not in the organisation that was read',
      'not read: resource control policies of account 200000000002, which is not in the organisation that was read',
    ]);
    const circle = rowsOf(usual).resources.map((each) =>
      each.kind === 'aws_organization_root' ? { ...each, parent: keyOf('ou-ab12-aaaaaaaa') } : each,
    );
    expect(ask(usual, { ...rowsOf(usual), resources: circle }).verdict).toBe('depends');
  });

  it('is no longer in doubt when it has no policies of its own', () => {
    const rows = rowsOf({ ...usual, places: usual.places.map((each) => ({ ...each, scps: [], rcps: [] })) });
    expect(ask(usual, rows).verdict).toBe('allow');
    expect(dependsOn(ask(usual, { ...rows, unread: new Map([['scp', 'the SCPs']]) }))).toEqual([
      'not read: the SCPs',
    ]);
  });
});
