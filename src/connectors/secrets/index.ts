/**
 * Secrets that scanners found, from their reports: comes in what gitleaks, trufflehog and SARIF tools wrote; goes out where
 * each secret lies, and its keyed fingerprint or public id, by which the estate finds whose credential it is. The secret
 * itself is never kept, printed or logged, and nothing is ever tried against a service.
 */
import type { Connector } from '../kit/connector.ts';
import { locateSecrets, secretsConfig, type SecretsConfig } from './location.ts';
import { readSecrets } from './read.ts';

export const secrets: Connector<SecretsConfig> = {
  id: 'secrets',
  title: 'Secret scanner reports (gitleaks, trufflehog, SARIF)',
  config: secretsConfig,
  capabilities: {
    reads: ['account', 'credential', 'resource', 'exposure'],
    doesNotRead: [
      'places where the scanner did not look',
      'whether a secret still works, unless the scanner tried it (trufflehog: Verified)',
      'whose a secret is when the report is redacted',
    ],
    writes: [],
    permissions: {
      read: ['read permission on the reports; nothing else: no repository and no service is ever contacted'],
      write: [],
    },
  },
  locate: locateSecrets,
  read: readSecrets,
};
