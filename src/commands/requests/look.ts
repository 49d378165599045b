import { askables, askablesNamed, highestTier, resourceOf, type Askable } from '../../estate/index.ts';
import {
  addSeconds,
  done,
  refuse,
  type AccountView,
  type Change,
  type EstateRef,
  type Evidence,
  type Instant,
  type Result,
  type SubjectId,
  type Tier,
  type Verdict,
} from '../../model/index.ts';
import { parseNeed } from '../../policy/index.ts';
import {
  denialsOf,
  heldUntil,
  prepareCase,
  says,
  type Denial,
  type Draft,
  type HeldUntil,
  type PreparedCase,
} from '../../review/index.ts';
import { changeOf } from '../bundles/gift.ts';
import { reachOnce } from '../case/reach-once.ts';
import { gainedBy } from '../case/gains.ts';
import type { WouldBeConflict } from '../case/would-be-duties.ts';
import { inWords, reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { sourcesWritten, type CatalogueItem } from './catalogue.ts';
import { accountIn, type ForWhom } from './for-whom.ts';
import { peersHolding, type Peers } from './peers.ts';
import { reachGained, type ReachGained } from './reach-gained.ts';
import { whoAnswers, type AnswersNeeded } from './who-answers.ts';

export interface LookAsked {
  /** Key or name of what is wanted; `source/key` where several sources have it. */
  readonly what: string;
  /** Absent: for who asks. */
  readonly for?: string;
  readonly asker?: SubjectId;
  /** Absent: as long as policy lets it last; null: without an end. */
  readonly endsAt?: Instant | null;
  readonly purpose?: string;
}

/** What a request would be: the exact changes to sign, and everything that it would mean. Nothing is recorded. */
export interface RequestLooked {
  readonly thing: CatalogueItem;
  readonly whom: ForWhom;
  readonly changes: readonly Change[];
  readonly endsAt: Instant | null;
  /** The longest that policy lets it last; null: no rule bounds it. */
  readonly mostSeconds: number | null;
  readonly inWords: readonly string[];
  readonly tier: Tier | null;
  /** The same is held until a date: then this prolongs it, as a decision of its own. */
  readonly extends: HeldUntil | null;
  readonly gained: {
    readonly rights: readonly {
      readonly right: string;
      readonly path: readonly string[];
      readonly tier: Tier | null;
      readonly dataClass: string | null;
    }[];
    readonly total: number;
    readonly truncated: boolean;
  };
  /** Null: not worked out, because it gives one right and no group. */
  readonly reach: ReachGained | null;
  readonly duties:
    | { readonly is: 'clear' | 'conflicts'; readonly conflicts: readonly WouldBeConflict[] }
    | { readonly is: 'cannot tell'; readonly because: string };
  readonly peers: Peers | null;
  readonly verdict: Verdict;
  readonly missingInWords: readonly string[];
  readonly answers: readonly AnswersNeeded[];
  readonly denials: readonly Denial[];
  readonly evidence: Evidence;
}

/** Where nothing else bounds it, it ends after half a year: every grant has an end unless somebody says otherwise. */
const usualSeconds = 180 * 86_400;
const mostRightsTold = 50;

/** What asking for this would really allow, what stands against it, and who would have to say yes. */
export async function lookAtRequest(system: System, asked: LookAsked): Promise<Result<RequestLooked>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const found = await thingNamed(system, asked.what);
  if (!found.ok) return found;
  const thing = found.value;
  const whom = await accountIn(system, thing.source, {
    ...(asked.for === undefined ? {} : { named: asked.for }),
    ...(asked.asker === undefined ? {} : { asker: asked.asker }),
  });
  if (!whom.ok) return whom;
  const now = system.clock.now();
  const prepare = (endsAt: Instant | null): Promise<Result<PreparedCase>> => {
    const changes = [givenTo(thing, whom.value, endsAt)];
    const draft: Draft = {
      origin: 'person',
      draftedBy: 'person',
      title: changes.map(says).join('; ').slice(0, 500),
      reason: asked.purpose ?? 'not said yet',
      changes,
      findings: [],
      endsAt,
      causedBy: [],
    };
    return prepareCase(
      bench.value,
      draft,
      asked.asker === undefined
        ? { as: 'nobody yet' }
        : { as: 'requester', person: asked.asker, statement: '', signature: '' },
    );
  };
  const endless = await prepare(null);
  if (!endless.ok) return endless;
  const most = mostSecondsOf(endless.value.verdict);
  const endsAt =
    asked.endsAt === undefined ? addSeconds(now, Math.min(most ?? usualSeconds, usualSeconds)) : asked.endsAt;
  const prepared = await prepare(endsAt);
  if (!prepared.ok) return prepared;
  const { facts, verdict, proposal } = prepared.value;
  const change = givenTo(thing, whom.value, endsAt);
  const gained = await gainedBy(system.database, change, reachOnce(system.database));
  const rights = gained?.rights ?? [];
  return done({
    thing: { ...thing, given: (await sourcesWritten(system)).has(thing.source) ? 'enforcer' : 'ticket' },
    whom: whom.value,
    changes: [change],
    endsAt,
    mostSeconds: most,
    inWords: [says(change)],
    tier: facts.changes[0]?.tier ?? null,
    extends: (await heldUntil(system.database, change)) ?? null,
    gained: {
      rights: await Promise.all(
        rights.slice(0, mostRightsTold).map(async ({ entitlementKey, path, resourceKey }) => {
          const on = await resourceOf(system.database, { source: thing.source, key: entitlementKey });
          return {
            right: entitlementKey,
            path,
            tier: on?.tier?.value ?? (await highestTier(system.database, [resourceKey])) ?? null,
            dataClass: on?.dataClass?.value ?? null,
          };
        }),
      ),
      total: rights.length,
      truncated: gained?.truncated ?? false,
    },
    reach:
      thing.entity === 'group'
        ? ((await reachGained(system, whom.value.account, { ...thing, entity: 'group' })) ?? null)
        : null,
    duties: await dutiesOf(system, { thing, whom: whom.value, rights, endsAt, now }),
    peers:
      whom.value.identity.entity === 'person'
        ? ((await peersHolding(system.database, whom.value.identity, thing)) ?? null)
        : null,
    verdict,
    missingInWords: inWords(bench.value, verdict),
    answers: await whoAnswers(
      system,
      facts,
      verdict.outcome === 'requestable' ? verdict.missing : [],
      (need) => bench.value.judge.explain(need),
      now,
    ),
    denials: await denialsOf(system.database, change),
    evidence: proposal.evidence,
  });
}

/** The same question that the case asks, with its answer in parts and not in sentences. */
async function dutiesOf(
  system: System,
  of: {
    readonly thing: Askable;
    readonly whom: ForWhom;
    readonly rights: readonly { readonly entitlementKey: string }[];
    readonly endsAt: Instant | null;
    readonly now: Instant;
  },
): Promise<RequestLooked['duties']> {
  const { thing, whom, rights, endsAt, now } = of;
  const view = await viewOf(system, whom.account);
  if (view === undefined)
    return { is: 'cannot tell', because: 'whoever is in that group would have it, whom nobody listed' };
  const duties = await system.duties.wouldBe({
    account: view,
    gained: rights.map(({ entitlementKey: key }) => ({ source: thing.source, key })),
    endsAt,
    now,
  });
  if (duties.is === 'cannot tell') return duties;
  return duties.is === 'clear'
    ? { is: 'clear', conflicts: duties.excepted }
    : { is: 'conflicts', conflicts: duties.conflicts };
}

async function viewOf(system: System, account: EstateRef): Promise<AccountView | undefined> {
  for await (const page of system.views.views({ is: 'accounts', accounts: [account] }))
    for (const view of page) return view;
  return undefined;
}

/** The shortest of the durations that rows ask for, of a case without an end. */
function mostSecondsOf(verdict: Verdict): number | null {
  const seconds = (verdict.outcome === 'requestable' ? verdict.missing : []).flatMap((token) => {
    const need = parseNeed(token);
    return need?.kind === 'duration' ? [need.seconds] : [];
  });
  return seconds.length === 0 ? null : Math.min(...seconds);
}

const givenTo = ({ entity, source, key }: Askable, { account }: ForWhom, until: Instant | null): Change =>
  changeOf({ is: entity, source, key }, account.key, 'add', until);

/** What can be asked for under this key or name; `source/key` where several sources have it. */
export async function thingNamed(system: Pick<System, 'database'>, what: string): Promise<Result<Askable>> {
  const named = await askablesNamed(system.database, what);
  const exact = named.filter(({ key, source }) => key === what || `${source}/${key}` === what);
  const [thing, another] = exact.length > 0 ? exact : named;
  if (thing === undefined) {
    const near = await askables(system.database, { text: what, limit: 5 });
    return refuse(
      'not_found',
      `Nothing that can be asked for is called \`${what}\`.`,
      near.items.length === 0
        ? 'Look for it with `countersign request catalogue WORDS`.'
        : `Did you mean one of ${near.items.map(({ source, key }) => `\`${source}/${key}\``).join(', ')}?`,
    );
  }
  return another === undefined
    ? done(thing)
    : refuse(
        'usage',
        `\`${what}\` is the name of several: ${named.map(({ source, key }) => `\`${source}/${key}\``).join(', ')}.`,
        'Say which, as it is written here.',
      );
}
