import { describe, expect, it } from 'vitest';
import { meanings } from './meanings.ts';
import { clusterScopedWith, rightsOf } from './rights.ts';
import { isPrivileged } from './dangers.ts';

const rbac = 'rbac.authorization.k8s.io';
const isClusterScoped = clusterScopedWith(new Set());
const told = (rule: Parameters<typeof rightsOf>[0], scope: string | undefined): readonly string[] =>
  rightsOf(rule, scope, isClusterScoped).map(({ action, pattern }) => `${action} ${pattern}`);

describe('rights of a ClusterRole that is bound in a namespace', () => {
  it('bind cluster roles there: the API server asks for it in the namespace of the binding', () => {
    const rule = { verbs: ['bind', 'get'], apiGroups: [rbac], resources: ['clusterroles'] };
    expect(told({ ...rule, resourceNames: ['admin'] }, 'app')).toEqual([
      `bind ${rbac}:clusterroles admin in app`,
    ]);
    expect(told({ ...rule, verbs: ['*'] }, 'app')).toEqual([`bind ${rbac}:clusterroles * in app`]);
    expect(told({ ...rule, verbs: ['escalate', 'update'] }, 'app')).toEqual([]);
    expect(told(rule, undefined)).toEqual([
      `bind ${rbac}:clusterroles * in (cluster)`,
      `get ${rbac}:clusterroles * in (cluster)`,
    ]);
  });

  it('mean nothing that only the whole cluster has: kubelets, webhooks, certificates', () => {
    const [right] = rightsOf({ verbs: ['*'], apiGroups: [''], resources: ['*'] }, 'app', isClusterScoped);
    if (right === undefined) throw new TypeError('no right');
    expect(isPrivileged(right)).toBe(false);
    const says = meanings({ action: right.action, resourcePattern: right.pattern }).join('; ');
    expect(says).toContain('runs commands inside containers');
    expect(says).not.toContain('kubelets');
    expect(meanings({ action: '*', resourcePattern: 'core:* * in *' }).join('; ')).toContain('kubelets');
  });
});
