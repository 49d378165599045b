import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/installation.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import { addSource, importRead, listSources, subjectOf } from '../../estate/index.ts';
import { addSeconds, isSourceId, isSubjectId, must, type Result, type SubjectId } from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import type { Database } from '../../platform/store/index.ts';
import { createToken, endToken } from '../signin.ts';
import { addSourceAt, remove } from '../sources.ts';
import { ownSource, readOwnTokens, runOwnTokens } from './run-own-tokens.ts';

const database = useDatabase();
let world: SigningWorld;
let dana: SubjectId;
const stranger = must(isSubjectId, newId('psn'));
const signal = new AbortController().signal;

function unwrap<T>(result: Result<T> | undefined): T {
  if (result?.ok !== true) throw new Error(result?.message ?? 'nothing');
  return result.value;
}
const issue = async (name: string, owner: SubjectId) =>
  unwrap(
    await createToken(world.system, {
      how: 'key',
      name,
      owner,
      scopes: ['view'],
      expiresAt: addSeconds(world.system.clock.now(), 80 * 86_400),
    }),
  );
const revoke = (id: string, by: SubjectId) =>
  endToken(world.system, { id, by, of: by, reason: 'a test' }).then(unwrap);
const accounts = () =>
  database.db.query(
    `select a.name, a.kind, a.state, (select owner_ref from estate.ownerships o
        where o.subject_key = a.key and o.valid_to_read is null) as owner
       from estate.accounts a join sources.source s on s.no = a.source_no
      where s.id = $1 and a.valid_to_read is null order by a.name`,
    [ownSource],
  );
const openFindings = async () => {
  const rows = await database.db.query<{ rule: string; title: string }>(
    `select rule, title from detection.finding where state = 'open' order by rule, title`,
  );
  return rows.map(({ rule, title }) => `${rule}: ${title}`);
};

beforeAll(async () => {
  world = openSigningWorld(database.urlAs);
  const { system } = world;
  const hr = must(isSourceId, 'hr');
  const now = system.clock.now();
  unwrap(
    await system.database.transaction((tx) =>
      addSource(tx, { id: hr, connector: 'csv', config: {}, at: now }),
    ),
  );
  const pages = (async function* () {
    yield {
      observations: [{ type: 'person', key: 'E1', name: 'Dana', state: 'active' } as const],
      complete: true,
    };
  })();
  unwrap(await importRead({ database: system.database, source: hr, pages, startedAt: now, now: () => now }));
  dana = await subjectOf(system.database, { entity: 'person', source: hr, key: 'E1' });
});
afterAll(() => world.close());

describe('this installation’s own API tokens', () => {
  it('are no source before there is one', async () => {
    expect(await readOwnTokens(world.system, signal)).toBeUndefined();
    expect((await listSources(world.system.database)).map(({ id }) => id)).toEqual(['hr']);
  });

  it('are integrations of the estate, and whose owner nobody knows is found by the ordinary rule', async () => {
    await issue('nightly export', dana);
    await issue('__proto__', stranger);
    unwrap(await readOwnTokens(world.system, signal));
    expect(await accounts()).toEqual([
      { name: '__proto__', kind: 'integration', state: 'active', owner: null },
      { name: 'nightly export', kind: 'integration', state: 'active', owner: 'E1' },
    ]);
    expect(await openFindings()).toEqual(['nhi-without-owner: __proto__ has no owner']);
  });

  it('that nobody used for long are found as credentials that were never used', async () => {
    world.pass(60 * 86_400);
    unwrap(await readOwnTokens(world.system, signal));
    expect((await openFindings()).filter((each) => each.startsWith('credential-never-used'))).toHaveLength(2);
  });

  it('are read when one is issued or revoked, and one that was revoked is there no more', async () => {
    const stop = new AbortController();
    const problems: unknown[] = [];
    const running = runOwnTokens(world.system, stop.signal, (error) => problems.push(error));
    const { token } = await issue('short', dana);
    const named = async () => (await accounts()).map((row) => Object(row).name as unknown);
    await eventually('the token is in the estate', async () => (await named()).includes('short'));
    await revoke(token.id, dana);
    await eventually('the token is gone', async () => !(await named()).includes('short'));
    stop.abort();
    await running;
    expect(problems).toEqual([]);
  });

  it('are gone also when they came and went beside a read', async () => {
    const { token: before } = await issue('before', dana);
    const { database: real } = world.system;
    const stop = new AbortController();
    const problems: unknown[] = [];
    let beside: Promise<void> | undefined;
    let made = '';
    const besideTheDigest: Database = {
      ...real,
      async query<Row extends object>(text: string, values?: readonly unknown[]) {
        const rows = await real.query<Row>(text, values);
        if (text.includes('md5('))
          await (beside ??= issue('beside', dana).then(({ token }) => void (made = token.id)));
        return rows;
      },
    };
    const running = runOwnTokens(
      { ...world.system, database: besideTheDigest },
      stop.signal,
      () => undefined,
    );
    const isThere = async () => (await accounts()).some((row) => Object(row).name === 'beside');
    await eventually('the token is in the estate', isThere);
    await revoke(made, dana);
    await eventually('the token is gone', async () => !(await isThere()));
    stop.abort();
    await running;
    await revoke(before.id, dana);
    expect(problems).toEqual([]);
  });

  it('end in the estate when they end', async () => {
    world.pass(30 * 86_400);
    unwrap(await readOwnTokens(world.system, signal));
    expect(await accounts()).toEqual([]);
    expect(await openFindings()).toEqual([]);
  });

  it('may all be revoked at once: that is no export that broke', async () => {
    const made = await Promise.all(Array.from({ length: 30 }, (_, n) => issue(`t${n}`, dana)));
    unwrap(await readOwnTokens(world.system, signal));
    expect(await accounts()).toHaveLength(30);
    for (const { token } of made) await revoke(token.id, dana);
    unwrap(await readOwnTokens(world.system, signal));
    expect(await accounts()).toEqual([]);
  });

  it('are a source that nobody adds, takes the name of, or removes', async () => {
    const add = (id: string, connector: string) =>
      addSourceAt(world.system, { id, connector, location: '/tmp', from: 'owner' });
    expect(await add('countersign', 'csv')).toMatchObject({ ok: false, code: 'usage' });
    expect(await add('countersign-tokens', 'csv')).toMatchObject({ ok: false, code: 'usage' });
    expect(await add('mine', 'countersign')).toMatchObject({ ok: false, code: 'usage' });
    expect(await remove(world.system, ownSource)).toMatchObject({ ok: false, code: 'usage' });
  });
});
