import type { SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { rcpServices } from '../access/aws-actions.ts';
import type { AccessGraph, AccessVersion } from '../access/graph.ts';
import type { Gap } from '../gaps.ts';
import { loadHashers, type Hasher } from '../tables/keyed-hash.ts';
import { githubTechniques } from './across/github.ts';
import { federatedRoles, type FederatedRole } from './across/federated-roles.ts';
import { partsAcross, sameCredentials, storedSecrets, type NodesAt } from './across/index.ts';
import type { Store } from './across/stored-secrets.ts';
import { awsTechniques, type AwsAt } from './aws/index.ts';
import { Kept } from './aws/kept.ts';
import type { Becoming, Place, TechniqueSource } from './becoming.ts';
import { crownJewelsOf, mostJewels, registeredJewels } from './crown-jewels.ts';
import { entraTechniques } from './entra/index.ts';
import { buildEscalation, type EscalationGraph, type SourceSteps } from './escalation-graph.ts';
import { KeptFindings } from './kept-findings.ts';
import { KeptSteps } from './kept-steps.ts';
import { kubernetesTechniques } from './kubernetes/index.ts';
import { ldapTechniques } from './ldap/index.ts';
import { oktaTechniques } from './okta/index.ts';
import { Pace } from './pace.ts';
import { postgresTechniques } from './postgres/index.ts';
import { loadSourceAt, type SourceAt } from './source-at.ts';
import { vaultTechniques } from './vault/index.ts';

/** A version, put together, and how much of the crown jewels is in it. */
export interface Loaded {
  readonly graph: EscalationGraph;
  readonly jewels: { readonly total: number; readonly told: number };
  /** What could lead from one source into another and was too much to be gone through. */
  readonly notTried: readonly Gap[];
}

/** How far it is: which source is looked at, as the how manieth of all, and steps that were found in the others. */
export interface Progress {
  readonly source: SourceId;
  readonly done: number;
  readonly sources: number;
  readonly steps: number;
}

/** Techniques by the connector in whose sources they are looked for. */
const bySourceRows: readonly TechniqueSource<SourceAt>[] = [
  kubernetesTechniques,
  postgresTechniques,
  ldapTechniques,
  githubTechniques,
  entraTechniques,
  oktaTechniques,
  vaultTechniques,
];

type Read = AccessVersion['reads'][number];

/**
 * Looks for every technique in every source, as the access graph's version has them, at a pace. `kept`: what was found at an
 * earlier version. A source that was not read since is not looked at again, and of one of AWS only what changed is judged.
 */
export async function loadEscalation(
  db: Queryable,
  access: AccessGraph,
  {
    kept = new KeptFindings(),
    pace = new Pace(),
    onProgress,
  }: {
    readonly kept?: KeptFindings;
    readonly pace?: Pace;
    readonly onProgress?: (progress: Progress) => void;
  } = {},
): Promise<Loaded> {
  const { reads } = access.version;
  const rows = await db.query<{ no: number; connector: string }>('select no, connector from sources.source');
  const connectors = new Map(rows.map(({ no, connector }) => [no, connector]));
  const places = new Places({ db, access, connectors, kept, hash: (await loadHashers(db)).key });
  const steps: SourceSteps[] = [];
  let [total, told, found] = [0, 0, 0];
  for (const [done, read] of reads.entries()) {
    onProgress?.({ source: read.source, done, sources: reads.length, steps: found });
    const most = mostJewels - told;
    let is = kept.ofSource(access, read, most);
    if (is === undefined) {
      const jewels = await crownJewelsOf(db, access, {
        read,
        connector: connectors.get(read.sourceNo),
        most,
      });
      const own = { ...(await stepsIn(places, read, pace)), rights: jewels.rights };
      is = { steps: own, total: jewels.total, told: jewels.told };
      kept.keepSource(access, read, { ...is, most });
    }
    steps.push(is.steps);
    total += is.total;
    told += is.told;
    found += is.steps.becomings.length;
    if (pace.isDue) await pace.rest();
  }
  steps.push(...(await stepsAcross(places, pace)));
  kept.turn(reads);
  const notTried = steps.flatMap((each) => each.notTried ?? []);
  return { graph: await buildEscalation(access, steps, pace), jewels: { total, told }, notTried };
}

async function stepsIn(places: Places, read: Read, pace: Pace): Promise<Omit<SourceSteps, 'rights'>> {
  const connector = places.of.connectors.get(read.sourceNo) ?? '';
  if (connector === 'aws') {
    const at = await places.aws(read);
    return at === undefined ? nothingIn(read) : stepsOf(awsTechniques, at, pace);
  }
  const techniques = bySourceRows.find(({ platform }) => platform === connector);
  if (techniques === undefined) return nothingIn(read);
  return stepsOf(techniques, await places.rows(read), pace);
}

const nothingIn = ({ sourceNo }: Read): Omit<SourceSteps, 'rights'> => ({
  sourceNo,
  becomings: [],
  replaced: [],
});

async function stepsOf<At extends Place>(
  techniques: TechniqueSource<At>,
  at: At,
  pace: Pace,
): Promise<Omit<SourceSteps, 'rights'>> {
  const becomings: Becoming[] = [];
  await pace.take(techniques.becoming(at), (each) => becomings.push(each));
  const replaced: number[] = [];
  await pace.take(techniques.replaced?.(at) ?? [], (each) => replaced.push(each));
  return { sourceNo: at.sourceNo, becomings, replaced };
}

/** Every step from one source into another: found again only where one of the two was read since. */
async function stepsAcross(places: Places, pace: Pace): Promise<readonly SourceSteps[]> {
  const { access, connectors, kept, db } = places.of;
  const across: SourceSteps[] = [];
  let roles: readonly FederatedRole[] | undefined;
  for (const part of partsAcross(access.version.reads, connectors)) {
    const name = `${part.name} ${part.rests.map(({ sourceNo, read }) => `${sourceNo}:${read}`).join(' ')}`;
    let steps = kept.across(access, name);
    if (steps === undefined) {
      roles ??= part.needsRoles ? federatedRoles(await places.allAws()) : undefined;
      const nodes: NodesAt[] = [];
      for (const read of part.between) nodes.push(await places.nodes(read));
      const [first] = part.rests;
      const becomings: Becoming[] = [];
      const notTried: Gap[] = [];
      const missed = (what: string): unknown =>
        notTried.push({ source: first.source, what, why: 'there are too many to be gone through' });
      await pace.take(part.find(nodes, roles ?? [], { missed }), (each) => becomings.push(each));
      steps = { sourceNo: -1, becomings, replaced: [], rights: [], notTried };
      kept.keepAcross(
        name,
        new KeptSteps(access, new Set(part.rests.map(({ sourceNo }) => sourceNo)), steps),
      );
    }
    across.push(steps);
  }
  const same = await sameCredentials(db, access, connectors);
  const stored = await storedSecrets(db, { graph: access, stores: new Map(storesAmong(places)) });
  const rights = await registeredJewels(db, access, connectors);
  return [...across, { sourceNo: -1, becomings: [...same, ...stored], replaced: [], rights }];
}

/** Sources in which secrets are kept for others, each loaded only if somebody's is. */
function* storesAmong(places: Places): Iterable<readonly [source: string, store: Store]> {
  const { access, connectors } = places.of;
  for (const read of access.version.reads) {
    const connector = connectors.get(read.sourceNo);
    if (connector === 'aws') yield [read.source, { is: 'aws', load: () => places.aws(read) }];
    if (connector === 'vault') yield [read.source, { is: 'vault', load: () => places.rows(read) }];
  }
}

/** Sources as the version has them, each read when it is first needed. */
class Places {
  readonly of: {
    readonly db: Queryable;
    readonly access: AccessGraph;
    readonly connectors: ReadonlyMap<number, string>;
    readonly hash: Hasher;
    readonly kept: KeptFindings;
  };
  readonly #rows = new Map<number, SourceAt>();

  constructor(of: Places['of']) {
    this.of = of;
  }

  async rows(read: Read): Promise<SourceAt> {
    const known = this.#rows.get(read.sourceNo);
    if (known !== undefined) return known;
    const { db, access, hash, connectors, kept } = this.of;
    const connector = connectors.get(read.sourceNo) ?? '';
    const at = await loadSourceAt(db, { graph: access, hash, connector, ...read });
    this.#rows.set(read.sourceNo, at);
    kept.keepNodes(access, read, at);
    return at;
  }

  async nodes(read: Read): Promise<NodesAt> {
    return this.of.kept.nodes(this.of.access, read) ?? this.rows(read);
  }

  /** Compiled; what was compiled and judged of the source before is taken as far as it holds. */
  async aws(read: Read): Promise<AwsAt | undefined> {
    const { db, access, kept } = this.of;
    const when = { rcpServices: await rcpServices(), now: undefined }; // when it will be is not known: conditions on the time stay open
    const before = kept.aws(read.sourceNo);
    const estate = before?.read === read.read ? before.estate : await kept.estates.at(db, read);
    if (estate === undefined) return undefined;
    const judged = before?.judged.holdsFor(estate, when) === true ? before.judged : new Kept(estate, when);
    kept.keepAws(read.sourceNo, { read: read.read, estate, judged });
    return { graph: access, sourceNo: read.sourceNo, estate, when, kept: judged };
  }

  async allAws(): Promise<readonly AwsAt[]> {
    const { access, connectors } = this.of;
    const all: AwsAt[] = [];
    for (const read of access.version.reads) {
      const at = connectors.get(read.sourceNo) === 'aws' ? await this.aws(read) : undefined;
      if (at !== undefined) all.push(at);
    }
    return all;
  }
}
