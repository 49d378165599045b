import { accountView, privilege, type RuleCases } from './case.ts';

const governs = privilege({ what: 'organization_administration:write on organization/acme' });

export const appAdministersOrganizationCases: RuleCases = {
  ruleId: 'app-administers-organization',
  cases: [
    {
      name: 'an app that may change the organisation',
      expect: 'hit',
      view: accountView({ kind: 'integration', privileges: [governs] }),
      recheckAt: null,
    },
    {
      name: 'an app that may change who belongs to it',
      expect: 'hit',
      view: accountView({
        kind: 'integration',
        privileges: [{ ...governs, what: 'members:write on organization/acme' }],
      }),
    },
    {
      name: 'a client of Okta with a scope that no lesser role limits',
      expect: 'hit',
      view: accountView({
        kind: 'integration',
        privileges: [{ ...governs, what: 'okta.users.manage on user/*' }],
      }),
    },
    {
      name: 'a client of Okta with a scope that depends on its roles',
      expect: 'unknown',
      view: accountView({
        kind: 'integration',
        privileges: [{ ...governs, what: 'okta.users.manage on user/*', conditional: true }],
      }),
    },
    {
      name: 'an application of Entra with a permission that leads to the tenant',
      expect: 'hit',
      view: accountView({
        kind: 'service_account',
        privileges: [{ ...governs, what: 'RoleManagement.ReadWrite.Directory on api/graph' }],
      }),
    },
    {
      name: 'an application of Entra that may act as another with such a permission',
      expect: 'clear',
      view: accountView({
        kind: 'service_account',
        privileges: [
          {
            ...governs,
            what: 'RoleManagement.ReadWrite.Directory on api/graph',
            path: [...governs.path, ...governs.path],
            conditional: true,
          },
        ],
      }),
    },
    {
      name: 'an app that is suspended',
      expect: 'clear',
      view: accountView({ kind: 'integration', state: 'disabled', privileges: [governs] }),
    },
    {
      name: 'a person with the same right',
      expect: 'clear',
      view: accountView({ kind: 'person', privileges: [governs] }),
    },
    {
      name: 'an app with another privilege',
      expect: 'clear',
      view: accountView({ kind: 'integration', privileges: [privilege()] }),
    },
    {
      name: 'an app that may under conditions',
      expect: 'unknown',
      view: accountView({ kind: 'integration', privileges: [{ ...governs, conditional: true }] }),
    },
  ],
};
