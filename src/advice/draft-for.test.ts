import { describe, expect, it } from 'vitest';
import { defaultDetectionConfig, evaluateAccount, rules } from '../detection/index.ts';
import {
  accountView,
  caseNow,
  credential,
  daysAgo,
  person,
  privilege,
  ref,
  way,
  wayStep,
} from '../detection/rules/case.ts';
import type { AccountView, Finding, NarrowRowView } from '../model/index.ts';
import { draftFor } from './draft-for.ts';
import type { Advice } from './draft.ts';
import { drafters } from './drafts/index.ts';

/** The rule's own finding on this view, as detection concludes it. */
function findingOf(ruleId: string, view: AccountView): Finding {
  const hit = evaluateAccount(view, rules, { ...defaultDetectionConfig, now: caseNow }).hits.find(
    (each) => each.ruleId === ruleId,
  );
  if (hit === undefined) throw new Error(`${ruleId} does not hit this view`);
  return { ...hit, state: { is: 'open', since: caseNow } };
}
const advise = (ruleId: string, view: AccountView, connector = 'postgres'): Advice =>
  draftFor(findingOf(ruleId, view), view, { connectors: new Map([['src', connector]]) });
const changesOf = (advice: Advice) => (advice.is === 'draft' ? advice.draft.changes : advice.reason);

const leaver = accountView({ kind: 'person', person: person('left', daysAgo(3)) });
const viaAdmins = privilege({
  path: [ref('account', 'svc'), ref('group', 'role/app_admin'), ref('entitlement', 'database/orders#OWNER')],
});
const direct = privilege({ path: [ref('account', 'svc'), ref('entitlement', 'database/orders#OWNER')] });

describe('drafts', () => {
  it('has an answer, or a reason for none, for every rule of detection and for no other', () => {
    expect(drafters.map((each) => each.ruleId).sort()).toEqual(rules.map((rule) => rule.id).sort());
  });

  it('disables the account of a leaver', () => {
    expect(changesOf(advise('orphan-account-of-leaver', leaver))).toEqual([
      { type: 'account.disable', source: 'src', accountKey: 'svc' },
    ]);
  });

  it('says that AWS is observe-only', () => {
    expect(changesOf(advise('orphan-account-of-leaver', leaver, 'aws'))).toMatch(/aws is observe-only/);
  });

  it('takes from an idle administrator only its own edges, each once', () => {
    const view = accountView({ lastUsedAt: daysAgo(200), privileges: [viaAdmins, viaAdmins, direct] });
    expect(changesOf(advise('dormant-privileged-account', view))).toEqual([
      { type: 'membership.remove', source: 'src', memberKey: 'svc', groupKey: 'role/app_admin' },
      { type: 'grant.remove', source: 'src', subjectKey: 'svc', entitlementKey: 'database/orders#OWNER' },
    ]);
  });

  it('disables an idle superuser, whose power no change takes away', () => {
    const view = accountView({ lastUsedAt: daysAgo(200), powers: ['superuser'] });
    expect(changesOf(advise('dormant-privileged-account', view))).toMatchObject([
      { type: 'account.disable' },
    ]);
  });

  it('takes the administrator membership from an account whose password ended', () => {
    const view = accountView({ state: 'expired', privileges: [viaAdmins] });
    expect(changesOf(advise('disabled-account-still-holds-rights', view))).toEqual([
      { type: 'membership.remove', source: 'src', memberKey: 'svc', groupKey: 'role/app_admin' },
    ]);
  });

  it('does not stop a machine for having a power', () => {
    expect(advise('postgres-power-unexpected', accountView({ powers: ['bypassrls'] })).is).toBe('none');
  });

  it('assigns the sponsor as owner when nobody else is plausible', () => {
    const view = accountView({ owners: [{ role: 'sponsor', stated: 'ada', person: person('active') }] });
    expect(changesOf(advise('nhi-without-owner', view, 'aws'))).toEqual([
      {
        type: 'owner.assign',
        source: 'countersign',
        accountSource: 'src',
        accountKey: 'svc',
        role: 'owner',
        personSource: 'hr',
        personKey: 'ada',
      },
    ]);
  });

  it('takes away the one row that every way to administrator uses, where the target can be changed', () => {
    const step = wayStep('aws-iam-008');
    const through = (row: NarrowRowView) => accountView({ way: way({ narrow: { is: 'step', step, row } }) });
    const grant = (subject: string): NarrowRowView => ({
      is: 'grant',
      ref: ref('grant', 'g'),
      subject: ref('group', subject),
      entitlement: ref('entitlement', 'database/orders#CREATE'),
    });
    const membership: NarrowRowView = {
      is: 'membership',
      ref: ref('membership', 'm'),
      member: ref('account', 'svc'),
      group: ref('group', 'role/ops'),
    };
    const rule = 'could-become-administrator';
    expect(changesOf(advise(rule, through(membership)))).toEqual([
      { type: 'membership.remove', source: 'src', memberKey: 'svc', groupKey: 'role/ops' },
    ]);
    expect(changesOf(advise(rule, through(grant('role/ops'))))).toEqual([
      {
        type: 'grant.remove',
        source: 'src',
        subjectKey: 'role/ops',
        entitlementKey: 'database/orders#CREATE',
      },
    ]);
    // a predefined role keeps its right, and of a directory only memberships are written
    expect(advise(rule, through(grant('role/pg_execute_server_program'))).is).toBe('none');
    expect(advise(rule, through(grant('helpers')), 'ldap').is).toBe('none');
    expect(changesOf(advise(rule, through(membership), 'aws'))).toMatch(
      /aws is observe-only: make this change by hand: take away iam:AttachUserPolicy \(svc → role\/ops\)/,
    );
    const { narrow: _, ...several } = way();
    expect(changesOf(advise(rule, accountView({ way: several })))).toMatch(/several ways/);
    const role = way({ narrow: { is: 'through', through: ref('group', 'role/ops') } });
    expect(changesOf(advise(rule, accountView({ way: role })))).toMatch(
      /take away what role\/ops has that leads there/,
    );
  });

  it('guesses no owner when nobody or more than one is plausible', () => {
    const bob = { ...person('active'), ref: { ...person('active').ref, key: 'bob', name: 'Bob' } };
    const two = accountView({
      owners: [
        { role: 'sponsor', stated: 'ada', person: person('active') },
        { role: 'sponsor', stated: 'bob', person: bob },
      ],
    });
    expect(changesOf(advise('nhi-without-owner', accountView({ owners: [] })))).toMatch(
      /nobody is plausible/,
    );
    expect(changesOf(advise('nhi-without-owner', two))).toMatch(/several people are plausible: Ada, Bob/);
  });

  it('never makes a leaver the owner', () => {
    const view = accountView({ owners: [{ role: 'owner', stated: 'ada', person: person('left') }] });
    expect(advise('owner-gone', view).is).toBe('none');
  });

  it('drafts nothing for a finding that is closed or accepted', () => {
    const finding = findingOf('orphan-account-of-leaver', leaver);
    const closed: Finding = { ...finding, state: { is: 'closed', since: caseNow, at: caseNow } };
    const advice = draftFor(closed, leaver, { connectors: new Map([['src', 'postgres']]) });
    expect(advice).toEqual({ is: 'none', reason: 'the finding is closed' });
  });

  it('gives the same draft for the same finding and view', () => {
    expect(advise('orphan-account-of-leaver', leaver)).toEqual(advise('orphan-account-of-leaver', leaver));
    expect(
      advise('key-older-than-limit', accountView({ credentials: [credential({ createdAt: daysAgo(100) })] }))
        .is,
    ).toBe('none');
  });
});
