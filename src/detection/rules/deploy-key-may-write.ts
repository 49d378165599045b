import { accountFacts, factOf } from '../facts.ts';
import type { Rule } from '../rule.ts';

export const deployKeyMayWrite: Rule = {
  id: 'deploy-key-may-write',
  version: 1,
  title: 'Deploy key that may write',
  why: 'Whoever has the file can change the code that is built and shipped, without a name, a second factor or an end.',
  reference: ['OWASP-NHI-2025 NHI5:2025', 'NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.8.3'],
  falsePositives: ['A bot that pushes releases and cannot be an app: accept it with an owner and an end.'],
  runbook: [
    'See who added it and what uses it; most need to read only.',
    'Make a key that reads, or an app with the one permission that it needs; then delete this one.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { what, access, addedBy } = view.attributes;
    if (what?.startsWith('deploy key of ') !== true || view.state === 'disabled')
      return [{ is: 'clear', recheckAt: null }];
    if (access === undefined)
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'whether it may write' }];
    if (access !== 'write') return [{ is: 'clear', recheckAt: null }];
    const may = factOf(view.ref, 'access', access, view.observedAt);
    const of = factOf(view.ref, 'what', what, view.observedAt);
    const by = factOf(view.ref, 'addedBy', addedBy, view.observedAt);
    const neverUsed = view.credentials.some(({ lastUsedAt }) => lastUsedAt === null);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name}, ${what}, may write`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} may write` },
        facts: [...accountFacts(view), may, of, by],
        material: [may.id, of.id],
        risk: {
          likelihood: [
            { what: 'a file that never ends is enough', points: 22 },
            ...(neverUsed ? [{ what: 'nothing ever used it', points: 3 }] : []),
          ],
          blast: [{ what: 'it changes code that is built and shipped', points: 28 }],
          ease: [{ what: 'what uses it has to be moved to another key', points: neverUsed ? 25 : 8 }],
        },
        recheckAt: null,
      },
    ];
  },
};
