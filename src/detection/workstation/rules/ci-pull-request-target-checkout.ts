import { aWorkflow } from '../case-records.ts';
import { clear, hit, type WorkstationRule } from '../rule.ts';

export const ciPullRequestTargetCheckout: WorkstationRule = {
  id: 'ci-pull-request-target-checkout',
  title: 'A privileged workflow checks out code from a pull request',
  severity: 'high',
  why: '`pull_request_target` and `workflow_run` run with the repository’s secrets and a writing token; the checked-out code is the stranger’s.',
  reference: 'GitHub Security Lab: Preventing pwn requests; CodeQL `actions/untrusted-checkout`',
  falsePositives:
    'The checkout is only read as data and nothing of it runs (no build, no install, no local action).',
  runbook:
    'Use `pull_request` for building; keep the privileged part in a second workflow that takes only checked artefacts.',
  judge: (view) =>
    view.of('workflow').flatMap((workflow) => {
      const subject = { key: workflow.key, name: view.nameOf(workflow.holderKey), place: workflow.place };
      const trigger = ['pull_request_target', 'workflow_run'].find((name) =>
        workflow.triggers.includes(name),
      );
      if (trigger === undefined) return [];
      if (workflow.untrustedCheckouts.length === 0) return [clear(subject)];
      return [
        hit(
          subject,
          `\`${subject.name}\` runs on \`${trigger}\` and checks out the pull request’s own code.`,
          workflow.untrustedCheckouts,
        ),
      ];
    }),
  cases: {
    hit: [
      aWorkflow({ triggers: ['pull_request_target'], untrustedCheckouts: [{ path: 'ci.yml', line: 9 }] }),
    ],
    clear: [aWorkflow({ triggers: ['pull_request_target'] })],
    unknown: { why: 'a workflow that cannot be parsed is a gap' },
  },
};
