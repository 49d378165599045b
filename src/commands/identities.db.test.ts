import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { estateSteps, estateStory, storyNow } from '../../test/support/estate-story.ts';
import { defaultDetectionConfig } from '../detection/index.ts';
import { openAccess, openEscalation } from '../estate/index.ts';
import { createRecorder } from '../ledger/index.ts';
import { addSeconds, isSubjectId, must } from '../model/index.ts';
import { openDatabase } from '../platform/store/index.ts';
import { facetNames, identitySorts, type IdentityItem, type IdentityKeyset } from '../query/index.ts';
import { standingReader, viewReader } from './estate-views.ts';
import { evaluateFindings } from './findings.ts';
import { facetsOfIdentities, listOfIdentities, refreshLists } from './identities.ts';

let ticks = 0;
const clock = { now: () => addSeconds(storyNow, ++ticks) };
const test = useDatabase();

describe('lists of identities', () => {
  it('are after every refresh what they would be if made anew, page by page and facet by facet', async () => {
    const server = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
    const access = openAccess(server);
    const system = {
      database: server,
      clock,
      access,
      views: viewReader(server, access),
      standings: standingReader(server, access, openEscalation(server, access)),
      detection: defaultDetectionConfig,
      recorder: createRecorder({ writer: 'server', clock }),
      self: { kind: 'process', id: must(isSubjectId, 'prc_0123456789abcdef'), via: [] },
    } as const;
    const take = estateStory(server, test.db);
    const rows = () => server.query('select * from query.identity order by ref');
    const shape = () =>
      test.db.query(
        `select indexname as name, indexdef as is from pg_indexes where schemaname = 'query' and tablename = 'identity'
         union all select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'query.identity'::regclass
         union all select grantee, string_agg(privilege_type, ',' order by privilege_type)
           from information_schema.role_table_grants where table_schema = 'query' and table_name = 'identity' group by 1
         order by 1, 2`,
      );
    const asMade = await shape();
    const seen = { changed: 0, rows: 0, nested: 0, known: 0 };

    const all = async (
      lane: 'people' | 'workloads',
      sort: (typeof identitySorts)[number],
      { limit = 2, ...search }: { readonly limit?: number; readonly search?: string } = {},
    ) => {
      const items: IdentityItem[] = [];
      for (let after: IdentityKeyset | undefined; ;) {
        const page = await listOfIdentities(system, {
          filter: { lane, ...search },
          sort,
          limit,
          ...(after === undefined ? {} : { after }),
        });
        if (!page.ok) throw new Error(page.message);
        items.push(...page.value.items);
        if (page.value.next === null) return items;
        after = page.value.next;
      }
    };

    await fc.assert(
      fc.asyncProperty(estateSteps, fc.infiniteStream(fc.boolean()), async (story, pauses) => {
        for (const step of story) {
          await take(step);
          if (pauses.next().value === true) continue;
          await evaluateFindings(system, []);
          const { scope } = await refreshLists(system);
          const kept = await rows();
          await server.query('delete from query.identity');
          await server.query('delete from query.progress');
          await refreshLists(system);
          expect(kept).toEqual(await rows());
          seen.changed += scope === 'changed' ? 1 : 0;
          seen.rows += kept.length;
          for (const lane of ['people', 'workloads'] as const) {
            const lists = await Promise.all(identitySorts.map((sort) => all(lane, sort)));
            const refs = lists.map((items) => items.map(({ ref }) => ref).toSorted());
            for (const list of refs) {
              expect(list).toEqual(refs[0]);
              expect(new Set(list).size).toBe(list.length);
            }
            // a short page is filled by walking the list, a long one by the index of words
            for (const sort of identitySorts)
              expect(await all(lane, sort, { limit: 1, search: 'u' })).toEqual(
                await all(lane, sort, { limit: 200, search: 'u' }),
              );
            const facets = await facetsOfIdentities(system, { lane });
            if (!facets.ok) throw new Error(facets.message);
            expect(facets.value.total).toBe(refs[0]?.length);
            for (const facet of facetNames)
              for (const { value, count } of facets.value.counts[facet]) {
                const narrowed = await listOfIdentities(system, {
                  filter: { lane, facets: { [facet]: [value] } },
                  sort: 'risk',
                  limit: 200,
                });
                expect(narrowed.ok && narrowed.value.items.length).toBe(count);
              }
          }
          seen.known += (await server.query('select 1 from query.identity where lane = 4')).length;
          seen.nested += (await server.query('select 1 from query.identity where lane = 3')).length;
        }
      }),
      { numRuns: 12, seed: 20270301 },
    );
    await server.close();
    expect(await shape()).toEqual(asMade);
    expect(seen.changed).toBeGreaterThan(10);
    expect(seen.nested).toBeGreaterThan(5);
    expect(seen.known).toBeGreaterThan(5);
    expect(seen.rows).toBeGreaterThan(100);
  });
});
