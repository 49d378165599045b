import { accountFacts, factOf } from '../facts.ts';
import type { Rule } from '../rule.ts';

export const workflowTokenMayWrite: Rule = {
  id: 'workflow-token-may-write',
  version: 1,
  title: 'Workflows may write unless they say otherwise',
  why: 'Every action and every script that any workflow runs can change the repository, whatever it was made for.',
  reference: ['OWASP-NHI-2025 NHI5:2025', 'NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.8.3'],
  falsePositives: [
    'Every workflow of the repository states its permissions: then the default can be read as well.',
  ],
  runbook: [
    'Have each workflow that writes say so (`permissions:`); `scan` tells which do not.',
    'Set the default to read, for the organisation too, so that new repositories begin with it.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { what, defaultToken, approvesPullRequests } = view.attributes;
    const isToken = what?.includes('token of workflows') === true;
    if (!isToken || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (defaultToken === undefined)
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'what the token may do by default' }];
    if (defaultToken !== 'write') return [{ is: 'clear', recheckAt: null }];
    const approves = approvesPullRequests === 'true';
    const token = factOf(view.ref, 'defaultToken', defaultToken, view.observedAt);
    const approving = factOf(view.ref, 'approvesPullRequests', approvesPullRequests, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} may write${approves ? ' and approve pull requests' : ''} by default`,
        cause: { key: `${view.ref.source}/default-token`, title: 'the token of workflows writes by default' },
        facts: [...accountFacts(view), token, approving],
        material: [token.id, approving.id],
        risk: {
          likelihood: [
            { what: 'code of others runs in workflows', points: 20 },
            ...(approves ? [{ what: 'it can approve what it wrote', points: 10 }] : []),
          ],
          blast: [{ what: 'it changes code that is built and shipped', points: 28 }],
          ease: [{ what: 'one setting, once workflows say what they need', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
