import { findingById, type FindingRecord, type ViewReader } from '../../detection/index.ts';
import { listSources, peopleNamedLike, targetStateOf, type Source } from '../../estate/index.ts';
import {
  done,
  endOf,
  millisecondsOf,
  refuse,
  type AccountView,
  type CaseFacts,
  type Cases,
  type CaseSubject,
  type Change,
  type ChangeFacts,
  type IdentityKind,
  type Instant,
  type Result,
  type SignerBook,
  type TargetState,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { actOf, denialsBefore, fixedSubjectKind, lastWhatIf, onlyReduces } from '../../review/index.ts';
import type { ConsumerReader } from '../consumers/consumer-reader.ts';
import type { ConsumerMap } from '../consumers/consumers-of.ts';
import { concernedBy, type Concerned } from './concerned.ts';
import { citeEvidence, type ChangeSituation } from './evidence.ts';
import { holdersFor, interestIn, replacingFor } from './people.ts';
import { gainedBy, type Gained } from './gains.ts';
import { reachOnce, type ReachOf } from './reach-once.ts';
import { tierOfChange } from './tier.ts';
import type { DutyCheck, WouldBeDuties } from './would-be-duties.ts';

/**
 * Looks a case up: what each change touches and in which state, its tier, who has an interest, who can approve, and the
 * evidence. Review asks it when a case is filed and signed, the enforcer right before it acts: the same code on both sides,
 * on each side's own connection.
 */
export const lookUpCase = (
  signers: SignerBook,
  views: ViewReader,
  duties: DutyCheck | undefined,
  consumers: ConsumerReader,
): Cases<Queryable> => ({
  async lookUp(on: Queryable, subject: CaseSubject, now: Instant): Promise<Result<CaseFacts>> {
    const findings: FindingRecord[] = [];
    for (const id of subject.findings) {
      const finding = await findingById(on, id, now);
      if (finding === undefined) return refuse('not_found', `There is no finding \`${id}\`.`);
      if (finding.finding.state.is === 'closed')
        return refuse(
          'signature_stale',
          `Finding \`${id}\` has closed: what it was about is no longer so.`,
          'There is nothing left to do; see `countersign findings`.',
        );
      findings.push(finding);
    }
    const reachOf = reachOnce(on);
    const situations: ChangeSituation[] = [];
    const changes: ChangeFacts[] = [];
    for (const change of subject.changes) {
      const concerned = await concernedBy(on, change, now);
      if (concerned === undefined)
        return refuse('not_found', 'What this change is about, a finding or a bundle, is not there.');
      const account = await viewOf(views, concerned);
      if (account === undefined && change.type !== 'account.create' && needsAccount(change))
        return refuse(
          'not_found',
          `\`${concerned.key}\` is not in source \`${concerned.source}\` as last read.`,
          `Read it again with \`countersign source read ${concerned.source}\`.`,
        );
      const state = await stateOf(on, change, concerned, now);
      const tier = await tierOfChange(on, change, concerned, reachOf);
      const reach = account === undefined ? undefined : await reachOf(concerned.source, concerned.key);
      const gained = await gainedBy(on, change, reachOf);
      situations.push({
        change,
        concerned,
        state,
        account,
        reach,
        tier,
        gained,
        consumers: await consumersWith(consumers, on, change, account),
        duties: gained === undefined ? undefined : await dutiesWith(duties, { change, account, gained, now }),
        deniedBefore: gained === undefined ? [] : await denialsBefore(on, change),
      });
      changes.push(await factsOf(on, signers, subject, { change, account, tier: tier.tier, now, reachOf }));
    }
    const { purpose, filedAt } = subject;
    const whatIf = await lastWhatIf(on, subject.changes, filedAt);
    const cited = citeEvidence(situations, findings, { purpose, whatIf }, now);
    const sources = await listSources(on);
    return done({
      changes,
      states: situations.map((situation) => situation.state),
      evidence: cited.evidence,
      evidenceKinds: cited.kinds,
      factsAgeSeconds: ageOfFacts(sources, situations, now),
    });
  },
});

/** Who uses what would be suspended or deleted; undefined: it is a person’s, or nothing of the kind. */
const consumersWith = async (
  consumers: ConsumerReader,
  on: Queryable,
  change: Change,
  account: AccountView | undefined,
): Promise<ConsumerMap | undefined> =>
  (change.type === 'account.disable' || change.type === 'account.drop') &&
  account !== undefined &&
  account.kind !== 'person' &&
  (account.kind !== 'unknown' || account.person === undefined)
    ? consumers.of(on, account)
    : undefined;

/** Whose duties nobody can name are not known to be apart. */
async function dutiesWith(
  check: DutyCheck | undefined,
  of: {
    readonly change: Change;
    readonly account: AccountView | undefined;
    readonly gained: Gained;
    readonly now: Instant;
  },
): Promise<WouldBeDuties | undefined> {
  const { change, account, gained, now } = of;
  if (check === undefined) return undefined;
  if (gained.truncated)
    return { is: 'cannot tell', because: 'it gives more rights than can be followed at once' };
  if (account === undefined)
    return { is: 'cannot tell', because: 'whoever is in that group would have it, whom nobody listed' };
  return check.wouldBe({
    account,
    gained: gained.rights.map(({ entitlementKey: key }) => ({ source: change.source, key })),
    endsAt: endOf(change, null),
    now,
  });
}

async function factsOf(
  on: Queryable,
  signers: SignerBook,
  subject: CaseSubject,
  of: {
    readonly change: Change;
    readonly account: AccountView | undefined;
    readonly tier: ChangeFacts['tier'] & string;
    readonly now: Instant;
    readonly reachOf: ReachOf;
  },
): Promise<ChangeFacts> {
  const reduces = onlyReduces(of.change);
  const interest = await interestIn(
    on,
    of.change,
    subject.requester,
    of.account,
    await signers.inForce(of.now),
  );
  const holders = await holdersFor(on, signers, of.change, of.account, of.now, of.reachOf);
  const { filedAt } = subject;
  const replacing = await replacingFor(on, signers, holders, {
    tier: of.tier,
    filedAt,
    now: of.now,
    interest,
  });
  return {
    act: actOf(of.change),
    subject: fixedSubjectKind(of.change) ?? (await kindOf(on, of.change, of.account)),
    tier: of.tier,
    reversible: of.change.type !== 'account.drop' && of.change.type !== 'risk.reopen',
    reduces,
    basis: 'decision',
    ...(of.change.type === 'account.drop' && of.change.watchedSeconds !== undefined
      ? { watchedSeconds: of.change.watchedSeconds }
      : {}),
    ...(interest === undefined ? {} : { interest }),
    holders,
    ...(Object.keys(replacing).length === 0 ? {} : { replacing }),
  };
}

/** An account that nobody declared is a person's if a person was found for it, and otherwise non-human, whose rows ask for more. */
async function kindOf(
  on: Queryable,
  change: Change,
  account: AccountView | undefined,
): Promise<IdentityKind> {
  if (account === undefined)
    return change.type === 'account.create' && (await peopleNamedLike(on, change.accountKey)).length > 0
      ? 'person'
      : 'service_account';
  if (account.kind !== 'unknown') return account.kind;
  return account.person === undefined ? 'service_account' : 'person';
}

/** Grants and memberships may be held by groups, which have no view; accounts must be there. */
const needsAccount = (change: Change): boolean =>
  change.type.startsWith('account.') || change.type.startsWith('owner.');

async function viewOf(views: ViewReader, concerned: Concerned): Promise<AccountView | undefined> {
  for await (const page of views.views({
    is: 'accounts',
    accounts: [{ source: concerned.source, key: concerned.key }],
  }))
    for (const view of page) return view;
  return undefined;
}

async function stateOf(
  on: Queryable,
  change: Change,
  concerned: Concerned,
  now: Instant,
): Promise<TargetState> {
  const state = await targetStateOf(on, change);
  if (state !== undefined) return state;
  const finding = concerned.finding?.finding.state;
  return { acceptedUntil: finding?.is === 'accepted' && finding.until > now ? finding.until : null };
}

/** Age of the oldest complete read that the facts rest on; a source never read makes them as old as can be. */
function ageOfFacts(
  sources: readonly Source[],
  situations: readonly ChangeSituation[],
  now: Instant,
): number {
  const ages = situations.map(({ concerned }) => {
    const read = sources.find((source) => source.id === concerned.source)?.lastCompleteRead;
    return read === undefined
      ? 10 * 365 * 86_400
      : Math.max(0, Math.ceil((millisecondsOf(now) - millisecondsOf(read.startedAt)) / 1000));
  });
  return Math.max(0, ...ages);
}
