import type { BehaviourView } from '../../model/index.ts';
import { accountView, daysAgo, didSo, privilege, type RuleCases } from './case.ts';

const admin = { privileges: [privilege()] };
const did = (change: Partial<BehaviourView>): BehaviourView => ({
  ...didSo({}),
  from: daysAgo(90),
  effect: { looks: 700, changes: 0 },
  ...change,
});

export const rightsNeverUsedCases: RuleCases = {
  ruleId: 'rights-never-used',
  cases: [
    {
      name: 'an administrator who only looked for exactly the limit',
      expect: 'hit',
      view: accountView({ ...admin, behaviour: did({}) }),
      recheckAt: null,
    },
    {
      name: 'a power counts like a grant',
      expect: 'hit',
      view: accountView({ powers: ['superuser'], behaviour: did({}) }),
    },
    {
      name: 'one change in all that time',
      expect: 'clear',
      view: accountView({ ...admin, behaviour: did({ effect: { looks: 700, changes: 1 } }) }),
    },
    {
      name: 'idle altogether: another rule tells it, or no log would name it',
      expect: 'unknown',
      view: accountView({
        ...admin,
        lastUsedAt: daysAgo(200),
        behaviour: did({ events: 0, effect: { looks: 0, changes: 0 } }),
      }),
    },
    { name: 'no administrator', expect: 'clear', view: accountView({ behaviour: did({}) }) },
    {
      name: 'switched off',
      expect: 'clear',
      view: accountView({ ...admin, state: 'disabled', behaviour: did({}) }),
    },
    {
      name: 'logs of a day less than the limit',
      expect: 'unknown',
      view: accountView({ ...admin, behaviour: did({ from: daysAgo(89) }) }),
    },
    { name: 'no log of it', expect: 'unknown', view: accountView({ ...admin, behaviour: null }) },
    { name: 'nobody looked', expect: 'unknown', view: accountView(admin) },
    {
      name: 'more than was kept',
      expect: 'unknown',
      view: accountView({ ...admin, behaviour: did({ effect: null }) }),
    },
  ],
};
