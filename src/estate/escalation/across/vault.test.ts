import { describe, expect, it } from 'vitest';
import { isSourceId, must } from '../../../model/index.ts';
import { factsOf } from '../testing.ts';
import { serviceAccountsToVault } from './vault.ts';

const cluster = {
  source: must(isSourceId, 'prod'),
  nodes: factsOf(
    ['payments/api', 'payments/web', 'ops/api'].map((name) => ({
      key: `serviceaccount/${name}`,
      name,
      is: 'account',
      attributes: { username: `system:serviceaccount:${name.replace('/', ':')}` },
    })),
  ),
};

/** Whom a role of Vault with these bounds lets in, also through all of a kind. */
const letIn = (attributes: Readonly<Record<string, string>>): readonly (string | undefined)[] => {
  const nodes = factsOf([{ key: 'role/kubernetes/r', is: 'account', attributes }]);
  const steps = [...serviceAccountsToVault(cluster, { source: must(isSourceId, 'vault'), nodes })];
  return steps
    .filter(({ technique }) => technique.id === 'across-vault-role')
    .flatMap(({ from, dependsOn }) => {
      expect(dependsOn[0]).toContain('takes tokens of the cluster prod');
      const whom =
        from.is === 'any' ? steps.filter(({ to }) => to.is === 'any' && to.key === from.key) : [{ from }];
      return whom.map((step) => (step.from.is === 'node' ? cluster.nodes[step.from.node]?.name : undefined));
    });
};

describe('service accounts in Vault', () => {
  it('come in by the roles that are bound to them, and by no other', () => {
    expect(letIn({ serviceAccounts: 'payments/api' })).toEqual(['payments/api']);
    expect(letIn({ serviceAccounts: 'payments/*' })).toEqual(['payments/api', 'payments/web']);
    expect(letIn({ serviceAccounts: '*/api, payments/web' })).toEqual([
      'payments/api',
      'ops/api',
      'payments/web',
    ]);
    expect(letIn({ serviceAccounts: '*/*' })).toHaveLength(3);
    expect(letIn({ serviceAccounts: 'pay*/w*' })).toEqual(['payments/web']);
    expect(letIn({ serviceAccounts: `${'x/y, '.repeat(799)}ops/x, payments/api`.slice(-4000) })).toEqual([]);
    expect(letIn({ oidcSubject: 'system:serviceaccount:ops:api' })).toEqual(['ops/api']);
    expect(letIn({ serviceAccounts: 'payments/ap' })).toEqual([]);
    expect(letIn({})).toEqual([]);
  });
});
