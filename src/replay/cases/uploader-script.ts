import { breaks, step, type Breach } from '../breach.ts';

export const uploaderScript: Breach = {
  id: 'BR-16',
  name: 'Codecov uploader',
  is: 'incident',
  when: '2021-01-31 to 2021-04-01',
  who: 'Codecov customers',
  facts: [
    'A key of a storage account was found in a layer of a public image.',
    'With it the script that pipelines fetch was changed, so that it sent their variables away.',
    'A customer compared a checksum two months later.',
  ],
  steps: [
    step(
      'exposure',
      'A secret lies in an image, and works',
      ['surface', 'eq', 'container_image'],
      ['isValid', 'eq', true],
    ),
    step('pipeline', 'Scripts that are fetched are not verified', ['verifiesScripts', 'eq', false]),
    step(
      'credential',
      'A key lies with the pipeline',
      ['isInPipeline', 'eq', true],
      ['type', 'in', ['access_key', 'api_key']],
    ),
  ],
  breakers: [breaks('SEC-3', 0), breaks('TPI-3', 1), breaks('SEC-6', 2)],
  weaknesses: ['exposed_public', 'over_privilege', 'cicd_trust', 'long_lived'],
  reference: [
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-ASI-2026 ASI04',
  ],
  mended: ['No connector reads what pipelines fetch yet: it can be stated.'],
  sources: ['https://about.codecov.io/apr-2021-post-mortem/'],
};
