import { aWorkflow } from '../case-records.ts';
import { clear, hit, type WorkstationRule } from '../rule.ts';

export const ciUnpinnedThirdPartyAction: WorkstationRule = {
  id: 'ci-unpinned-third-party-action',
  title: 'A workflow runs a third party’s action by a name that can be moved',
  severity: 'medium',
  why: 'A tag or branch can be pointed at other code; in March 2025 that is how the secrets of thousands of repositories were printed (CVE-2025-30066).',
  reference:
    'GitHub documentation: Security hardening, pin actions to a full-length commit SHA; CVE-2025-30066',
  falsePositives: 'Actions of the own organisation; GitHub’s own (`actions/`, `github/`) are not reported.',
  runbook:
    'Write the full commit id with the version as a comment: `uses: owner/action@<40 hex> # v4.1.2`; let Dependabot raise it.',
  judge: (view) =>
    view.of('workflow').flatMap((workflow) => {
      const subject = { key: workflow.key, name: view.nameOf(workflow.holderKey), place: workflow.place };
      const foreign = workflow.actions.filter((action) => !action.firstParty);
      if (foreign.length === 0) return [];
      const loose = foreign.filter((action) => !action.pinned);
      if (loose.length === 0) return [clear(subject)];
      const names = [...new Set(loose.map((action) => `\`${action.uses}\``))];
      return [
        hit(
          subject,
          `\`${subject.name}\` runs ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}.`,
          loose.map((action) => action.place),
        ),
      ];
    }),
  cases: {
    hit: [
      aWorkflow({
        actions: [
          {
            uses: 'tj-actions/changed-files@v45',
            pinned: false,
            firstParty: false,
            place: { path: 'ci.yml', line: 8 },
          },
        ],
      }),
    ],
    clear: [
      aWorkflow({
        actions: [
          {
            uses: 'tj-actions/changed-files@d6e91a2',
            pinned: true,
            firstParty: false,
            place: { path: 'ci.yml', line: 8 },
          },
        ],
      }),
    ],
    unknown: { why: 'the name in the file is the whole fact' },
  },
};
