import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../model/index.ts';
import { enoughDays } from './aspects.ts';
import { justify } from './justify.ts';
import type { AccountKnown, Did, GrantKnown } from './known.ts';

const now = instantOf(Date.UTC(2026, 0, 15));
const ref = (key: string) => ({ entity: 'grant', source: 's', key, name: key }) as const;
const did: Did = {
  logs: ['trail'],
  days: enoughDays,
  recentDays: 7,
  hasHistory: true,
  recentEvents: 5,
  newNetworks: [],
  newClients: [],
  newProvenances: [],
  provenances: ['repository github.com/acme/shop'],
  unusual: [],
};
const account: AccountKnown = {
  account: { entity: 'account', source: 's', key: 'a', name: 'a' },
  kind: 'workload',
  state: 'active',
  expiresAt: null,
  person: null,
  owners: [{ ref: { entity: 'person', source: 'hr', key: 'p', name: 'Ana' }, name: 'Ana', state: 'active' }],
  purpose: { text: 'the nightly export', cited: { is: 'row', ref: ref('a') } },
  exposures: [],
  did,
};
const grant: GrantKnown = {
  isEverything: false,
  basis: 'approved',
  rows: [{ ref: ref('g'), isApproved: true }],
  use: { is: 'used', count: 4, last: now, acts: 2, newActs: 0 },
};
const of = (g: Partial<GrantKnown>, a: Partial<AccountKnown> = {}) => {
  const { verdict, deciding } = justify({ ...grant, ...g }, { ...account, ...a }, now);
  return [verdict, ...deciding];
};

describe('a right', () => {
  it('is justified where somebody gave it, somebody answers for it, and it is used as it always was', () => {
    expect(of({})).toEqual(['justified']);
  });
  it.each([
    ['entitlement', {}, { expiresAt: instantOf(Date.UTC(2026, 0, 1)) }],
    ['holder', {}, { state: 'disabled' }],
    ['holder', {}, { person: { ref: null, name: 'Bo', state: 'left' } }],
    ['holder', {}, { owners: [{ ref: null, name: 'Bo', state: 'left' }] }],
    ['use', { use: { is: 'unused', days: enoughDays } }, {}],
    ['use', { isEverything: true }, {}],
    [
      'change',
      {},
      { did: { ...did, unusual: [{ what: 'read secrets for the first time', isStrong: true }] } },
    ],
    ['provenance', {}, { did: { ...did, provenances: ['a', 'b'], newProvenances: ['b'] } }],
    ['exposure', {}, { exposures: [{ ref: ref('e'), where: 'a repository', isActive: true }] }],
  ] as const)('is not justified by its %s', (aspect, g, a) => {
    expect(of(g, a)).toEqual(['not_justified', aspect]);
  });
  it.each([
    ['entitlement', { basis: 'unaccounted', rows: [{ ref: ref('g'), isApproved: false }] }, {}],
    ['holder', {}, { owners: [] }],
    ['use', { use: { is: 'unused', days: enoughDays - 1 } }, {}],
    ['use', { use: { is: 'cannot_tell', because: 'no log' } }, {}],
    ['change', { use: { is: 'used', count: 4, last: now, acts: 2, newActs: 1 } }, {}],
    ['context', {}, { did: { ...did, newNetworks: ['203.0.113.0/24'] } }],
    ['provenance', {}, { did: { ...did, provenances: [] } }],
    ['exposure', {}, { exposures: null }],
  ] as const)('cannot be told where only its %s is open', (aspect, g, a) => {
    expect(of(g, a)).toEqual(['cannot_tell', aspect]);
  });
  it('of a person comes from no pipeline, and of a machine without logs is never justified', () => {
    expect(of({}, { kind: 'person', did: { ...did, provenances: [] } })).toEqual(['justified']);
    expect(of({}, { did: null })[0]).toBe('cannot_tell');
  });
  it('cites what each aspect rests on', () => {
    const { said } = justify(grant, account, now);
    for (const each of said) expect([each.aspect, each.rests.length > 0]).toEqual([each.aspect, true]);
  });

  const maybe = <T>(...values: readonly T[]) => fc.constantFrom(...values);
  const grants: fc.Arbitrary<GrantKnown> = fc.record({
    isEverything: fc.boolean(),
    basis: maybe('approved', 'inherited', 'unaccounted', 'mandated'),
    rows: fc.array(fc.record({ ref: fc.constant(ref('g')), isApproved: fc.boolean() }), { maxLength: 2 }),
    use: maybe<GrantKnown['use']>(
      grant.use,
      { is: 'unused', days: 200 },
      { is: 'unused', days: 3 },
      { is: 'cannot_tell', because: 'x' },
    ),
  });
  const names = maybe<readonly string[] | null>(null, [], ['x']);
  const accounts: fc.Arbitrary<AccountKnown> = fc.record({
    account: fc.constant(account.account),
    kind: maybe('person', 'workload', 'unknown'),
    state: maybe('active', 'disabled', 'unknown'),
    expiresAt: maybe(null, instantOf(0)),
    person: maybe(null, { ref: null, name: 'Bo', state: 'left' }, { ref: null, name: 'Bo', state: 'active' }),
    owners: maybe<AccountKnown['owners']>([], account.owners),
    purpose: maybe(null, account.purpose),
    exposures: maybe<AccountKnown['exposures']>(null, [], [{ ref: ref('e'), where: 'r', isActive: true }]),
    did: fc.option(
      fc.record({
        logs: fc.constant(['l']),
        days: maybe(3, 200),
        recentDays: fc.constant(7),
        hasHistory: fc.boolean(),
        recentEvents: maybe(0, 5),
        newNetworks: names,
        newClients: names,
        newProvenances: names,
        provenances: maybe<readonly string[]>([], ['x'], ['x', 'y']),
        unusual: maybe<Did['unusual']>(
          null,
          [],
          [{ what: 'u', isStrong: true }],
          [{ what: 'u', isStrong: false }],
        ),
      }),
      { nil: null },
    ),
  });
  /** Ways to know less than before of one thing. */
  const forgetting: readonly ((g: GrantKnown, a: AccountKnown) => readonly [GrantKnown, AccountKnown])[] = [
    (g, a) => [{ ...g, use: { is: 'cannot_tell', because: 'forgotten' } }, a],
    (g, a) => [{ ...g, basis: 'unaccounted', rows: g.rows.map((row) => ({ ...row, isApproved: false })) }, a],
    (g, a) => [g, { ...a, owners: [], person: null }],
    (g, a) => [g, { ...a, purpose: null }],
    (g, a) => [g, { ...a, exposures: null }],
    (g, a) => [g, { ...a, did: null }],
    (g, a) => [g, { ...a, did: a.did === null ? null : { ...a.did, newNetworks: null } }],
    (g, a) => [g, { ...a, did: a.did === null ? null : { ...a.did, newProvenances: null } }],
    (g, a) => [g, { ...a, did: a.did === null ? null : { ...a.did, unusual: null } }],
    (g, a) => [g, { ...a, did: a.did === null ? null : { ...a.did, hasHistory: false } }],
  ];
  it('that is not justified does not become so by knowing less', () => {
    fc.assert(
      fc.property(grants, accounts, maybe(...forgetting), (g, a, forget) => {
        if (justify(g, a, now).verdict === 'justified') return;
        expect(justify(...forget(g, a), now).verdict).not.toBe('justified');
      }),
      { numRuns: 2000 },
    );
  });
  it('that something speaks against stays so whatever else is learned', () => {
    fc.assert(
      fc.property(grants, accounts, (g, a) => {
        const after = justify(g, { ...a, exposures: [{ ref: ref('e'), where: 'r', isActive: true }] }, now);
        expect(after.verdict).toBe('not_justified');
      }),
      { numRuns: 300 },
    );
  });
});
