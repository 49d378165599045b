import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { addSeconds, instantOf, isSubjectId, must } from '../model/index.ts';
import { keepChallenge, takeChallenge } from './challenge.ts';
import { newLink, takeLink } from './links.ts';
import { beginSession, openSessions, resumeSession, sessionLimits, type ListPlace } from './sessions.ts';
import { issueToken, listTokens, revokeToken, type TokenPlace } from './tokens.ts';

const database = useDatabase();
const person = must(isSubjectId, 'psn_00000000000000000000000001');
const start = instantOf(Date.parse('2026-03-01T12:00:00.000Z'));
const later = (seconds: number) => addSeconds(start, seconds);
const { rotateSeconds, graceSeconds } = sessionLimits;

const begin = () =>
  beginSession(
    database.db,
    { person, how: 'link', keyFingerprint: 'SHA256:x', givenRoles: [], agent: 'test', address: '' },
    start,
  );

/** The secret that a session got in place of this one. */
async function rotated(secret: string, at: number): Promise<string> {
  const resumed = await resumeSession(database.db, secret, later(at));
  if (!resumed.ok || resumed.value.secret === undefined) throw new Error('it did not change its secret');
  return resumed.value.secret;
}

describe('a session’s secret', () => {
  it('changes once when two requests come with it at once, and both are let in', async () => {
    const { secret } = await begin();
    const both = await Promise.all(
      [0, 1].map(() => resumeSession(database.db, secret, later(rotateSeconds))),
    );
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(both.filter((each) => each.ok && each.value.secret !== undefined)).toHaveLength(1);
  });

  it('works for a minute after it was changed; later it is a copy, and the session ends for both', async () => {
    const { secret } = await begin();
    const next = await rotated(secret, rotateSeconds);
    expect(await resumeSession(database.db, secret, later(rotateSeconds + graceSeconds))).toMatchObject({
      ok: true,
    });
    const copied = await resumeSession(database.db, secret, later(rotateSeconds + graceSeconds + 1));
    expect(copied).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect(await resumeSession(database.db, next, later(rotateSeconds + graceSeconds + 2))).toMatchObject({
      ok: false,
    });
  });

  it('ends the session also when it was changed more than once since: who stole a cookie does not keep it', async () => {
    const { session, secret } = await begin();
    const second = await rotated(secret, rotateSeconds);
    const third = await rotated(second, 2 * rotateSeconds);
    const at = later(2 * rotateSeconds + 1);
    expect(await resumeSession(database.db, secret, at)).toMatchObject({
      ok: false,
      code: 'unauthenticated',
    });
    expect(await resumeSession(database.db, third, at)).toMatchObject({ ok: false });
    expect(
      (await openSessions(database.db, { of: person, sort: 'newest', limit: 100 }, at)).items.map(
        ({ id }) => id,
      ),
    ).not.toContain(session.id);
  });
});

describe('what works once', () => {
  it('lets one of two in who come with the same link at once, and nobody when its time is over', async () => {
    const { secret } = await newLink(database.db, { person, keyFingerprint: 'SHA256:x' }, start);
    const both = await Promise.all([0, 1].map(() => takeLink(database.db, secret, later(1))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const late = await newLink(database.db, { person, keyFingerprint: 'SHA256:x' }, start);
    expect(await takeLink(database.db, late.secret, late.expiresAt)).toMatchObject({ ok: false });
  });

  it('takes a challenge for one of two at once, never again, and not after five minutes', async () => {
    await keepChallenge(database.db, 'one', start);
    const both = await Promise.all([0, 1].map(() => takeChallenge(database.db, 'one', later(1))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await keepChallenge(database.db, 'two', start);
    expect(await takeChallenge(database.db, 'two', later(300))).toMatchObject({ ok: false });
  });
});

it('issues nobody more than fifty tokens at a time', async () => {
  const asked = { name: 'ci', owner: person, scopes: ['view'], expiresAt: later(60) } as const;
  const ids: string[] = [];
  for (let made = 0; made < 50; made++) {
    const issued = await issueToken(database.db, asked, start);
    if (issued.ok) ids.push(issued.value.token.id);
  }
  expect(ids).toHaveLength(50);
  expect(await issueToken(database.db, asked, start)).toMatchObject({ ok: false, code: 'rate_limited' });
  await revokeToken(database.db, { id: ids[0] ?? '', because: 'test' }, start);
  expect(await issueToken(database.db, asked, start)).toMatchObject({ ok: true });
});

describe('lists', () => {
  const somebody = must(isSubjectId, 'psn_00000000000000000000000009');

  it('tell every open session once, page by page, in both orders, also those of one moment', async () => {
    const begun: string[] = [];
    for (const how of ['link', 'passkey', 'link', 'key', 'link'] as const) {
      const of = { person: somebody, how, keyFingerprint: null, givenRoles: [], agent: '', address: '' };
      begun.push((await beginSession(database.db, of, start)).session.id);
    }
    const walk = async (sort: 'newest' | 'oldest', how?: readonly ['link']): Promise<readonly string[]> => {
      const told: string[] = [];
      let after: ListPlace | null | undefined;
      while (after !== null) {
        const asked = { of: somebody, sort, limit: 2, ...(how && { how }), ...(after && { after }) };
        const page = await openSessions(database.db, asked, later(1));
        told.push(...page.items.map(({ id }) => id));
        after = page.next;
      }
      return told;
    };
    const oldest = await walk('oldest');
    expect(oldest.toSorted()).toEqual(begun.toSorted());
    expect(await walk('newest')).toEqual(oldest.toReversed());
    expect(await walk('newest', ['link'])).toHaveLength(3);
  });

  it('tell every token once, those that were not revoked first', async () => {
    const issued: string[] = [];
    for (let n = 0; n < 5; n++) {
      const asked = {
        name: `token ${n}`,
        owner: somebody,
        scopes: ['view'],
        expiresAt: later(3600),
      } as const;
      const made = await issueToken(database.db, asked, later(n));
      if (!made.ok) throw new Error(made.message);
      issued.push(made.value.token.id);
    }
    for (const at of [4, 2])
      await revokeToken(database.db, { id: issued[at] ?? '', because: 'a test' }, later(9));
    const walk = async (sort: 'state' | 'newest', revoked?: boolean): Promise<readonly number[]> => {
      const told: number[] = [];
      let after: TokenPlace | null | undefined;
      while (after !== null) {
        const asked = { of: somebody, sort, limit: 2, ...(after && { after }) };
        const page = await listTokens(database.db, revoked === undefined ? asked : { ...asked, revoked });
        told.push(...page.items.map(({ id }) => issued.indexOf(id)));
        after = page.next;
      }
      return told;
    };
    expect(await walk('state')).toEqual([3, 1, 0, 4, 2]);
    expect(await walk('newest')).toEqual([4, 3, 2, 1, 0]);
    expect(await walk('state', true)).toEqual([4, 2]);
    expect(await walk('newest', false)).toEqual([3, 1, 0]);
  });
});
