import { breaks, step, type Breach } from '../breach.ts';

export const warehouseWithStolenPasswords: Breach = {
  id: 'BR-07',
  name: 'Data-warehouse tenants entered with old stolen passwords',
  is: 'incident',
  when: '2024-04 to 2024-06',
  who: 'about 165 Snowflake customers',
  facts: [
    'Some 165 customers of a data warehouse were entered with passwords that had been stolen, some of them years before.',
    'Three things came together: no second factor, passwords never replaced, no list of addresses.',
  ],
  steps: [
    step(
      'identity',
      'An account of a data warehouse has neither a second factor nor single sign-on',
      ['app', 'eq', 'data_warehouse'],
      ['mfa', 'eq', false],
      ['sso', 'eq', false],
      ['enabled', 'eq', true],
    ),
    step(
      'credential',
      'Its password is older than half a year',
      ['type', 'eq', 'password'],
      ['ageDays', 'gt', 180],
      ['enabled', 'eq', true],
    ),
    step(
      'app',
      'The warehouse takes any address',
      ['class', 'eq', 'data_warehouse'],
      ['isNetworkLimited', 'eq', false],
    ),
  ],
  breakers: [breaks('AUT-4', 0), breaks('SEC-1', 1), breaks('AUT-3', 2)],
  weaknesses: ['no_mfa', 'unrotated_secret', 'no_network_bind', 'long_lived'],
  reference: ['OWASP-NHI-2025 NHI4:2025', 'OWASP-NHI-2025 NHI7:2025'],
  mended: [
    'An allow list that is not there became a yes or no: absent would otherwise mean both none and unknown.',
  ],
  sources: [
    'https://rcbulletin.robinsoncoleblogs.com/2024/06/update-on-snowflake-cyber-threat/',
    'https://andrewaltimit.github.io/exploits/snowflake/threat-landscape.html',
  ],
};
