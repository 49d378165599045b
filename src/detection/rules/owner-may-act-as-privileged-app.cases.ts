import { accountView, privilege, ref, type RuleCases } from './case.ts';

const byOwning = privilege({
  what: 'RoleManagement.ReadWrite.Directory on api/graph',
  path: [
    ref('account', 'user/ada'),
    ref('group', 'serviceprincipal/deployer#owners'),
    ref('account', 'serviceprincipal/deployer'),
    ref('entitlement', 'api/graph#RoleManagement.ReadWrite.Directory'),
  ],
  conditional: true,
});
const own = privilege({
  what: 'Global Administrator on directory',
  path: [ref('account', 'user/ada'), ref('group', 'role/ga'), ref('entitlement', 'role/ga')],
});
const person = { kind: 'person', owners: [] } as const;

export const ownerMayActAsPrivilegedAppCases: RuleCases = {
  ruleId: 'owner-may-act-as-privileged-app',
  cases: [
    {
      name: 'a person who owns a privileged application',
      expect: 'hit',
      view: accountView({ ...person, privileges: [byOwning] }),
      recheckAt: null,
    },
    {
      name: 'an application that owns a privileged one',
      expect: 'hit',
      view: accountView({ kind: 'service_account', privileges: [byOwning] }),
    },
    {
      name: 'an administrator who owns a privileged application',
      expect: 'clear',
      view: accountView({ ...person, privileges: [byOwning, own] }),
    },
    {
      name: 'somebody who may activate an administrator’s role',
      expect: 'unknown',
      view: accountView({ ...person, privileges: [byOwning, { ...own, conditional: true }] }),
    },
    {
      name: 'somebody who owns nothing privileged',
      expect: 'clear',
      view: accountView({ ...person }),
    },
    {
      name: 'an owner of an organisation, who administers it and acts as nothing else',
      expect: 'clear',
      view: accountView({
        ...person,
        privileges: [
          privilege({
            what: 'administer on organization/acme',
            path: [
              ref('account', 'user/ada'),
              ref('group', 'organization/acme#owners'),
              ref('entitlement', 'organization/acme#administer'),
            ],
          }),
        ],
      }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ ...person, state: 'disabled', privileges: [byOwning] }),
    },
  ],
};
