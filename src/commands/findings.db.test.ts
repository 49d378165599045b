import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { estateSteps, estateStory, storyNow } from '../../test/support/estate-story.ts';
import { defaultDetectionConfig, evaluateEstate } from '../detection/index.ts';
import { openAccess, openEscalation } from '../estate/index.ts';
import { createRecorder } from '../ledger/index.ts';
import { isSubjectId, must } from '../model/index.ts';
import { openDatabase } from '../platform/store/index.ts';
import { standingReader, viewReader } from './estate-views.ts';
import { evaluateFindings } from './findings.ts';

const now = storyNow;
const clock = { now: () => now };
const test = useDatabase();

describe('rules over what changed', () => {
  it('conclude exactly what rules over everything would, whatever happened in between', async () => {
    const server = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
    const access = openAccess(server);
    const views = viewReader(server, access);
    const standings = standingReader(server, access, openEscalation(server, access));
    const system = {
      database: server,
      clock,
      views,
      standings,
      detection: defaultDetectionConfig,
      recorder: createRecorder({ writer: 'server', clock }),
      self: { kind: 'process', id: must(isSubjectId, 'prc_0123456789abcdef'), via: [] },
    } as const;
    const take = estateStory(server, test.db);
    const seen = { runs: 0, changed: 0, findings: 0 };
    await fc.assert(
      fc.asyncProperty(estateSteps, fc.infiniteStream(fc.boolean()), async (story, pauses) => {
        for (const step of story) {
          await take(step);
          if (pauses.next().value === true) continue; // several changes, or a crash, before rules run again
          const summary = await evaluateFindings(system, []);
          const full = await evaluateEstate({
            database: server,
            estate: views,
            standings,
            scope: { is: 'everything' },
            context: { ...defaultDetectionConfig, now },
          });
          expect({ opened: full.opened, changed: full.changed, closed: full.closed }).toEqual({
            opened: 0,
            changed: 0,
            closed: 0,
          });
          seen.runs++;
          seen.changed += summary.scope === 'changed' ? 1 : 0;
          seen.findings += summary.opened + summary.changed + summary.closed;
        }
      }),
      { numRuns: 40, seed: 20270301 },
    );
    await server.close();
    expect(seen.changed).toBeGreaterThan(seen.runs / 3);
    expect(seen.findings).toBeGreaterThan(seen.runs);
  });
});
