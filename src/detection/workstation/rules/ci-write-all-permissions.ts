import { aWorkflow } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const ciWriteAllPermissions: WorkstationRule = {
  id: 'ci-write-all-permissions',
  title: 'A workflow’s token may write everything in the repository',
  severity: 'medium',
  why: 'Any step, and any action it uses, can then push code, publish releases and change issues.',
  reference:
    'GitHub documentation: Controlling permissions for GITHUB_TOKEN; OWASP NHI5:2025 Overprivileged NHI',
  falsePositives: 'A release workflow that truly needs several scopes should name them.',
  runbook: 'Write `permissions: contents: read` at the top and add single scopes to the jobs that need them.',
  judge: (view) =>
    view.of('workflow').flatMap((workflow) =>
      workflow.permissions.map(({ where, is, place }) => {
        const subject = { key: `${workflow.key}#${where}`, name: view.nameOf(workflow.holderKey), place };
        if (is === 'stated') return clear(subject);
        if (is === 'unstated') return unknown(subject, 'its permissions: the repository’s default applies');
        return hit(
          subject,
          `The token of ${where === 'workflow' ? 'the workflow' : where} in \`${subject.name}\` has \`write-all\`.`,
        );
      }),
    ),
  cases: {
    hit: [
      aWorkflow({
        permissions: [{ where: 'workflow', is: 'write-all', writes: [], place: { path: 'ci.yml', line: 4 } }],
      }),
    ],
    clear: [
      aWorkflow({
        permissions: [{ where: 'workflow', is: 'stated', writes: [], place: { path: 'ci.yml', line: 4 } }],
      }),
    ],
    unknown: [
      aWorkflow({
        permissions: [{ where: 'workflow', is: 'unstated', writes: [], place: { path: 'ci.yml', line: 1 } }],
      }),
    ],
  },
};
