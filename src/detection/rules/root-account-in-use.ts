import { accountFacts, addDays, factOf, lastUseOf, limitFact } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const rootAccountInUse: Rule = {
  id: 'root-account-in-use',
  version: 2,
  title: 'Root account in use',
  why: 'No policy binds the root account and no name stands behind what it does; it is for the day everything else fails.',
  reference: ['ISO-27001-2022 A.8.2', 'PCI-DSS-4.0.1 8.2.2', 'NIST-CSF-2.0 PR.AA-05'],
  falsePositives: [
    'One of the few tasks that only root can do, announced before: accept it with an end date.',
  ],
  runbook: [
    'Ask who used it and why.',
    'Delete its access keys.',
    'Give that work a role of its own; alarm on the next use.',
  ],
  needs: ['powers', 'lastUsedAt', 'credentials'],
  evaluate(view, { now, limits }) {
    if (!view.powers.includes('root')) return [{ is: 'clear', recheckAt: null }];
    const key = view.credentials.find((each) => each.credential === 'access_key' && each.state === 'active');
    const lastUse = lastUseOf(view);
    const until = lastUse === null || lastUse === undefined ? null : addDays(lastUse, limits.rootUseDays);
    const recent = until !== null && until > now;
    if (!recent && key === undefined) {
      if (lastUse === undefined)
        return [
          { is: 'unknown', subject: view.ref, aspect: '', missing: 'when the root account was last used' },
        ];
      return [{ is: 'clear', recheckAt: null }];
    }
    const used = factOf(view.ref, 'lastUsedAt', lastUse, view.observedAt);
    const keyed = factOf(view.ref, 'activeAccessKey', key?.ref.key ?? null, view.observedAt);
    const limit = limitFact('rootUseDays', limits.rootUseDays, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title:
          key === undefined
            ? `${view.ref.name} was used lately`
            : `${view.ref.name} has an active access key`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: 'the root account is used for everyday work',
        },
        facts: [...accountFacts(view), used, keyed, limit],
        material: [used.id, keyed.id, limit.id],
        risk: {
          likelihood: [
            ...(key === undefined ? [] : [{ what: 'it has an access key', points: 20 }]),
            ...(recent ? [{ what: `it was used within ${limits.rootUseDays} days`, points: 20 }] : []),
          ],
          blast: blastOf(view),
          ease: [{ what: 'its work has to move to a role', points: 5 }],
        },
        recheckAt: recent ? until : null,
      },
    ];
  },
};
