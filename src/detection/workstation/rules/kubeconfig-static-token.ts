import { aCredential, at } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const kubeconfigStaticToken: WorkstationRule = {
  id: 'kubeconfig-static-token',
  title: 'A Kubernetes configuration holds a static token or password',
  severity: 'medium',
  why: 'A service account token without an end is good until its account is deleted; sign-in programs give tokens that end.',
  reference:
    'Kubernetes documentation: Authenticating, “legacy” service account tokens; CIS Kubernetes Benchmark 5.1.6',
  falsePositives: 'A local cluster (kind, minikube).',
  runbook: 'Use an `exec` sign-in (OIDC, the cloud’s plug-in) and delete the token’s Secret.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.surface !== 'kubernetes' || credential.credential === 'certificate') return [];
      if (credential.held.is === 'reference' && credential.lifetime === 'short') return [clear(credential)];
      if (credential.held.is === 'reference') return [unknown(credential, 'what the file it names holds')];
      if (credential.expiresAt !== undefined) return [clear(credential)];
      return [
        hit(
          credential,
          `User \`${view.nameOf(credential.holderKey)}\` signs in with a ${credential.shape} that states no end.`,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ surface: 'kubernetes', shape: 'Kubernetes token' })],
    clear: [aCredential({ surface: 'kubernetes', expiresAt: at('2026-06-02') })],
    unknown: [aCredential({ surface: 'kubernetes', held: { is: 'reference', to: '/run/token' } })],
  },
};
