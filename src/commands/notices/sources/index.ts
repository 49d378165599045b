import type { NoticeSource } from '../notice-source.ts';
import { campaignsDue, campaignsLaunched, campaignsSilence } from './campaigns.ts';
import { casesClosed, casesDue, casesLate } from './cases.ts';
import { delegationsGiven } from './delegations.ts';
import { effects, effectsRefused } from './effects.ts';
import { emergencies } from './emergencies.ts';
import { grantsEnding } from './grants.ts';
import { livesHeld, rolloutsStopped, sourcesPaused } from './held.ts';
import { ledgerProblems } from './ledger-problems.ts';
import { mandatesAnnounced } from './mandates.ts';

/** Everything that people are told of, a value each; what waits in an inbox is told in digests. */
export const noticeSources: readonly NoticeSource[] = [
  emergencies,
  livesHeld,
  sourcesPaused,
  rolloutsStopped,
  ledgerProblems,
  effects,
  effectsRefused,
  casesDue,
  casesLate,
  casesClosed,
  campaignsLaunched,
  campaignsDue,
  campaignsSilence,
  mandatesAnnounced,
  delegationsGiven,
  grantsEnding,
];
