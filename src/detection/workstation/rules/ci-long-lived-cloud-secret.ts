import { aWorkflow } from '../case-records.ts';
import { clear, hit, type WorkstationRule } from '../rule.ts';

const cloudSecrets: readonly (readonly [RegExp, string])[] = [
  [/^AWS_(?:[A-Z_]+_)?(?:SECRET_ACCESS_KEY|SECRET_KEY|SECRET)$|^AWS_SECRET/i, 'AWS'],
  [
    /^(?:GCP|GCLOUD|GOOGLE|GKE|GCR|FIREBASE)_?(?:[A-Z_]+_)?(?:SA_KEY|KEY|CREDENTIALS?|CREDENTIALS_JSON|SERVICE_ACCOUNT(?:_KEY|_JSON)?|APPLICATION_CREDENTIALS)$/i,
    'Google Cloud',
  ],
  [
    /^(?:AZURE_CREDENTIALS|AZURE_CLIENT_SECRET|ARM_CLIENT_SECRET|AZURE_(?:[A-Z_]+_)?CLIENT_SECRET)$/i,
    'Azure',
  ],
];

export const ciLongLivedCloudSecret: WorkstationRule = {
  id: 'ci-long-lived-cloud-secret-where-oidc-possible',
  title: 'A pipeline holds a static cloud key where it could prove its own identity',
  severity: 'medium',
  why: 'The key works from anywhere, for anyone who ever printed it; an identity token is good for minutes and only for this repository.',
  reference:
    'GitHub documentation: About security hardening with OpenID Connect; GitLab documentation: ID tokens; OWASP NHI7:2025',
  falsePositives: 'A cloud or a runner that cannot reach the other side’s OIDC issuer.',
  runbook:
    'Let the cloud trust the pipeline’s OIDC issuer for this repository and branch, take the role in the job (`id-token: write`), delete the key.',
  judge: (view) =>
    view.of('workflow').flatMap((workflow) => {
      const subject = { key: workflow.key, name: view.nameOf(workflow.holderKey), place: workflow.place };
      if (workflow.secrets.length === 0) return [];
      const found = workflow.secrets.flatMap((secret) => {
        const cloud = cloudSecrets.find(([shape]) => shape.test(secret.name))?.[1];
        return cloud === undefined ? [] : [{ ...secret, cloud }];
      });
      if (found.length === 0) return [clear(subject)];
      return [
        hit(
          subject,
          `\`${subject.name}\` uses ${found.map(({ name, cloud }) => `\`${name}\` (${cloud})`).join(', ')}.`,
          found.map(({ place }) => place),
        ),
      ];
    }),
  cases: {
    hit: [aWorkflow({ secrets: [{ name: 'AWS_SECRET_ACCESS_KEY', place: { path: 'ci.yml', line: 12 } }] })],
    clear: [aWorkflow({ secrets: [{ name: 'CODECOV_UPLOAD', place: { path: 'ci.yml', line: 12 } }] })],
    unknown: { why: 'secrets are named in the file, or are not used' },
  },
};
