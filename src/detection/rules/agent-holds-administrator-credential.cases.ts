import type { SameCredentialView } from '../../model/index.ts';
import { accountView, credential, privilege, ref, type RuleCases } from './case.ts';

const same = (change: Partial<SameCredentialView>): SameCredentialView => ({
  ref: ref('credential', 'root#key'),
  account: ref('account', 'admin'),
  by: 'id',
  kind: 'service_account',
  powers: [],
  privileges: [],
  ...change,
});
const holds = (...sameAs: readonly SameCredentialView[]) =>
  accountView({
    kind: 'integration',
    attributes: { what: 'MCP server' },
    credentials: [credential({ publicId: 'AKIA', sameAs })],
  });

export const agentHoldsAdministratorCredentialCases: RuleCases = {
  ruleId: 'agent-holds-administrator-credential',
  cases: [
    {
      name: 'a key of an administrator',
      expect: 'hit',
      view: holds(same({ privileges: [privilege()] })),
      recheckAt: null,
    },
    { name: 'a password of a superuser', expect: 'hit', view: holds(same({ powers: ['superuser'] })) },
    { name: 'a key of an account with few rights', expect: 'clear', view: holds(same({})) },
    {
      name: 'a service account that shares a key with an administrator',
      expect: 'clear',
      view: accountView({
        credentials: [credential({ publicId: 'AKIA', sameAs: [same({ privileges: [privilege()] })] })],
      }),
    },
    {
      name: 'a key of somebody who administers under conditions',
      expect: 'unknown',
      view: holds(same({ privileges: [privilege({ conditional: true })] })),
    },
    {
      name: 'a variable that is only named',
      expect: 'unknown',
      view: accountView({ kind: 'agent', credentials: [credential()] }),
    },
  ],
};
