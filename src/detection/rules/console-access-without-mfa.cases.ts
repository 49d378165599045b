import { accountView, without, type RuleCases } from './case.ts';

const console = accountView({ kind: 'person', interactive: true, mfa: false });

export const consoleAccessWithoutMfaCases: RuleCases = {
  ruleId: 'console-access-without-mfa',
  cases: [
    { name: 'a console password and nothing else', expect: 'hit', view: console },
    { name: 'a second factor is set up', expect: 'clear', view: { ...console, mfa: true } },
    { name: 'nobody can sign in to it', expect: 'clear', view: { ...console, interactive: false } },
    { name: 'the account is off', expect: 'clear', view: { ...console, state: 'disabled' } },
    { name: 'the source does not tell of second factors', expect: 'unknown', view: without(console, 'mfa') },
    {
      name: 'the source does not say whether people sign in',
      expect: 'unknown',
      view: without(console, 'interactive'),
    },
  ],
};
