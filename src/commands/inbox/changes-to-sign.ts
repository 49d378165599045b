import { addSeconds, done, type Instant } from '../../model/index.ts';
import { waitingChanges } from '../shared-changes.ts';
import type { InboxSource } from './inbox-item.ts';

const titles = {
  enrol: 'A key is to be enrolled',
  replace: 'A key is to be replaced',
  revoke: 'A key is to be revoked',
} as const;

/** Changes of who may sign that somebody else has signed and that need another signature. */
export const changesToSign: InboxSource = {
  kind: 'cosign',
  async items(system, person, now) {
    const inForce = await system.signers.inForce(now);
    if (!inForce.some((one) => one.person === person)) return done([]);
    const waiting = await waitingChanges(system);
    if (!waiting.ok) return waiting;
    return done(
      waiting.value.items
        .filter(({ signedBy, item }) => !signedBy.includes(person) && item['subject'] !== person)
        .map(({ change, act, signedBy, because, expiresAt }) => ({
          kind: 'cosign' as const,
          id: change,
          title: titles[act],
          why: `Another person has to sign it: ${because}.`,
          tier: 'high' as const,
          since: weekBefore(expiresAt),
          due: expiresAt,
          otherwise: 'the first signature lapses',
          isAsked: false,
          ...(signedBy[0] === undefined ? {} : { from: signedBy[0] }),
          path: '/signers',
          command: 'countersign signers waiting',
        })),
    );
  },
};

/** Statements stand for a week from when they were made. */
const weekBefore = (end: Instant): Instant => addSeconds(end, -7 * 86_400);
