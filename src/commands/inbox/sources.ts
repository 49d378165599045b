import { casesToDecide } from './cases-to-decide.ts';
import { campaignsToLaunch } from './campaigns-to-launch.ts';
import { changesToSign } from './changes-to-sign.ts';
import { emergenciesToReview } from './emergencies-to-review.ts';
import type { InboxSource } from './inbox-item.ts';
import { itemsToCertify } from './items-to-certify.ts';
import { questionsToAnswer } from './questions-to-answer.ts';

/** Everything that can wait for somebody, a value each. */
export const inboxSources: readonly InboxSource[] = [
  casesToDecide,
  questionsToAnswer,
  emergenciesToReview,
  itemsToCertify,
  campaignsToLaunch,
  changesToSign,
];
