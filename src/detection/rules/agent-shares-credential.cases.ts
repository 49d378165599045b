import type { SameCredentialView } from '../../model/index.ts';
import { accountView, credential, person, ref, type RuleCases } from './case.ts';

const same = (change: Partial<SameCredentialView>): SameCredentialView => ({
  ref: ref('credential', 'other#token'),
  account: ref('account', 'other'),
  by: 'secret',
  kind: 'service_account',
  powers: [],
  privileges: [],
  ...change,
});
const holds = (...sameAs: readonly SameCredentialView[]) =>
  accountView({ kind: 'agent', credentials: [credential({ fingerprint: 'f', sameAs })] });

export const agentSharesCredentialCases: RuleCases = {
  ruleId: 'agent-shares-credential',
  cases: [
    { name: 'a token of a person', expect: 'hit', view: holds(same({ kind: 'person' })), recheckAt: null },
    {
      name: 'a key of an account that belongs to a person',
      expect: 'hit',
      view: holds(same({ kind: 'unknown', person: person('active') })),
    },
    {
      name: 'a token that another agent’s server holds too',
      expect: 'hit',
      view: holds(same({ kind: 'integration', account: ref('account', 'server/x/.mcp.json##gh') })),
    },
    { name: 'a key of a service account made for it', expect: 'clear', view: holds(same({})) },
    { name: 'a key that nobody else holds', expect: 'clear', view: holds() },
    {
      name: 'a service account and a person that share a key',
      expect: 'clear',
      view: accountView({
        credentials: [credential({ fingerprint: 'f', sameAs: [same({ kind: 'person' })] })],
      }),
    },
    {
      name: 'a key of an account of which nobody knows what it is',
      expect: 'unknown',
      view: holds(same({ kind: 'unknown' })),
    },
    {
      name: 'a variable that is only named',
      expect: 'unknown',
      view: accountView({ kind: 'agent', credentials: [credential()] }),
    },
  ],
};
