import { describe, expect, it } from 'vitest';
import { isSourceId, must } from '../../../model/index.ts';
import { factsOf } from '../testing.ts';
import { vaultSteps } from './index.ts';

const nodes = factsOf([
  { key: 'policies/ops#default', is: 'group', kind: 'policy' },
  { key: 'policies/payments', is: 'group', kind: 'policy' },
  { key: 'policies/root', is: 'group', kind: 'policy' },
  {
    key: 'role/kubernetes/payments',
    is: 'account',
    kind: 'workload',
    attributes: { what: 'role of the auth method kubernetes' },
  },
]);
const ops = 0;

/** What the holders of `ops` and `default` come to by these rights. */
function opened(...rights: readonly string[]): readonly string[] {
  const held = rights.map((text) => {
    const [action = '', pattern = '', more = ''] = text.split(' ');
    return {
      holder: ops,
      action,
      pattern,
      isConditional: more === 'if',
      isDeny: more === 'deny',
      because: [{ row: 'grant' as const, number: 0 }],
    };
  });
  return [...vaultSteps({ source: must(isSourceId, 'vault'), nodes }, held)].flatMap(
    ({ from, to, technique, dependsOn }) =>
      from.is === 'node' && from.node === ops
        ? [
            `${technique.id} → ${to.is === 'node' ? to.node : to.is === 'each' ? to.is : to.name}${dependsOn.length === 0 ? '' : ' ?'}`,
          ]
        : [],
  );
}

describe('what policies of Vault lead to', () => {
  it('writing a policy of one’s own is everything; another’s, or reading it, is not', () => {
    const everything = ['vault-own-policy → everything in the Vault vault'];
    expect(opened('update sys/policies/acl/*')).toEqual(everything);
    expect(opened('update sys/policies/acl/ops')).toEqual(everything);
    expect(opened('update sys/policy/default')).toEqual(everything);
    expect(opened('update sys/policies/acl/payments', 'read sys/policies/acl/*')).toEqual([]);
    expect(opened('create sys/policies/acl/*')).toEqual([]);
  });

  it('depends where the right has conditions or a stronger rule denies a part of it', () => {
    expect(opened('update sys/policies/acl/* if')).toEqual([
      'vault-own-policy → everything in the Vault vault ?',
    ]);
    expect(opened('update sys/policies/acl/*', 'update sys/policies/acl/o* deny')).toEqual([
      'vault-own-policy → everything in the Vault vault ?',
    ]);
    expect(opened('update sys/policies/acl/* deny')).toEqual([]);
  });

  it('the root policy is everything; sudo on making tokens is every policy but that', () => {
    expect(opened('* *')).toEqual(['vault-root → everything in the Vault vault']);
    expect(opened('sudo auth/token/create', 'update auth/token/create')).toEqual([
      'vault-make-token → any policy but root',
    ]);
    expect(opened('sudo auth/token/create')).toEqual(['vault-make-token → any policy but root ?']);
    expect(opened('update auth/token/create')).toEqual([]);
  });

  it('writing roles and identities depends on signing in by them; making a secret id or signing in writes none', () => {
    expect(opened('update auth/kubernetes/role/payments')).toEqual([
      'vault-write-role → any policy but root ?',
    ]);
    expect(opened('create auth/kubernetes/role/*')).toEqual(['vault-write-role → any policy but root ?']);
    expect(opened('update identity/entity/id/e1')).toEqual(['vault-write-identity → any policy but root ?']);
    expect(
      opened(
        'update auth/approle/role/ci/secret-id',
        'update auth/*/role/*/secret-id',
        'update auth/kubernetes/login',
        'update identity/lookup/entity',
        'update secret/data/*',
      ),
    ).toEqual([]);
  });
});
