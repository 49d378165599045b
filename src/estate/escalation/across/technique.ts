import type { Technique } from '../becoming.ts';

const across = (id: string, of: Omit<Technique, 'id' | 'platform'>): Technique => ({
  id: `across-${id}`,
  platform: 'any',
  ...of,
});

/** Techniques that lead from one source into another. */
export const exposedSecret = across('exposed-secret', {
  title: 'signs in with a secret that lies exposed',
  does: 'Takes a secret from a place where it should not lie and signs in with it.',
  reference: 'https://attack.mitre.org/techniques/T1552/001/',
  cost: 1,
  takeAway: 'the secret: replace it, and then remove it from where it lies',
});
export const heldSecret = across('held-secret', {
  title: 'signs in with a secret that it was given',
  does: 'Has the agent, or the server behind it, use a secret of its configuration for the account that it is of.',
  reference: 'https://genai.owasp.org/llmrisk/llm062025-excessive-agency/',
  cost: 1,
  takeAway: 'the secret from the configuration; give it one that may do less',
  means: 'delegation',
});
export const sameSecret = across('same-secret', {
  title: 'signs in with the same secret elsewhere',
  does: 'Uses a secret of one account for another account that has the same one.',
  reference: 'https://attack.mitre.org/techniques/T1078/',
  cost: 1,
  takeAway: 'the shared secret: give each account its own',
});
export const readsRepository = across('read-repository', {
  title: 'reads a repository in which secrets lie',
  does: 'Clones a repository that it may read and searches it, and its history, for secrets.',
  reference: 'https://attack.mitre.org/techniques/T1213/003/',
  cost: 1,
  takeAway: 'read access to the repository',
});
export const readsStoredSecret = across('stored-secret', {
  title: 'reads the secret of an account where it is kept',
  does: 'Reads a secret from the store in which it is kept and signs in as the account that it is of.',
  reference: 'https://attack.mitre.org/techniques/T1555/006/',
  cost: 1,
  takeAway: 'the right to read that secret',
});
export const workflowRole = across('workflow-role', {
  title: 'signs in to AWS from a workflow',
  does: 'Has a workflow exchange its GitHub token for a session of a role that trusts the repository.',
  reference:
    'https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services',
  cost: 1,
  takeAway: 'the repository from the trust policy of the role',
  means: 'delegation',
});
export const serviceAccountRole = across('service-account-role', {
  title: 'signs in to AWS as a service account',
  does: 'Exchanges the token of a service account for a session of a role that trusts it.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
  cost: 1,
  takeAway: 'the service account from the trust policy of the role',
  means: 'delegation',
});
export const vaultRole = across('vault-role', {
  title: 'signs in to Vault as a service account',
  does: 'Signs in to Vault with the token of a service account, by a role that is bound to it.',
  reference: 'https://developer.hashicorp.com/vault/docs/auth/kubernetes',
  cost: 1,
  takeAway: 'the service account from the role of the auth method',
  means: 'delegation',
});
export const pushesWorkflow: Technique = {
  id: 'github-push-workflow',
  title: 'has a workflow of its own run',
  platform: 'github',
  does: 'Pushes a workflow to the repository and has it run with the repository’s secrets and identity.',
  reference: 'https://attack.mitre.org/techniques/T1677/',
  cost: 2,
  takeAway: 'write access to the repository; or protect the branches whose workflows are trusted',
};
