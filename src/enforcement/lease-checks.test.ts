import { describe, expect, test } from 'vitest';
import { instantOf, isEntryId, isProposalId, isSubjectId, must } from '../model/index.ts';
import { contextChecks, type LeaseTerms } from './lease-checks.ts';
import { policyOfLease } from './lease-writer.ts';
import type { LoadedPlan } from './load-plan.ts';

const entry = must(isEntryId, 'ent_00000000000000000000000001');
const ten = instantOf(Date.parse('2026-03-02T10:00:00.000Z'));
/** Only what the checks look at is told of the plan. */
const plan: Pick<LoadedPlan, 'proposal' | 'body'> = {
  body: {
    kind: 'decision',
    proposal: must(isProposalId, 'prp_00000000000000000000000001'),
    proposalEntry: entry,
    trigger: { kind: 'person', entry },
    decisions: [entry],
    steps: 1,
  },
  proposal: {
    id: must(isProposalId, 'prp_00000000000000000000000001'),
    origin: 'person',
    draftedBy: 'person',
    title: '',
    reason: 'find why invoices fail, CHG-204',
    findings: [],
    changes: [],
    evidence: { facts: [], material: [] },
    endsAt: null,
    createdAt: ten,
    requester: must(isSubjectId, 'psn_00000000000000000000000001'),
  },
};
const told = async (terms: Partial<LeaseTerms>, seconds = 60, purpose = plan.proposal.reason) => {
  const checks = await contextChecks(
    { ledger: { entry: () => Promise.resolve(undefined) } },
    { ...plan, proposal: { ...plan.proposal, reason: purpose } },
    { terms: { mostSeconds: 3600, ...terms }, seconds, now: ten },
  );
  return Object.fromEntries(checks.map(({ check, is }) => [check, is]));
};

describe('the context of a lease', () => {
  test('is met, not asked or not known, and never guessed', async () => {
    expect(await told({})).toEqual({
      purpose: 'met',
      ticket: 'not asked',
      assurance: 'not known',
      hours: 'not asked',
      length: 'met',
      device: 'not known',
      task: 'not known',
    });
  });
  test('names its ticket as a word of its own', async () => {
    expect(await told({ ticket: 'CHG-' })).toMatchObject({ ticket: 'met' });
    expect(await told({ ticket: 'INC-' })).toMatchObject({ ticket: 'not met' });
    expect(await told({ ticket: 'CHG-' }, 60, 'no CHG-')).toMatchObject({ ticket: 'not met' });
  });
  test('is within its hours, over midnight too, and no longer than is let', async () => {
    expect(await told({ hours: { from: 9, to: 18, zone: 'UTC' } })).toMatchObject({ hours: 'met' });
    expect(await told({ hours: { from: 22, to: 6, zone: 'UTC' } })).toMatchObject({ hours: 'not met' });
    expect(await told({ hours: { from: 22, to: 6, zone: 'Asia/Tokyo' } })).toMatchObject({
      hours: 'not met',
    });
    expect(await told({ hours: { from: 18, to: 20, zone: 'Asia/Tokyo' } })).toMatchObject({ hours: 'met' });
    expect(await told({}, 3601)).toMatchObject({ length: 'not met' });
    expect(await told({}, 0)).toMatchObject({ length: 'not met' });
  });
});

describe('the policy of a lease', () => {
  test('is of one path', () => {
    expect(policyOfLease('database/creds/ro#read')).toBe('lease.database.creds.ro');
    expect(policyOfLease('ssh/sign/ops#update')).toBe('lease.ssh.sign.ops');
  });
  test.each([
    'sys/policies/acl/../../creds#update',
    'database/creds/*#read',
    'database/creds/ro#sudo',
    'a#read',
    'x/a.b#read',
  ])('is none of %s', (right) => {
    expect(() => policyOfLease(right)).toThrow(/no path of an engine that leases/);
  });
});
