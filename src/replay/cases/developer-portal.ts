import { breaks, step, type Breach } from '../breach.ts';

export const developerPortal: Breach = {
  id: 'BR-12',
  name: 'Cisco DevHub',
  is: 'incident',
  when: '2024-10',
  who: 'Cisco',
  facts: [
    'Somebody said they had come in through a token that lay exposed in an environment for developers, and offered code and keys for sale.',
    'The company said that its core was not entered, that some files should not have been on the public portal, and closed it.',
    'The two accounts differ.',
  ],
  steps: [
    step(
      'exposure',
      'A secret lies where anybody can read it, and works',
      ['isPublic', 'eq', true],
      ['isValid', 'eq', true],
    ),
    step(
      'credential',
      'It is of a development environment, and lies in code or configuration',
      ['places', 'in', ['repository', 'file', 'container_image']],
      ['environments', 'contains', 'development'],
    ),
    step(
      'grant',
      'Whoever has it has rights on more than one thing',
      ['isExposed', 'eq', true],
      ['reach', 'gt', 1],
    ),
  ],
  breakers: [breaks('SEC-3', 0), breaks('SEC-4', 1), breaks('DET-2', 2)],
  weaknesses: ['exposed_public', 'unrotated_secret', 'over_privilege'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI5:2025'],
  mended: ['A public portal is any place that anybody can read.'],
  sources: [
    'https://secureworld.io/industry-news/cisco-security-incident-devhub-portal?hs_amp=true',
    'https://nhimg.org/cisco-breach',
  ],
};
