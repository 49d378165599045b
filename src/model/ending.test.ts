import { describe, expect, it } from 'vitest';
import {
  instantOf,
  isFindingId,
  isSourceId,
  mandatedEnd,
  must,
  narrows,
  refuseEnds,
  type Change,
  type Instant,
  type ProposedChange,
  type TargetState,
} from './index.ts';

const day = (n: number): Instant => instantOf(Date.UTC(2026, 0, n));
const source = must(isSourceId, 'target');
const account = { source, accountKey: 'role/a' } as const;
const propose = (change: Change, precondition: TargetState, expected: TargetState): ProposedChange => ({
  change,
  precondition,
  expected,
  inverse: null,
});
const grant = (
  until: Instant | null,
  before: TargetState = { held: false, grantable: false },
  grantable = false,
): ProposedChange =>
  propose(
    { type: 'grant.add', source, subjectKey: 'role/a', entitlementKey: 'table/t#SELECT', grantable, until },
    before,
    { held: true, grantable },
  );
const [on, off] = [
  { exists: true, enabled: true },
  { exists: true, enabled: false },
];
const enable = propose({ type: 'account.enable', ...account }, off, on);
const disable = propose({ type: 'account.disable', ...account }, on, off);
const create = propose(
  { type: 'account.create', ...account, validUntil: day(9) },
  { exists: false, enabled: false, validUntil: null },
  { exists: true, enabled: true, validUntil: day(9) },
);
const owner = propose(
  {
    type: 'owner.assign',
    source: 'countersign',
    accountSource: source,
    accountKey: 'role/a',
    role: 'owner',
    personSource: source,
    personKey: 'p',
  },
  { person: null },
  { person: 'target/p' },
);
const accept = propose(
  {
    type: 'risk.accept',
    source: 'countersign',
    findingId: must(isFindingId, 'fnd_0123456789'),
    reason: 'small',
    until: day(9),
  },
  { acceptedUntil: null },
  { acceptedUntil: day(9) },
);
const refusal = (changes: readonly ProposedChange[], endsAt: Instant | null = null): unknown =>
  refuseEnds(changes, endsAt, day(2));

describe('the end that an approval mandates', () => {
  it('is that of grants and memberships, and of enabled accounts by their proposal', () => {
    expect(mandatedEnd({ changes: [grant(day(9)), grant(day(9))], endsAt: null })).toBe(day(9));
    expect(mandatedEnd({ changes: [enable], endsAt: day(9) })).toBe(day(9));
    expect(mandatedEnd({ changes: [grant(null)], endsAt: null })).toBeNull();
  });

  it('is none where the target keeps the date, or where nothing is given', () => {
    expect(mandatedEnd({ changes: [create], endsAt: day(9) })).toBeNull();
    expect(mandatedEnd({ changes: [accept], endsAt: day(9) })).toBeNull();
    expect(mandatedEnd({ changes: [disable], endsAt: null })).toBeNull();
  });
});

describe('an end is refused', () => {
  const says = (what: string) => ({
    ok: false,
    code: 'end_invalid',
    message: expect.stringContaining(what),
    next: expect.any(String),
  });

  it('where the clock would give access, or where it means nothing', () => {
    expect(refusal([disable], day(9))).toMatchObject(says('`account.disable`, cannot end by a date'));
    expect(refusal([disable], day(9))).toMatchObject(says('the clock only ever takes it away'));
    expect(refusal([owner], day(9))).toMatchObject(says('holds until somebody changes it'));
    expect(refusal([grant(day(9), { held: true, grantable: true })])).toMatchObject(
      says('given back by the clock alone'),
    );
  });

  it('where changes end at different moments, or only some of them', () => {
    expect(refusal([grant(day(8)), grant(day(9))])).toMatchObject(says('do not end together'));
    expect(refusal([grant(day(9)), grant(null)])).toMatchObject(says('never'));
    expect(refusal([grant(day(9)), disable])).toMatchObject(says('never'));
    expect(refusal([create, grant(day(9))])).toMatchObject(says('by themselves at the target'));
  });

  it('where change and proposal say different ends, or the end has come', () => {
    expect(refusal([grant(null)], day(9))).toMatchObject(says('ends never'));
    expect(refusal([grant(day(8))], day(9))).toMatchObject(says('says that it ends'));
    expect(refusal([grant(day(2))])).toMatchObject(says('ended already'));
    expect(refusal([enable], day(1))).toMatchObject(says('ended already'));
  });

  it('and no other', () => {
    for (const fine of [[grant(day(9))], [grant(null), disable, owner], [create], [accept], [enable]])
      expect(refusal(fine)).toBeUndefined();
    expect(refusal([grant(day(9)), enable], day(9))).toBeUndefined();
    expect(refusal([grant(day(9), { held: true, grantable: false }, true)])).toBeUndefined();
  });
});

describe('from one state to another', () => {
  it('narrows when nothing is there that was not there before', () => {
    const [no, held, passed] = [
      { held: false, grantable: false },
      { held: true, grantable: false },
      { held: true, grantable: true },
    ];
    expect([narrows(passed, held), narrows(passed, no), narrows(held, held)]).toEqual([true, true, true]);
    expect([narrows(no, held), narrows(held, passed)]).toEqual([false, false]);
    expect(narrows({ held: true }, held), 'what is not known narrows nothing').toBe(false);
  });

  it('cannot be told where a member is no yes or no, unless it is the same', () => {
    expect(narrows({ validUntil: null, enabled: true }, { validUntil: null, enabled: false })).toBe(true);
    expect(narrows({ validUntil: '2026' }, { validUntil: null })).toBe(false);
    expect(narrows({ person: 'a/b' }, { person: null })).toBe(false);
  });
});
