import { accountView, privilege, type RuleCases } from './case.ts';

const writes = privilege({ what: 'update on sys/policies/acl/*' });

export const vaultWayToRootCases: RuleCases = {
  ruleId: 'vault-way-to-root',
  cases: [
    {
      name: 'a role that may write every policy',
      expect: 'hit',
      view: accountView({ privileges: [writes] }),
      recheckAt: null,
    },
    {
      name: 'an entity that may write roles of an auth method',
      expect: 'hit',
      view: accountView({
        kind: 'unknown',
        privileges: [privilege({ what: 'create on auth/kubernetes/role/*' })],
      }),
    },
    {
      name: 'one that is disabled',
      expect: 'clear',
      view: accountView({ state: 'disabled', privileges: [writes] }),
    },
    {
      name: 'a privilege of another kind',
      expect: 'clear',
      view: accountView({ privileges: [privilege({ what: 'create on core:pods * in payments' })] }),
    },
    {
      name: 'one that depends on a stronger rule',
      expect: 'unknown',
      view: accountView({ privileges: [{ ...writes, conditional: true }] }),
    },
  ],
};
