import { describe, expect, it } from 'vitest';
import { instantOf } from '../../model/index.ts';
import { seenOf, worldStart, worldDays, type Call } from '../../../test/support/behaviour/made.ts';
import { judgeProvenance } from './judge-provenance.ts';

const day = 86_400_000;
const daily = (from: number, to: number, call: Partial<Call> = {}): readonly Call[] =>
  Array.from({ length: to - from }, (_, at) => ({
    at: worldStart + (from + at) * day + 3_600_000,
    service: 'ecr',
    action: 'PutImage',
    key: 'AKIA1',
    ...call,
  }));
const main = { subject: 'repo:acme/shop:ref:refs/heads/main' };
const recent = worldDays - 7;

describe('where a workload comes from', () => {
  it('changed when another repository is told than before', () => {
    const { changes } = judgeProvenance(
      seenOf([
        ...daily(0, recent, main),
        ...daily(recent, worldDays, { subject: 'repo:acme/firmware:ref:refs/heads/main' }),
      ]),
    );
    expect(changes).toEqual([
      {
        kind: 'repository',
        before: ['github.com/acme/shop'],
        now: 'github.com/acme/firmware',
        since: '2026-01-26T01:00:00.000Z',
        events: 7,
        isBeside: false,
      },
    ]);
  });

  it('changed when the same repository begins to come by pull requests', () => {
    const { changes } = judgeProvenance(
      seenOf([
        ...daily(0, worldDays, main),
        ...daily(recent, worldDays, { subject: 'repo:acme/shop:pull_request' }),
      ]),
    );
    expect(changes).toMatchObject([
      {
        kind: 'subject',
        now: 'token.actions.githubusercontent.com repo:acme/shop:pull_request',
        isBeside: true,
      },
    ]);
  });

  it('did not change by one more branch where there were always many', () => {
    const branches = (from: number, to: number) =>
      daily(from, to).map((call, at) => ({
        ...call,
        subject: `repo:acme/shop:ref:refs/heads/b${from + at}`,
      }));
    expect(judgeProvenance(seenOf(branches(0, worldDays))).changes).toEqual([]);
  });

  it('is left open while too little was told before, and where no log tells it', () => {
    const young = judgeProvenance(
      seenOf([
        ...daily(recent - 3, recent, main),
        ...daily(recent, worldDays, { subject: 'repo:acme/other:ref:refs/heads/main' }),
      ]),
    );
    expect(young.changes).toEqual([]);
    expect(young.open.changes[0]).toBe(
      'Whether token.actions.githubusercontent.com repo:acme/other:ref:refs/heads/main is a new subject is not known: 0 events tell one that was there 7 days before, and 10 are needed.',
    );
    expect(judgeProvenance(seenOf(daily(0, worldDays))).open.changes).toEqual([
      'No log that was read tells where it comes from.',
    ]);
  });

  it('is not told for ever: who did not look within ninety days will not look', () => {
    const long = seenOf([
      ...daily(0, 8, main),
      ...daily(8, 8, main),
      ...daily(9, worldDays, { subject: 'repo:acme/other:ref:refs/heads/main' }),
    ]);
    const later = { ...long, until: instantOf(worldStart + 200 * day) };
    expect(judgeProvenance(later).changes).toEqual([]);
  });

  it('is left open where more places are told than are kept: whoever floods it hides nothing by it', () => {
    const flood = daily(0, worldDays).flatMap((call, at) =>
      Array.from({ length: 20 }, (_, n) => ({
        ...call,
        subject: `repo:acme/r${at}-${n}:ref:refs/heads/main`,
      })),
    );
    const { changes, open } = judgeProvenance(seenOf(flood, { names: 64 }));
    expect(changes).toEqual([]);
    expect(open.changes).toContain(
      'It comes from more places than are kept, so whether one is new is not known.',
    );
  });
});

describe('a credential', () => {
  const usual = [...daily(0, worldDays), ...daily(0, worldDays, { action: 'GetAuthorizationToken' })];
  const thief = daily(worldDays - 4, worldDays - 2, {
    ip: '203.0.113.77',
    agent: 'aws-cli/2.15.0',
    action: 'ListBuckets',
  });

  it('is used elsewhere when it comes from another network and goes on from the usual one', () => {
    expect(judgeProvenance(seenOf([...usual, ...thief])).elsewhere).toEqual([
      {
        credential: 'AKIA1',
        usual: ['198.51.100.0/24'],
        other: '203.0.113.0/24',
        since: '2026-01-29T01:00:00.000Z',
        usualEvents: 56,
        otherEvents: 2,
        client: 'aws-cli/2',
      },
    ]);
  });

  it('is not when it moved, nor when it always travelled', () => {
    const moved = [...usual.filter(({ at }) => at < worldStart + (worldDays - 4) * day), ...thief];
    expect(judgeProvenance(seenOf(moved)).elsewhere).toEqual([]);
    const travels = usual.map((call, at) => ({ ...call, ip: `198.51.${at % 5}.1` }));
    expect(judgeProvenance(seenOf([...travels, ...thief])).elsewhere).toEqual([]);
  });

  it('is not when another credential of the account is used there', () => {
    expect(
      judgeProvenance(seenOf([...usual, ...thief.map((call) => ({ ...call, key: 'AKIA2' }))])).elsewhere,
    ).toEqual([]);
  });
});
