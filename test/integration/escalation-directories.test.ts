import { describe, expect, it } from 'vitest';
import { isSourceId, must, type Observation } from '../../src/model/index.ts';
import { useEscalation } from '../support/escalation-world.ts';
import { holds, member } from '../support/observed.ts';

const world = useEscalation();

const account = (key: string, attributes: Readonly<Record<string, string>> = {}): Observation => ({
  type: 'account',
  key,
  name: key.split('/').slice(1).join('/'),
  kind: 'unknown',
  state: 'active',
  attributes,
});
const group = (
  key: string,
  kind: 'group' | 'role' | 'policy',
  attributes: Readonly<Record<string, string>> = {},
): Observation => ({ type: 'group', key, name: key, kind, attributes });

/** The cheapest path from an account to a power: how, and to where. */
async function told(source: string, key: string, power: string): Promise<readonly string[]> {
  const from = { entity: 'account', source: must(isSourceId, source), key } as const;
  const found = await world.engine().paths({ from: [from], to: [{ power }], limit: 100 });
  if (!found.ok) throw new Error(found.message);
  const label = new Map(found.value.nodes.map((node) => [node.id, node.label]));
  const step = new Map(found.value.steps.map((each) => [each.id, each]));
  return (found.value.cheapest?.steps ?? []).map((id) => {
    const each = step.get(id);
    const doubt = each?.certainty === 'depends' ? ' ?' : '';
    return `${each?.technique ?? each?.how ?? ''} → ${label.get(each?.to ?? '') ?? ''}${doubt}`;
  });
}

describe('in directories of identities', () => {
  it('the owner of an application that may give itself roles comes to the tenant of Entra', async () => {
    await world.take('entra', 'entra', [
      account('user/ada'),
      account('user/bo'),
      account('serviceprincipal/web'),
      group('serviceprincipal/web#owners', 'role'),
      group('role/admin', 'role', { power: 'may do everything' }),
      member('user/ada', 'serviceprincipal/web#owners'),
      member('serviceprincipal/web#owners', 'serviceprincipal/web', {
        via: 'assume',
        conditions: ['by adding a secret to it'],
      }),
      member('serviceprincipal/web', 'role/admin', {
        via: 'assume',
        conditions: ['it may give itself any directory role'],
      }),
    ]);
    expect(await told('entra', 'user/ada', 'entra/entra')).toEqual([
      'membership → serviceprincipal/web#owners',
      'entra-owner-adds-secret → web ?',
      'entra-become-administrator → role/admin',
      'entra-administrator → everything in the tenant entra',
    ]);
    expect(await told('entra', 'user/bo', 'entra/entra')).toEqual([]);
  });

  it('whoever may join a group of Okta does not come to be administrator by it', async () => {
    await world.take('okta', 'okta', [
      ...['ada', 'bo', 'cy'].map((name) => account(`user/${name}`)),
      group('group/ops', 'group'),
      group('group/admins', 'group'),
      group('role/SUPER_ADMIN', 'role'),
      group('role/GROUP_MEMBERSHIP_ADMIN', 'role'),
      ...holds('role/SUPER_ADMIN', '*', '*'),
      ...holds('role/GROUP_MEMBERSHIP_ADMIN', 'okta.groups.members.manage', 'group/*'),
      member('group/admins', 'role/SUPER_ADMIN'),
      member('user/ada', 'group/admins'),
      member('user/bo', 'role/GROUP_MEMBERSHIP_ADMIN'),
    ]);
    expect(await told('okta', 'user/ada', 'okta/okta')).toEqual([
      'membership → group/admins',
      'membership → role/SUPER_ADMIN',
      'okta-super-administrator → everything in the organisation okta',
    ]);
    expect(await told('okta', 'user/bo', 'okta/okta')).toEqual([]);
    expect(await world.opened(({ technique }) => technique.id === 'okta-join-group')).toEqual([
      'role/GROUP_MEMBERSHIP_ADMIN: okta-join-group → any group without an admin role',
    ]);
  });

  it('a service account comes into Vault by a role that is bound to it, and on by a policy of its own', async () => {
    await world.take('vault', 'vault', [
      account('role/kubernetes/payments', {
        what: 'role of the auth method kubernetes',
        serviceAccounts: 'payments/api',
      }),
      group('policies/payments#default', 'policy'),
      member('role/kubernetes/payments', 'policies/payments#default'),
      ...holds('policies/payments#default', 'update', 'sys/policies/acl/*'),
    ]);
    await world.takeManifests(
      'prod',
      '{apiVersion: v1, kind: ServiceAccount, metadata: {name: api, namespace: payments}}\n---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: payments}}\n',
    );
    expect(await told('prod', 'serviceaccount/payments/api', 'vault/vault')).toEqual([
      'across-vault-role → kubernetes/payments ?',
      'membership → policies/payments#default',
      'vault-own-policy → everything in the Vault vault',
    ]);
    expect(await told('prod', 'serviceaccount/payments/web', 'vault/vault')).toEqual([]);
  });
});
