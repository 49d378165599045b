import { openBySeverity, sweepAcceptances } from '../detection/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { tendCampaigns } from './campaigns/tend-campaigns.ts';
import { evaluateFindings } from './findings.ts';
import { refreshLists } from './identities.ts';
import { runLives } from './lifecycle/run-lives.ts';
import { forgetUnfinished } from './passkeys/forget.ts';
import type { System } from './system.ts';

/**
 * What the clock alone brings about: risks whose acceptance ended are open again, and rules whose answer a date changes
 * are asked anew, and lists follow; unfinished enrolments are forgotten. Nothing rests on when this runs: an acceptance, or a
 * statement, stops counting at its end by itself.
 */
export async function sweep(system: System): Promise<void> {
  const now = system.clock.now();
  await sweepAcceptances(system.database, now, async (tx, { began, reopened }) => {
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'findings.evaluated',
        at: now,
        actor: system.self,
        correlation: 'findings',
        body: {
          because: 'acceptances began or ended',
          accepted: began.slice(0, 100),
          reopened: reopened.slice(0, 100),
          open: await openBySeverity(tx, now),
        },
      }),
    );
  });
  await forgetUnfinished(system.database, now);
  await evaluateFindings(system, []);
  await refreshLists(system);
  await runLives(system);
  await tendCampaigns(system);
}
