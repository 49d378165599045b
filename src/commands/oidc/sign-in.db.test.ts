import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { deadAddress } from '../../../test/support/oidc-provider.ts';
import { openOidcWorld, unwrap, type OidcWorld } from '../../../test/support/oidc-world.ts';
import { consoleActions } from '../../model/index.ts';
import { entrantOfSession, mayCall, sessionsOf } from '../signin.ts';
import { beginByProvider, finishByProvider } from './sign-in.ts';

const database = useDatabase();
let world: OidcWorld;
beforeAll(async () => {
  world = await openOidcWorld(database.urlAs);
  await world.hire([
    { name: 'Dana Reyes', email: 'Dana@acme.example', employeeNumber: '1001' },
    { name: 'Sam Ode', email: 'sam@acme.example', employeeNumber: '1002' },
    { name: 'One', email: 'shared@acme.example' },
    { name: 'Two', email: 'SHARED@acme.example' },
    { name: 'Left', email: 'left@acme.example', state: 'left' },
    { name: 'Maybe', email: 'maybe@acme.example', state: 'unknown' },
    { name: 'Kelvin', email: 'fran\u212A@acme.example' },
  ]);
  const { people } = world.provider;
  const of = (email: string, more: Readonly<Record<string, unknown>> = {}) => ({
    email,
    email_verified: true,
    groups: ['iga-auditors'],
    ...more,
  });
  people.set('dana', of('dana@acme.example', { groups: ['everybody', 'iga-reviewers'] }));
  people.set('sam', of('sam@acme.example', { employee_number: '1002' }));
  people.set('shared', of('shared@acme.example'));
  people.set('left', of('left@acme.example'));
  people.set('maybe', of('maybe@acme.example'));
  people.set('stranger', of('stranger@elsewhere.example'));
  people.set('unverified', of('sam@acme.example', { email_verified: false }));
  people.set('saysso', of('sam@acme.example', { email_verified: 'true' }));
  people.set('lookalike', of('fran\u212A@acme.example'));
  people.set('kelvin', of('frank@acme.example'));
  people.set('ungrouped', of('sam@acme.example', { groups: ['everybody', 'IGA-AUDITORS', '__proto__'] }));
  people.set('groupless', of('sam@acme.example', { groups: undefined }));
  people.set('oddgroups', of('sam@acme.example', { groups: ['iga-auditors', { iga: 1 }] }));
  unwrap(await world.set(world.item()));
});
afterAll(async () => {
  expect((await world.verified()).authenticity.problems).toEqual([]);
  await world.close();
});
beforeEach(() => world.provider.bend(undefined));

const refused = (code: string, message: RegExp) => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});
const notIn = async () => {
  const { items } = unwrap(
    await sessionsOf(world.system, { of: 'everybody', how: ['oidc'], sort: 'newest', limit: 100 }),
  );
  return items.length;
};

describe('somebody whom the provider vouches for', () => {
  it('comes in as the one person of the estate, with the roles of their groups alone, and signs nothing', async () => {
    const { session, secret } = unwrap(await world.signIn('dana'));
    expect(session).toMatchObject({ how: 'oidc', givenRoles: ['reviewer'], keyFingerprint: null });
    const { caller } = unwrap(await entrantOfSession(world.system, secret));
    expect(caller).toMatchObject({ person: { id: session.person, roles: ['reviewer'], state: 'active' } });
    const again = unwrap(await world.signIn('dana'));
    expect(again.session.person).toBe(session.person);
    expect(await world.system.signers.inForce(world.system.clock.now())).toHaveLength(1);
  });

  it('is recorded once as who they were found to be, under the entry that set the provider', async () => {
    const { session } = unwrap(await world.signIn('sam'));
    unwrap(await world.signIn('sam'));
    const links = await world.system.ledger.ofTypes(['signin.subject.linked'], 0);
    const own = links.filter(({ entry }) => entry.subjects[0] === session.person);
    expect(own.map(({ entry }) => [entry.causedBy, entry.body])).toEqual([
      [[session.provider], { provider: session.provider, person: session.person }],
    ]);
  });

  it('as an auditor sees and changes nothing', async () => {
    const { session, secret } = unwrap(await world.signIn('sam'));
    const { caller } = unwrap(await entrantOfSession(world.system, secret));
    if (caller === null || session.person === null) throw new Error('nobody came in');
    const may = await Promise.all(
      consoleActions.map(async (action) => ((await mayCall(world.system, caller, action)).ok ? action : '')),
    );
    expect(may.filter(Boolean)).toEqual(['view', 'manage_own']);
  });
});

describe('whom nobody can be sure of', () => {
  it.each([
    ['unverified', /does not call your e-mail verified/],
    ['saysso', /does not call your e-mail verified/],
    ['shared', /more than one person fits/],
    ['stranger', /nobody of the people/],
    ['left', /you have left/],
    ['maybe', /does not say that you are there/],
    ['lookalike', /not one that can be compared/],
    ['kelvin', /your e-mail here is not one that can be compared/],
  ])('is let in as nobody: %s', async (login, why) => {
    const before = await notIn();
    expect(await world.signIn(login)).toMatchObject(refused('not_permitted', why));
    expect(await notIn()).toBe(before);
  });

  it.each([
    ['ungrouped', /None of your groups/],
    ['groupless', /does not tell your groups/],
    ['oddgroups', /cannot be read/],
  ])('has no role and is not let in: %s', async (login, why) => {
    expect(await world.signIn(login)).toMatchObject(refused('not_permitted', why));
  });

  it('is refused who comes with another’s address, once that has a subject, and who changed into somebody else', async () => {
    unwrap(await world.signIn('sam'));
    const { people } = world.provider;
    people.set('newcomer', { email: 'sam@acme.example', email_verified: true, groups: ['iga-auditors'] });
    expect(await world.signIn('newcomer')).toMatchObject(refused('not_permitted', /another account there/));
    const own = people.get('sam');
    people.set('sam', { ...own, email: 'dana@acme.example' });
    expect(await world.signIn('sam')).toMatchObject(refused('not_permitted', /somebody else here before/));
    people.set('sam', { ...own });
  });
});

describe('an answer', () => {
  const begun = async () => unwrap(await beginByProvider(world.system));
  const finish = (secret: string | undefined, answer: string) =>
    finishByProvider(world.system, { secret, answer, agent: 'test', address: '' });

  it('is taken once', async () => {
    const { to, secret } = await begun();
    const answer = await world.provider.answer(to, 'dana');
    unwrap(await finish(secret, answer));
    expect(await finish(secret, answer)).toMatchObject(refused('unauthenticated', /used before/));
  });

  it('lets one of two in who come with it at once', async () => {
    const { to, secret } = await begun();
    const answer = await world.provider.answer(to, 'dana');
    const both = await Promise.all([finish(secret, answer), finish(secret, answer)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('is not taken in a browser that did not begin it, and uses up nothing there: login CSRF', async () => {
    const [victim, thief] = [await begun(), await begun()];
    const theirs = await world.provider.answer(thief.to, 'sam');
    expect(await finish(undefined, theirs)).toMatchObject(refused('unauthenticated', /begun no such/));
    expect(await finish(victim.secret, theirs)).toMatchObject(refused('unauthenticated', /another sign-in/));
    unwrap(await finish(victim.secret, await world.provider.answer(victim.to, 'dana')));
  });

  it('with a code of another sign-in fails at the provider: PKCE', async () => {
    const [victim, thief] = [await begun(), await begun()];
    const theirs = new URLSearchParams(await world.provider.answer(thief.to, 'sam'));
    const own = new URLSearchParams(await world.provider.answer(victim.to, 'dana'));
    own.set('code', theirs.get('code') ?? '');
    expect(await finish(victim.secret, own.toString())).toMatchObject(
      refused('unauthenticated', /does not take/),
    );
  });

  it('is not taken later than ten minutes', async () => {
    const { to, secret } = await begun();
    const answer = await world.provider.answer(to, 'dana');
    world.pass(600);
    expect(await finish(secret, answer)).toMatchObject(refused('unauthenticated', /took too long/));
  });

  it('of another issuer is refused: mix-up', async () => {
    const { to, secret } = await begun();
    const answer = new URLSearchParams(await world.provider.answer(to, 'dana'));
    answer.set('iss', 'https://evil.example');
    expect(await finish(secret, answer.toString())).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('that says no is told as one, whatever words it brings', async () => {
    const { to, secret } = await begun();
    const said = await world.provider.deny(to);
    expect(await finish(secret, `${said}&error_description=<script>`)).toMatchObject(
      refused('not_permitted', /^Acme SSO did not sign you in \(access_denied\)\.$/),
    );
  });

  it.each([
    ['empty', ''],
    ['without a value', 'state'],
    ['twice', 'state=a&state=b'],
    ['half an escape', '%'],
    ['long', `state=${'x'.repeat(8000)}`],
    ['a fragment', '#'],
    ['a name of JavaScript', '__proto__=1&code=x'],
  ])('that is none lets nobody in: %s', async (_, answer) => {
    const { secret } = await begun();
    expect(await finish(secret, answer)).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('that repeats its code is refused', async () => {
    const { to, secret } = await begun();
    const answer = await world.provider.answer(to, 'dana');
    expect(await finish(secret, `${answer}&code=other`)).toMatchObject({ ok: false });
  });
});

describe('an ID token', () => {
  const past = Math.floor(Date.now() / 1000) - 7200;
  it.each([
    ['for another client', { claims: { aud: 'other' } }, /`aud`/],
    ['for us and another', { claims: { aud: ['countersign', 'other'], azp: 'other' } }, /`azp`/],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }, /`iss`/],
    ['of another sign-in', { claims: { nonce: 'other' } }, /`nonce`/],
    ['without a nonce', { claims: { nonce: undefined } }, /does not hold/],
    ['that has ended', { claims: { iat: past - 60, exp: past } }, /does not hold/],
    ['signed by another key', { signedBy: 'another key' }, /does not hold/],
    ['that nobody signed', { header: { alg: 'none' }, signedBy: 'nobody' }, /does not hold/],
    [
      'signed by a shared secret',
      { header: { alg: 'HS256' }, signedBy: 'the client secret' },
      /does not hold/,
    ],
    ['by another algorithm than was set', { header: { alg: 'PS256' } }, /does not hold/],
    ['about another subject than userinfo', { claims: { sub: 'somebody' } }, /does not hold/],
  ] as const)('%s lets nobody in', async (_, bent, why) => {
    const before = await notIn();
    world.provider.bend(bent);
    expect(await world.signIn('dana')).toMatchObject(refused('unauthenticated', why));
    expect(await notIn()).toBe(before);
  });
});

describe('a session by the provider', () => {
  it('ends when its person has left, and when the provider is set anew', async () => {
    const [sam, dana] = [unwrap(await world.signIn('sam')), unwrap(await world.signIn('dana'))];
    await world.hire([
      { name: 'Dana Reyes', email: 'dana@acme.example', employeeNumber: '1001' },
      { name: 'Sam Ode', email: 'sam@acme.example', employeeNumber: '1002', state: 'left' },
    ]);
    expect(await entrantOfSession(world.system, sam.secret)).toMatchObject(
      refused('unauthenticated', /its person is not there/),
    );
    expect(await entrantOfSession(world.system, dana.secret)).toMatchObject({ ok: true });
    unwrap(await world.set(world.item({ name: 'Acme SSO again' })));
    expect(await entrantOfSession(world.system, dana.secret)).toMatchObject(
      refused('unauthenticated', /set anew or removed/),
    );
  });

  it('begins anew with the roles that its person’s groups give then', async () => {
    const { people } = world.provider;
    people.set('dana', { ...people.get('dana'), groups: ['iga-auditors', 'iga-reviewers'] });
    expect(unwrap(await world.signIn('dana')).session.givenRoles).toEqual(['reviewer', 'auditor']);
    people.set('dana', { ...people.get('dana'), groups: 'iga-auditors' });
    expect(unwrap(await world.signIn('dana')).session.givenRoles).toEqual(['auditor']);
  });

  it('is begun by no provider that does not answer, and what was begun before ends with the setting it began under', async () => {
    const begun = unwrap(await beginByProvider(world.system));
    const answer = await world.provider.answer(begun.to, 'dana');
    const dead = world.item({ issuer: await deadAddress() });
    const { entry } = unwrap(await world.set(dead));
    const flows = () => database.db.query('select hash from signin.flow order by hash');
    const before = await flows();
    const all = await Promise.all(Array.from({ length: 5 }, () => beginByProvider(world.system)));
    expect(all.map((each) => each.ok)).toEqual([false, false, false, false, false]);
    expect(await flows()).toEqual(before);
    expect(await beginByProvider(world.system)).toMatchObject(
      refused('source_unreachable', /Acme SSO cannot be asked/),
    );
    expect(
      await finishByProvider(world.system, { secret: begun.secret, answer, agent: 'test', address: '' }),
    ).toMatchObject({ ok: false, code: 'unauthenticated' });
    unwrap(await world.remove(entry));
    expect(await beginByProvider(world.system)).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('by an employee number needs no e-mail', async () => {
    await world.hire([{ name: 'Sam Ode', employeeNumber: '1002' }]);
    const person = {
      source: world.item().person.source,
      claim: 'employee_number',
      matches: 'employee_number',
    } as const;
    unwrap(await world.set(world.item({ person, links: 'anew' })));
    world.provider.people.set('sam', { employee_number: 1002, groups: ['iga-auditors'] });
    expect(unwrap(await world.signIn('sam')).session).toMatchObject({ givenRoles: ['auditor'] });
    world.provider.people.set('toString', { groups: ['iga-auditors'] });
    expect(await world.signIn('toString')).toMatchObject(refused('not_permitted', /does not tell/));
  });
});
