import { describe, expect, it } from 'vitest';
import {
  instantOf,
  isProposalId,
  isSourceId,
  must,
  type Evidence,
  type FactValue,
  type Proposal,
} from '../model/index.ts';
import { stateDifferences, staleFacts } from './freshness.ts';

const evidence = (values: Readonly<Record<string, FactValue | undefined>>, seen = 0): Evidence => ({
  facts: Object.entries(values).map(([predicate, value]) => ({
    id: `fact-${predicate}`,
    subject: 'role/etl',
    predicate,
    source: must(isSourceId, 'pg'),
    observedAt: instantOf(seen),
    ...(value === undefined ? {} : { value }),
  })),
  material: Object.keys(values)
    .filter((name) => name !== 'note')
    .map((name) => `fact-${name}`),
});
const proposal = (given: Evidence): Proposal => ({
  id: must(isProposalId, 'prp_0000000000000000'),
  origin: 'rule',
  draftedBy: 'test',
  title: '',
  reason: '',
  findings: [],
  changes: [],
  evidence: given,
  endsAt: null,
  createdAt: instantOf(0),
});

describe('a signed case', () => {
  it('stays fresh when only times of observation and what is not material changed', () => {
    const signed = proposal(evidence({ owner: 'dana', used: null, note: 'x' }));
    expect(staleFacts(signed, evidence({ owner: 'dana', used: null, note: 'y' }, 5000))).toBeUndefined();
  });

  it('is stale when a material fact changed, appeared, vanished or became unknown, and says which', () => {
    const signed = proposal(evidence({ owner: 'dana', used: null, gone: 1 }));
    const now = evidence({ owner: 'eve', used: undefined, fresh: ['a'] });
    expect(staleFacts(signed, now)).toMatchObject({
      code: 'signature_stale',
      details: {
        changed: [
          'owner of role/etl was "dana", is "eve"',
          'used of role/etl was null, is unknown',
          'gone of role/etl was 1, is not there',
          'fresh of role/etl was not there, is ["a"]',
        ],
      },
    });
  });
});

it('two states differ by exactly the members that do', () => {
  expect(stateDifferences({ held: true, grantable: false }, { held: false, grantable: false })).toEqual([
    'held was true, is false',
  ]);
  expect(stateDifferences({ a: null }, {})).toEqual([]);
});
