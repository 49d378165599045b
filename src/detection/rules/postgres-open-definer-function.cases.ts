import { accountView, type RuleCases } from './case.ts';

const chief = (attributes: Readonly<Record<string, string>>) =>
  accountView({ powers: ['superuser'], attributes });

export const postgresOpenDefinerFunctionCases: RuleCases = {
  ruleId: 'postgres-open-definer-function',
  cases: [
    {
      name: 'a definer function of a superuser that everybody may execute, without a search_path',
      expect: 'hit',
      view: chief({ 'definer pay.run(integer)': 'search_path is not set' }),
      recheckAt: null,
    },
    {
      name: 'one in a schema that only some may use',
      expect: 'hit',
      view: chief({ 'definer pay.run()': 'search_path is not set; PUBLIC may not use its schema' }),
    },
    {
      name: 'one that sets its search_path',
      expect: 'clear',
      view: chief({ 'definer pay.run()': 'search_path is set' }),
    },
    { name: 'a superuser with no such function', expect: 'clear', view: chief({}) },
    {
      name: 'more functions than were named',
      expect: 'unknown',
      view: chief({ 'openings not named': '12' }),
    },
  ],
};
