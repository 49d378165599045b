import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const plaintextSecretInMcpConfig: WorkstationRule = {
  id: 'plaintext-secret-in-mcp-config',
  title: 'A secret stands in an MCP client configuration',
  severity: 'high',
  why: 'Every program of this user, every other MCP server and every backup can read the file, and the secret is copied with it. The agent that starts the server can be talked into printing it.',
  reference:
    'OWASP Top 10 for Non-Human Identities, NHI2:2025 Secret Leakage; MCP specification, Security Best Practices',
  falsePositives: 'A value that only looks random, such as an id. Known vendor forms are rarely wrong.',
  runbook:
    'Revoke and re-issue the token, put the new one into the system keychain or an environment variable, and name it in the file: `${VARIABLE}` or an `input`. Prefer a server that signs in by OAuth.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.surface !== 'mcp') return [];
      if (credential.held.is === 'reference') return [clear(credential)];
      if (credential.certainty === 'named' && credential.sample)
        return [unknown(credential, 'whether a value in an example file is real')];
      return [
        hit(
          credential,
          `\`${credential.name}\` of MCP server \`${view.nameOf(credential.holderKey)}\` holds a value (${credential.shape})${credential.detail === undefined ? '' : `, ${credential.detail}`}.`,
          [credential.place],
          credential.sample ? { is: 'low', because: 'the file is an example or a test' } : undefined,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ surface: 'mcp' })],
    clear: [aCredential({ surface: 'mcp', held: { is: 'reference', to: 'GITHUB_TOKEN' } })],
    unknown: [aCredential({ surface: 'mcp', certainty: 'named', sample: true })],
  },
};
