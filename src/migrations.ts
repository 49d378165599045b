import { activitySteps } from './activity/index.ts';
import { estateSteps } from './estate/schema.ts';
import { detectionSteps } from './detection/schema.ts';
import { lifecycleSteps } from './lifecycle/index.ts';
import { ledgerMigrations } from './ledger/schema.ts';
import { roleSteps, type Migration } from './platform/store/index.ts';
import { notifySteps } from './notify/index.ts';
import { policySteps } from './policy/schema.ts';
import { enforcementSteps } from './enforcement/schema.ts';
import { querySteps } from './query/index.ts';
import { signinSteps } from './signin/index.ts';
import { campaignSteps, qualitySteps, reviewSteps } from './review/index.ts';
import { savedViewSteps } from './saved-views/index.ts';
import { keptAnswerSteps } from './platform/kept-answers/index.ts';

/** Every schema step of the product in the order it is applied. A stage adds its own `schema.ts` list here, on a line of its own. */
// prettier-ignore
export const migrations: readonly Migration[] = [
  ...roleSteps,
  ...ledgerMigrations,
  ...reviewSteps,
  ...campaignSteps,
  ...qualitySteps,
  ...policySteps,
  ...detectionSteps,
  ...estateSteps,
  ...enforcementSteps,
  ...querySteps,
  ...signinSteps,
  ...keptAnswerSteps,
  ...savedViewSteps,
  ...activitySteps,
  ...lifecycleSteps,
  ...notifySteps,
];
