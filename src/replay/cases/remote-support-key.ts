import { breaks, step, type Breach } from '../breach.ts';

export const remoteSupportKey: Breach = {
  id: 'BR-11',
  name: 'Remote-support API key, US Treasury',
  is: 'incident',
  when: '2024-12-02 to 2024-12-30',
  who: 'BeyondTrust, US Treasury',
  facts: [
    'A key of a remote-support service let its holder set passwords anew and enter workstations.',
    'It was found on 2 December 2024, revoked on the 5th, and the customer was told on the 8th.',
  ],
  steps: [
    step(
      'grant',
      'A product of another company may take over sessions, set passwords or administer',
      ['isThirdParty', 'eq', true],
      ['enabled', 'eq', true],
      ['scopes', 'in', ['remote_session', 'reset_password', 'admin']],
    ),
    step('grant', 'It may do so all the time', ['isThirdParty', 'eq', true], ['isStanding', 'eq', true]),
    step(
      'identity',
      'It can come to be an administrator of machines',
      ['vendorReaches', 'eq', true],
      ['isAdministrator', 'eq', true],
    ),
  ],
  breakers: [breaks('TPI-1', 0), breaks('PRV-5', 1), breaks('AUT-3')],
  weaknesses: ['third_party_grant', 'over_privilege', 'bearer_unbound', 'no_network_bind'],
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-NHI-2025 NHI5:2025'],
  mended: [
    'A key of a vendor is a right of a third party.',
    'An administrator of workstations is any administrator.',
  ],
  sources: [
    'https://blog.gitguardian.com/what-happened-in-the-u-s-department-of-the-treasury-breach-a-detailed-summary',
    'https://cyberveille.decio.eu/?searchtags=BeyondTrust+',
  ],
};
