import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import { writeFiles } from '../../src/connectors/aws/testing.ts';
import { entra } from '../../src/connectors/entra/index.ts';
import { github } from '../../src/connectors/github/index.ts';
import type { Connector } from '../../src/connectors/kit/connector.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { mcp } from '../../src/connectors/mcp/index.ts';
import { okta } from '../../src/connectors/okta/index.ts';
import { vault } from '../../src/connectors/vault/index.ts';
import { globsOverlap } from '../../src/platform/glob.ts';
import { matchQuestion } from '../../src/estate/access/match.ts';
import { addSource, importRead, openAccess, type AccessEngine, type Right } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type Observation, type SourceId } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { asked as awsAsked, randomAccount } from '../support/aws/random-account.ts';
import { useDatabase } from '../support/database.ts';
import { readCase } from '../support/relations/case-shape.ts';
import { asTold, observationsOf } from '../support/relations/observations.ts';
import { actions, askedResources, worlds } from '../support/relations/worlds.ts';
import { runs } from '../support/runs.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let db: Database;
beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

/** One source that is read anew for each world, so that no other is in the way. */
async function take(source: SourceId, observations: readonly Observation[]): Promise<AccessEngine> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source, pages: pages(), startedAt: at, now: () => at });
  if (!read.ok) throw new Error(read.message);
  return openAccess(db);
}

type Verdict = 'yes' | 'depends' | 'no';
const tally = { yes: 0, depends: 0, no: 0 };

/**
 * Asks all questions of the same things and returns what does not agree: who-can lists an identity exactly when can says yes or
 * depends, what-can with an action lists a resource exactly then, and what-can has a right that says so.
 */
async function disagreements(
  access: AccessEngine,
  of: {
    readonly source: SourceId;
    readonly identities: readonly { readonly entity: 'account' | 'group'; readonly key: string }[];
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  },
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const { graph, labels } = await access.resident();
  const rightsOf = new Map<string, readonly Right[]>();
  for (const { entity, key } of of.identities) {
    const identity = { entity, source: of.source, key };
    const what = await access.whatCan({ identity, now: at, limit: 100_000 });
    if (!what.ok) throw new Error(what.message);
    rightsOf.set(key, what.value.rights);
  }
  for (const action of of.actions) {
    const listed = new Map<string, ReadonlyMap<string, Verdict>>();
    for (const { entity, key } of of.identities) {
      const on = await access.whatOn({ identity: { entity, source: of.source, key }, action, now: at });
      if (!on.ok) throw new Error(on.message);
      listed.set(
        key,
        new Map([
          ...on.value.open.told.map(({ resource }) => [resource.key, 'depends'] as const),
          ...on.value.resources.map(({ resource, verdict }) => [resource.key, verdict] as const),
        ]),
      );
    }
    const resources = new Set([...of.resources, ...[...listed.values()].flatMap((each) => [...each.keys()])]);
    for (const resource of resources) {
      const who = await access.whoCan({ action, resource, now: at, limit: 100_000 });
      const holders = new Map<string, Verdict>([
        ...who.open.told.map(({ account }) => [account.key, 'depends'] as const),
        ...who.holders.map(({ account, verdict }) => [account.key, verdict] as const),
        ...who.outsiders.told.map(({ subject, verdict }) => [subject.key, verdict] as const),
      ]);
      const matched = matchQuestion(graph, action, resource);
      await labels.fetch(db, { node: [], membership: [], grant: [], entitlement: matched.entitlements });
      const meant = new Set(matched.entitlements.map((each) => labels.of('entitlement', each).ref.key));
      const isKnown = graph.resources.keys.includes(resource);
      for (const { entity, key } of of.identities) {
        const identity = { entity, source: of.source, key };
        const can = await access.can({ identity, action, resource, now: at });
        const verdict: Verdict = can.ok ? can.value.answer.verdict : 'no';
        tally[verdict]++;
        const said = `${key} ${action} ${resource}: can says ${verdict}`;
        const byWho = holders.get(key) ?? 'no';
        if (entity === 'account' && byWho !== verdict) wrong.push(`${said}, who-can ${byWho}`);
        const byList = listed.get(key)?.get(resource) ?? 'no';
        if ((isKnown || byList !== 'no') && byList !== verdict && isAskable(of.source, action, resource))
          wrong.push(`${said}, what-can on resources ${byList}`);
        if (verdict === 'no') continue;
        const isThere = (rightsOf.get(key) ?? []).some(
          ({ entitlement }) =>
            entitlement === undefined ||
            meant.has(entitlement.key) ||
            names(entitlement.name, action, resource),
        );
        if (!isThere && can.ok && !isOpen(who, key)) wrong.push(`${said}, what-can has no such right`);
      }
    }
  }
  for (const { entity, key } of of.identities) {
    const identity = { entity, source: of.source, key };
    for (const { entitlement, verdict } of rightsOf.get(key) ?? []) {
      const [action = '', resource = ''] = entitlement?.name.split(' on ') ?? [];
      if (verdict !== 'yes' || action === '' || /[*?]/.test(entitlement?.name ?? '')) continue;
      const can = await access.can({ identity, action, resource, now: at });
      const found = can.ok ? can.value.answer.verdict : 'refused';
      if (found !== 'yes') wrong.push(`${key}: what-can says yes to ${entitlement?.name}, can ${found}`);
    }
  }
  return wrong;
}

/** A right that only a policy on a resource gives is no row, and is named in its words. */
function names(right: string, action: string, resource: string): boolean {
  const [does = '', on = ''] = right.split(' on ');
  return globsOverlap(does.toLowerCase(), action.toLowerCase()) && globsOverlap(on, resource);
}

/** What nothing that was read gives is told apart, and is no right. */
const isOpen = (
  { open }: { readonly open: { readonly told: readonly { readonly account: { readonly key: string } }[] } },
  key: string,
): boolean => open.told.some(({ account }) => account.key === key);

/** AWS is asked for the objects of a bucket, not for the bucket, where an action is about objects. */
const isAskable = (source: SourceId, action: string, resource: string): boolean =>
  source !== cloud ||
  resource.endsWith('/*') ||
  { 's3:ListBucket': /:s3:::/, 'sts:AssumeRole': /:role\//, 'iam:GetUser': /:user\// }[action]?.test(
    resource,
  ) === true;

const plain = must(isSourceId, 'plain');
const cloud = must(isSourceId, 'cloud');

const exportRead =
  <C>(connector: Connector<C>) =>
  async (path: string): Promise<readonly Observation[]> =>
    (await readWhole(connector, connector.locate(path))).all;
const exports = [
  ['entra', exportRead(entra)],
  ['okta', exportRead(okta)],
  ['github', exportRead(github)],
  ['vault', exportRead(vault)],
  ['mcp', exportRead(mcp)],
] as const;

/** The files of an export, each list in its JSON without some of what it holds: another organisation in the same format. */
function thinned(from: string, to: string, seed: number): void {
  let state = seed;
  const isKept = (): boolean => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state < 0.85 * 2 ** 32;
  };
  const thin = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.filter(isKept).map(thin)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, thin(each)]))
        : value;
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    const text = readFileSync(path, 'utf8');
    writeFileSync(join(to, name), name.endsWith('.json') ? JSON.stringify(thin(JSON.parse(text))) : text);
  }
}

/** So many of them, from the first to the last. */
const some = <T>(count: number, all: readonly T[]): readonly T[] => {
  const step = Math.max(1, Math.ceil(all.length / count));
  return all.filter((_, at) => at % step === 0);
};

// each case is some hundred questions to a real database
const patience = runs(120_000);

describe('can, who-can and what-can', { timeout: patience }, () => {
  it('agree with each other in worlds of rights, groups and denies', async () => {
    await addSource(db, { id: plain, connector: 'csv', config: {}, at });
    await fc.assert(
      fc.asyncProperty(worlds, fc.constantFrom(...actions), async (world, action) => {
        const access = await take(plain, asTold(world));
        const identities = [
          ...world.accounts.map(({ key }) => ({ entity: 'account' as const, key })),
          ...world.groups.map((key) => ({ entity: 'group' as const, key })),
        ];
        expect(
          await disagreements(access, {
            source: plain,
            identities,
            actions: [action],
            resources: askedResources,
          }),
        ).toEqual([]);
      }),
      { numRuns: runs(5), endOnFailure: true },
    );
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(20);
  });

  it('agree in accounts of AWS with boundaries, denies, trust, bucket and organisation policies', async () => {
    await addSource(db, { id: cloud, connector: 'aws', config: {}, at });
    Object.assign(tally, { yes: 0, depends: 0, no: 0 });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(randomAccount, async (files) => {
        const path = join(folder, String(++serial));
        writeFiles(path, files);
        const { all } = await readWhole(aws, aws.locate(path));
        const access = await take(
          cloud,
          all.filter(({ type, ...o }) => type !== 'gap' || !('mayDeny' in o)),
        );
        const identities = awsAsked.identities.map((key) => ({ entity: 'account' as const, key }));
        expect(
          await disagreements(access, {
            source: cloud,
            identities,
            actions: awsAsked.actions,
            resources: [
              'arn:aws:s3:::plans/*',
              'arn:aws:s3:::bills/a',
              'arn:aws:s3:::plans',
              ...awsAsked.identities.slice(2, 5),
            ],
          }),
        ).toEqual([]);
      }),
      { numRuns: runs(6), endOnFailure: true },
    );
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(20);
  });

  it.each(exports)(
    'agree in exports of %s from which parts of every list were left out by chance',
    async (name, read) => {
      const source = must(isSourceId, `made-${name}`);
      await addSource(db, { id: source, connector: name, config: {}, at });
      Object.assign(tally, { yes: 0, depends: 0, no: 0 });
      let serial = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 0xffff_ffff }), async (seed) => {
          const path = join(folder, `${name}-${++serial}`);
          thinned(join(import.meta.dirname, '../../fixtures/acme', name), path, seed);
          const all = await read(path);
          const access = await take(source, all);
          const does = all.flatMap((o) =>
            o.type === 'entitlement' && !/[*?]/.test(o.action) ? [o.action] : [],
          );
          const found = await disagreements(access, {
            source,
            identities: some(
              8,
              all.flatMap((o) =>
                o.type === 'account' || o.type === 'group' ? [{ entity: o.type, key: o.key }] : [],
              ),
            ),
            actions: some(3, [...new Set(does)]),
            resources: [
              ...some(
                4,
                all.flatMap((o) => (o.type === 'resource' ? [o.key] : [])),
              ),
              ...some(
                4,
                all.flatMap((o) =>
                  o.type === 'entitlement' && !/[*?]/.test(o.resourcePattern) ? [o.resourcePattern] : [],
                ),
              ),
            ],
          });
          expect(found).toEqual([]);
        }),
        { numRuns: runs(2), endOnFailure: true },
      );
      expect(tally.yes + tally.depends).toBeGreaterThan(0);
    },
  );

  it.each(['kubernetes-roles', 'ldap-nesting', 'active-directory'])(
    'agree in what the connector reads of %s',
    async (name) => {
      const source = must(isSourceId, name);
      await addSource(db, { id: source, connector: 'csv', config: {}, at });
      const text = readFileSync(join(import.meta.dirname, `../relations/${name}.yaml`), 'utf8');
      const all = await observationsOf(readCase(text));
      const access = await take(source, all);
      const identities = all.flatMap((o) =>
        o.type === 'account' || o.type === 'group' ? [{ entity: o.type, key: o.key }] : [],
      );
      const does = [...new Set(all.flatMap((o) => (o.type === 'entitlement' ? [o.action] : [])))].filter(
        (each) => !/[*?]/.test(each),
      );
      const on = all.flatMap((o) => (o.type === 'resource' ? [o.key] : []));
      expect(
        await disagreements(access, {
          source,
          identities: identities.slice(0, 12),
          actions: does.slice(0, 5),
          resources: on.slice(0, 10),
        }),
      ).toEqual([]);
    },
  );
});
