import { listFindings, type FindingRecord } from '../detection/index.ts';
import { accountViews, gapsOf } from '../estate/index.ts';
import {
  done,
  refuse,
  type AccountView,
  type IdentityRef,
  type Instant,
  type Result,
} from '../model/index.ts';
import { accountsOfPerson, identityByRef, identityRefOf, type IdentityItem } from '../query/index.ts';
import { decisionsOn, proposalsAbout } from '../review/index.ts';
import { endingsOf } from './endings/ending-shown.ts';
import { accountShown, namesOf } from './identity-account.ts';
import { differencesOf, noDifferences } from './identity-differences.ts';
import type { AccountShown, IdentityPageShown } from './identity-shown.ts';
import { pageThen } from './identity-then.ts';
import { timelineOf } from './identity-timeline.ts';
import type { System } from './system.ts';

/** Bounds of one page; what is beyond is said, not shown. */
const most = { accounts: 20, findings: 200, events: 200, proposals: 50 } as const;

/**
 * The page as it was, where a moment is given: accounts that are theirs now, as the last reads before then had them, and
 * findings by when they opened and closed. Last use, acceptances and owners assigned here are not kept over time.
 */
export async function identityPage(
  system: Pick<System, 'database' | 'clock' | 'access'>,
  ref: IdentityRef,
  at?: Instant,
): Promise<Result<IdentityPageShown>> {
  if (at !== undefined && at > system.clock.now())
    return refuse('usage', 'That moment has not come yet.', 'Ask for one in the past.');
  const now = await pageOfNow(system, ref);
  if (!now.ok || at === undefined) return now;
  const { value } = now;
  const then = await pageThen(system, value, at);
  return done({ ...then, differs: differencesOf(then, value) });
}

/**
 * Everything about one identity: of a person their accounts, of an account itself; credentials, effective access with
 * paths, findings in every state, what reads saw change, and what was decided about its findings.
 */
async function pageOfNow(
  system: Pick<System, 'database' | 'clock' | 'access'>,
  ref: IdentityRef,
): Promise<Result<IdentityPageShown>> {
  const { database } = system;
  const identity = await identityByRef(database, ref);
  if (identity === undefined)
    return refuse(
      'not_found',
      `There is no identity \`${ref}\`.`,
      'It may have left the estate; look for it in the list of identities.',
    );
  const isPerson = identity.entity === 'person';
  const items = isPerson ? (await accountsOfPerson(database, ref)).slice(0, most.accounts) : [identity];
  const views = await viewsOf(system, items);
  const accounts: AccountShown[] = [];
  for (const item of items) accounts.push(await accountShown(system, item, views.get(item.ref)));
  const found = await findingsOf(system, items);
  const ids = found.records.map(({ finding }) => finding.id);
  const proposals = await proposalsAbout(database, ids, most.proposals + 1);
  const decided = [];
  for (const proposal of proposals.slice(0, most.proposals))
    decided.push({
      ...proposal,
      decisions: await decisionsOn(database, proposal.id),
      endings: await endingsOf(system, proposal.id),
    });
  const timeline = await timelineOf(database, {
    things: [
      ...(isPerson ? [{ entity: 'person', ...namesOf(identity) } as const] : []),
      ...items.map((item) => ({ entity: 'account', ...namesOf(item) }) as const),
      ...accounts.flatMap(({ credentials }) => credentials.map((each) => each.ref)).slice(0, 40),
    ],
    findings: found.records.map(({ finding }) => finding),
  });
  const sources = new Set(items.map(({ source }) => source));
  return done({
    identity,
    person:
      identity.person === null || isPerson
        ? null
        : ((await identityByRef(database, identity.person)) ?? null),
    accounts,
    notRead: (await gapsOf(database)).filter((gap) => sources.has(gap.source)),
    findings: found.records.map(({ finding, account }) => ({
      id: finding.id,
      rule: finding.ruleId,
      title: finding.title,
      severity: finding.severity,
      score: finding.score,
      state: finding.state,
      account:
        items.find((item) => item.source === account.source && item.key === account.key)?.name ?? account.key,
    })),
    timeline: timeline.slice(0, most.events),
    decided,
    cut: {
      findings: found.isCut,
      timeline: timeline.length > most.events,
      decided: proposals.length > most.proposals,
    },
    at: null,
    there: true,
    differs: noDifferences,
  });
}

async function viewsOf(
  { database, access }: Pick<System, 'database' | 'access'>,
  refs: readonly IdentityItem[],
): Promise<ReadonlyMap<IdentityRef, AccountView>> {
  const views = new Map<IdentityRef, AccountView>();
  if (refs.length === 0) return views;
  for await (const page of accountViews(database, access, { is: 'refs', refs }))
    for (const view of page) views.set(identityRefOf('account', view.ref.source, view.ref.key), view);
  return views;
}

const stateOrder = { open: 0, accepted: 1, closed: 2 } as const;

/** Those of these accounts, open ones first, each state by rank. */
async function findingsOf(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  accounts: readonly IdentityItem[],
): Promise<{ readonly records: readonly FindingRecord[]; readonly isCut: boolean }> {
  const now = clock.now();
  const records: FindingRecord[] = [];
  for (const { source, key } of accounts) {
    const filter = { sources: [source], account: key, states: ['open', 'accepted', 'closed'] } as const;
    records.push(...(await listFindings(database, { filter, limit: most.findings + 1, now })).items);
  }
  records.sort(
    (a, b) =>
      stateOrder[a.finding.state.is] - stateOrder[b.finding.state.is] || b.finding.score - a.finding.score,
  );
  return { records: records.slice(0, most.findings), isCut: records.length > most.findings };
}
