import { detectionConfigSchema } from '../config.ts';
import { accountView, defaults, type RuleCases } from './case.ts';

const bypass = accountView({ powers: ['createdb', 'bypassrls'] });
const listed = (source: string) =>
  detectionConfigSchema.parse({ expected: { powers: [{ source, account: 'svc', powers: ['bypassrls'] }] } });

export const postgresPowerUnexpectedCases: RuleCases = {
  ruleId: 'postgres-power-unexpected',
  cases: [
    { name: 'BYPASSRLS that nobody listed', expect: 'hit', view: bypass },
    { name: 'listed in another source', expect: 'hit', view: bypass, config: listed('elsewhere') },
    {
      name: 'listed for one power, holding another',
      expect: 'hit',
      view: { ...bypass, powers: ['bypassrls', 'superuser'] },
      config: listed('src'),
    },
    { name: 'a listed power', expect: 'clear', view: bypass, config: listed('src') },
    { name: 'a power nobody watches', expect: 'clear', view: accountView({ powers: ['createdb'] }) },
    { name: 'no power', expect: 'clear', view: accountView() },
    {
      name: 'nobody has said what is expected',
      expect: 'unknown',
      view: bypass,
      config: { ...defaults, expected: { powers: null } },
    },
  ],
};
