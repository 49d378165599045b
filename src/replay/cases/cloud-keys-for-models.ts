import { breaks, step, type Breach } from '../breach.ts';

export const cloudKeysForModels: Breach = {
  id: 'BR-15',
  name: 'LLMjacking of exposed cloud keys',
  is: 'pattern',
  when: '2024 to 2026',
  who: 'many cloud accounts',
  facts: [
    'Keys that were laid out on purpose were tried after 17 minutes on average, after nine at the fastest.',
    'Intruders list the models of an account before they use them, and sell the use.',
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
      'It is a key without an end',
      ['type', 'in', ['access_key', 'api_key']],
      ['expiresInDays', 'isNull'],
    ),
    step(
      'grant',
      'It may call models, which its holder never does',
      ['scopes', 'contains', 'model_invoke'],
      ['isUsed', 'eq', false],
    ),
  ],
  breakers: [breaks('SEC-5', 0), breaks('PRV-1', 2), breaks('LIM-1')],
  weaknesses: ['exposed_public', 'long_lived', 'over_privilege', 'no_network_bind'],
  reference: [
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-ASI-2026 ASI03',
  ],
  mended: ['Names of services became one scope.', 'A static key is an access or API key that never ends.'],
  sources: [
    'https://nhimg.org/articles/llmjacking-turns-exposed-nhi-secrets-into-rapid-ai-abuse/',
    'https://hub.prowler.com/check/cloudtrail_threat_detection_llm_jacking',
    'https://detection.fyi/elastic/detection-rules/integrations/aws/discovery_bedrock_model_recon_and_invocation_via_long_term_key/',
  ],
};
