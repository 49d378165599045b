import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../test/support/policy-files.ts';
import { bot, defaultSet, helper, now, subject } from '../../test/support/policy-world.ts';
import {
  consoleActions,
  roles,
  tokenScopes,
  type ConsoleAction,
  type ConsoleCaller,
  type PersonFacts,
  type Role,
  type TokenScope,
} from '../model/index.ts';

const person = (held: readonly Role[], state: PersonFacts['state'] = 'active'): PersonFacts => ({
  kind: 'person',
  id: subject('psn_caller00000'),
  state,
  roles: held,
});
const asPerson = (held: readonly Role[], state?: PersonFacts['state']): ConsoleCaller => ({
  kind: 'person',
  person: person(held, state),
});
const asToken = (
  scopes: readonly TokenScope[],
  held: readonly Role[],
  state: PersonFacts['state'] = 'active',
): ConsoleCaller => ({
  kind: 'token',
  token: { kind: 'machine', id: subject('prc_token00000'), state, owner: subject('psn_caller00000') },
  scopes,
  owner: person(held),
});
const may = (caller: ConsoleCaller, set = defaultSet): readonly ConsoleAction[] =>
  consoleActions.filter((action) => set.console.may(caller, action, now).outcome === 'permit');

/** The answer for each role alone, written out by hand. */
const byRole: Readonly<Record<Role, readonly ConsoleAction[]>> = {
  administrator: ['view', 'operate', 'manage_sources', 'sign', 'manage_own', 'administer'],
  governor: ['view', 'operate', 'sign', 'manage_own'],
  reviewer: ['view', 'operate', 'sign', 'manage_own'],
  manager: ['view', 'operate', 'sign', 'manage_own'],
  resource_owner: ['view', 'operate', 'sign', 'manage_own'],
  nhi_owner: ['view', 'operate', 'sign', 'manage_own'],
  sponsor: ['view', 'operate', 'sign', 'manage_own'],
  security: ['view', 'operate', 'manage_sources', 'sign', 'manage_own'],
  requester: ['sign', 'manage_own'],
  auditor: ['view', 'manage_own'],
};

describe('calls of Countersign', () => {
  it.each(roles)('permit the role %s what the table says', (role) => {
    expect(may(asPerson([role]))).toEqual(byRole[role]);
  });

  it('permit nobody without a role more than their own sessions and keys', () => {
    expect(may(asPerson([]))).toEqual(['manage_own']);
  });

  it.each(['proposed', 'suspended', 'ended'] as const)('permit a person who is %s nothing', (state) => {
    expect(may(asPerson([...roles], state))).toEqual([]);
    expect(may(asToken([...tokenScopes], [...roles], state))).toEqual([]);
  });

  it('permit a token no more than its scopes and no more than its owner', () => {
    expect(may(asToken(['view', 'operate'], ['administrator']))).toEqual(['view', 'operate']);
    expect(may(asToken(['view'], ['administrator']))).toEqual(['view']);
    expect(may(asToken(['operate'], ['administrator']))).toEqual(['operate']);
    expect(may(asToken([], ['administrator']))).toEqual([]);
    expect(may(asToken(['view', 'operate'], ['auditor']))).toEqual(['view']);
    expect(may(asToken(['view', 'operate'], ['requester']))).toEqual([]);
  });

  it('refuse a token whose owner is another than it says', () => {
    const caller = asToken(['view'], ['administrator']);
    if (caller.kind !== 'token') throw new Error('not a token');
    const stolen = { ...caller, token: { ...caller.token, owner: subject('psn_somebody000') } };
    expect(defaultSet.console.may(stolen, 'view', now)).toMatchObject({ outcome: 'deny' });
  });

  it('let no editable policy give a token signing, sources or administration, or anything beyond its scopes', () => {
    const open = compileFiles({ 'open.cedar': '@id("open") permit (principal, action, resource);' });
    expect(may(asToken(['view', 'operate'], ['administrator']), open)).toEqual(['view', 'operate']);
    expect(may(asToken([], ['administrator']), open)).toEqual([]);
    expect(may(asPerson([...roles], 'suspended'), open)).toEqual([]);
    open.close();
  });

  it('never take an agent or the built-in assistant for a caller', () => {
    const open = compileFiles({ 'open.cedar': '@id("open") permit (principal, action, resource);' });
    for (const actor of [bot, helper])
      for (const action of consoleActions) {
        const caller: ConsoleCaller = {
          kind: 'person',
          person: Object.assign({}, person([...roles]), actor),
        };
        expect(open.console.may(caller, action, now).outcome).toBe('deny');
      }
    open.close();
  });

  it('say why not in words', () => {
    expect(defaultSet.console.may(asPerson(['auditor']), 'operate', now)).toEqual({
      outcome: 'deny',
      because: 'No role of yours permits this.',
      deciding: [],
    });
    expect(defaultSet.console.may(asToken(['view'], ['administrator']), 'operate', now)).toEqual({
      outcome: 'deny',
      because: 'The token has no scope to operate.',
      deciding: ['hard.console-operate-scope'],
    });
  });

  it('deny after the set was closed', () => {
    const set = compileFiles({});
    set.close();
    expect(set.console.may(asPerson(['administrator']), 'view', now)).toMatchObject({ outcome: 'deny' });
  });
});
