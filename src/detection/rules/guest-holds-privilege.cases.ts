import { accountView, privilege, type RuleCases } from './case.ts';

const guest = { kind: 'person', owners: [], attributes: { userType: 'Guest' } } as const;
const administrator = privilege({ what: 'Global Administrator on directory' });

export const guestHoldsPrivilegeCases: RuleCases = {
  ruleId: 'guest-holds-privilege',
  cases: [
    {
      name: 'a guest who is administrator',
      expect: 'hit',
      view: accountView({ ...guest, privileges: [administrator] }),
      recheckAt: null,
    },
    { name: 'a guest with ordinary rights', expect: 'clear', view: accountView(guest) },
    {
      name: 'a member who is administrator',
      expect: 'clear',
      view: accountView({ ...guest, attributes: { userType: 'Member' }, privileges: [administrator] }),
    },
    {
      name: 'a guest who is switched off',
      expect: 'clear',
      view: accountView({ ...guest, state: 'disabled', privileges: [administrator] }),
    },
    {
      name: 'a guest who may activate a role',
      expect: 'unknown',
      view: accountView({ ...guest, privileges: [{ ...administrator, conditional: true }] }),
    },
  ],
};
