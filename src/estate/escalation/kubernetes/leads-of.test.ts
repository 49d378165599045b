import { describe, expect, it } from 'vitest';
import { isSourceId, must } from '../../../model/index.ts';
import { parsePlace } from '../../../platform/wire/kubernetes-place.ts';
import type { NodeFact } from '../source-at.ts';
import { ClusterSpots } from './cluster-spots.ts';
import { leadsOf, type Verb } from './leads-of.ts';

const nodes = [
  ['account', 'serviceaccount/app/admin', 'app/admin', 'app'],
  ['account', 'serviceaccount/ops/other', 'ops/other', 'ops'],
  ['group', 'Role/app/deploy', 'deploy in app', 'app'],
  ['group', 'ClusterRole/edit in app', 'edit in app', 'app'],
  ['group', 'ClusterRole/edit', 'edit', undefined],
  ['group', 'group/system:masters', 'system:masters', undefined],
].map(([is, key = '', name = '', namespace], node): NodeFact => ({
  node,
  key,
  name,
  is: is === 'account' ? 'account' : 'group',
  kind: is === 'account' ? 'service_account' : 'role',
  state: 'active',
  powers: [],
  attributes: namespace === undefined ? {} : { namespace },
  references: [],
}));
const nodeOf = (key: string): number | undefined => nodes.find((each) => each.key === key)?.node;

/** What one holder’s rights lead to, a line each; ` ?` where it depends. */
function opened(rights: readonly string[], roleIn?: string): readonly string[] {
  const spots = new ClusterSpots({ source: must(isSourceId, 'prod'), nodes, credentials: [], nodeOf });
  const held = rights.map((text): Verb => {
    const place = parsePlace(text.slice(text.indexOf(' ') + 1));
    if (place === undefined) throw new TypeError(text);
    return { verb: text.slice(0, text.indexOf(' ')), place };
  });
  return held.flatMap((right) =>
    [...leadsOf(right, { roleIn, held: () => held }, spots)].map(
      ({ technique, to, dependsOn }) =>
        `${technique.id} → ${to.is === 'node' ? nodes[to.node]?.name : to.name}${dependsOn === undefined ? '' : ' ?'}`,
    ),
  );
}
const rbac = 'rbac.authorization.k8s.io';

describe('rights in one namespace', () => {
  it('lead nowhere by what lies in no namespace, whatever stars they have', () => {
    const core = opened(['* core:* * in app']).join('\n');
    expect(core).toContain('kubernetes-exec → anything that runs in app');
    for (const technique of ['node-proxy', 'impersonate-user', 'impersonate-group', 'persistent-volume'])
      expect(core).not.toContain(technique);
    expect(opened(['* admissionregistration.k8s.io:* * in app'])).toEqual([]);
    expect(opened(['* certificates.k8s.io:* * in app'])).toEqual([]);
    expect(opened([`update *:* * in app`]).join()).not.toContain('webhook');
  });

  it('bind cluster roles there, and nothing of the whole cluster', () => {
    const all = [`* ${rbac}:* * in app`];
    expect(opened(all)).toEqual([
      'kubernetes-bind-role → everything in namespace app',
      'kubernetes-bind-role → any Role in app',
      'kubernetes-escalate-role → everything in namespace app',
    ]);
    expect(opened([`bind ${rbac}:clusterroles * in app`])).toEqual([
      'kubernetes-bind-role → everything in namespace app ?',
    ]);
    expect(opened([`bind ${rbac}:clusterroles edit in app`, `create ${rbac}:rolebindings * in app`])).toEqual(
      ['kubernetes-bind-role → edit in app'],
    );
  });

  it('bind the Roles that are there', () => {
    const bindings = `create ${rbac}:rolebindings * in app`;
    expect(opened([`bind ${rbac}:roles * in app`, bindings])).toEqual([
      'kubernetes-bind-role → any Role in app',
    ]);
    expect(opened([`bind ${rbac}:roles deploy in app`, bindings])).toEqual([
      'kubernetes-bind-role → deploy in app',
    ]);
    expect(opened([`bind ${rbac}:roles gone in app`, bindings])).toEqual([]);
  });

  it('write rights into a Role only where one is held: a ClusterRole that is bound there is none', () => {
    const rights = [`escalate ${rbac}:roles * in app`, `update ${rbac}:roles * in app`];
    expect(opened(rights, 'app')).toEqual(['kubernetes-escalate-role → everything in namespace app']);
    expect(opened(rights)).toEqual(['kubernetes-escalate-role → everything in namespace app ?']);
  });
});

describe('commands in pods', () => {
  it('are sure by `create`, and by `get` alone in older clusters only', () => {
    expect(opened(['create core:pods/exec * in app'])).toEqual([
      'kubernetes-exec → anything that runs in app',
    ]);
    expect(opened(['get core:pods/exec * in app'])).toEqual([
      'kubernetes-exec → anything that runs in app ?',
    ]);
  });
});

describe('rights in the whole cluster', () => {
  it('bind cluster roles in every namespace where no ClusterRoleBinding can be made', () => {
    const bind = `bind ${rbac}:clusterroles * in (cluster)`;
    expect(opened([bind, `create ${rbac}:rolebindings * in *`])).toEqual([
      'kubernetes-bind-role → any service account',
    ]);
    expect(opened([bind, `create ${rbac}:clusterrolebindings * in (cluster)`])).toEqual([
      'kubernetes-bind-role → everything in the cluster prod',
    ]);
    expect(opened([bind])).toEqual(['kubernetes-bind-role → everything in the cluster prod ?']);
  });

  it('on Roles alone do not give the cluster: a ClusterRoleBinding names none', () => {
    const found = opened([
      `bind ${rbac}:roles * in *`,
      `escalate ${rbac}:roles * in *`,
      `create ${rbac}:clusterrolebindings * in (cluster)`,
    ]);
    expect(found.join()).not.toContain('everything in the cluster');
    expect(found).toContain('kubernetes-escalate-role → any service account ?');
  });

  it('approve certificates for the signer of clients alone, in any name but the one that is refused', () => {
    const rights = [
      'update certificates.k8s.io:certificatesigningrequests/approval * in (cluster)',
      'create certificates.k8s.io:certificatesigningrequests * in (cluster)',
    ];
    expect(opened(rights)).toEqual([
      'kubernetes-client-certificate → any user ?',
      'kubernetes-client-certificate → any service account ?',
      'kubernetes-client-certificate → any group but system:masters ?',
    ]);
  });
});
