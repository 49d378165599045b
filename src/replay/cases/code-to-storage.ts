import { breaks, step, type Breach } from '../breach.ts';

export const codeToStorage: Breach = {
  id: 'BR-26',
  name: 'Sisense repository to storage',
  is: 'incident',
  when: '2024-04',
  who: 'Sisense',
  facts: ['A token in the company’s own code host opened storage in which credentials of customers lay.'],
  steps: [
    step(
      'credential',
      'A secret in the code opens storage',
      ['places', 'contains', 'repository'],
      ['app', 'in', ['object_store', 'cloud']],
      ['enabled', 'eq', true],
    ),
    step(
      'store',
      'Secrets of others lie there unencrypted',
      ['holdsSecrets', 'eq', true],
      ['isEncryptedByApp', 'eq', false],
    ),
  ],
  breakers: [breaks('SEC-3', 0), breaks('PRV-1'), breaks('TPI-1')],
  weaknesses: ['exposed_internal', 'over_privilege', 'cred_in_data'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI5:2025', 'OWASP-NHI-2025 NHI3:2025'],
  mended: ['Keys of a cloud account open its storage: the cloud counts.'],
  sources: [],
};
