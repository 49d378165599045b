import { listFindings, type FindingRecord } from '../detection/index.ts';
import { accountViews, gapsOf, type Gap, type Right } from '../estate/index.ts';
import {
  done,
  refuse,
  type AccountView,
  type CredentialView,
  type EstateRef,
  type FindingId,
  type IdentityRef,
  type Instant,
  type Result,
  type Severity,
} from '../model/index.ts';
import { accountsOfPerson, identityByRef, identityRefOf, type IdentityItem } from '../query/index.ts';
import { decisionsOn, proposalsAbout, type ListedProposal, type StoredDecision } from '../review/index.ts';
import { basesOf, type Based } from './access-basis.ts';
import { timelineOf, type IdentityEvent } from './identity-timeline.ts';
import type { System } from './system.ts';

/** Bounds of one page; what is beyond is said, not shown. */
const most = { accounts: 20, rights: 200, findings: 200, events: 200, proposals: 50 } as const;

/** `never`: the source says so. `unknown`: it does not say. */
export type Moment = Instant | 'never' | 'unknown';

export interface CredentialShown {
  readonly ref: EstateRef;
  readonly credential: CredentialView['credential'];
  readonly state: CredentialView['state'];
  /** Last rotated, else created. */
  readonly since: Instant | null;
  readonly lastUsed: Moment;
  readonly expires: Moment;
}

/** One account with what it holds. Members that the source did not tell are null. */
export interface AccountShown {
  readonly item: IdentityItem;
  readonly interactive: boolean | null;
  readonly mfa: boolean | null;
  readonly expiresAt: Instant | null;
  readonly powers: readonly string[];
  readonly privileges: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly observedAt: Instant | null;
  readonly because: string | null;
  readonly credentials: readonly CredentialShown[];
  readonly reach: {
    readonly total: number;
    readonly truncated: boolean;
    readonly rights: readonly (Right & Based)[];
  } | null;
}

export interface FindingShown {
  readonly id: FindingId;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly state: FindingRecord['finding']['state'];
  readonly account: string;
}

export interface IdentityPageShown {
  readonly identity: IdentityItem;
  /** Of an account: whose it is. */
  readonly person: IdentityItem | null;
  readonly accounts: readonly AccountShown[];
  readonly notRead: readonly Gap[];
  readonly findings: readonly FindingShown[];
  readonly timeline: readonly IdentityEvent[];
  readonly decided: readonly (ListedProposal & { readonly decisions: readonly StoredDecision[] })[];
  readonly cut: { readonly findings: boolean; readonly timeline: boolean; readonly decided: boolean };
}

/**
 * Everything about one identity: of a person their accounts, of an account itself; credentials, effective access with
 * paths, findings in every state, what reads saw change, and what was decided about its findings.
 */
export async function identityPage(
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
    decided.push({ ...proposal, decisions: await decisionsOn(database, proposal.id) });
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
  });
}

const namesOf = ({ source, key, name }: IdentityItem) => ({ source, key, name });

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

async function accountShown(
  { access, database, clock }: Pick<System, 'access' | 'database' | 'clock'>,
  item: IdentityItem,
  view: AccountView | undefined,
): Promise<AccountShown> {
  const can = await access.whatCan({
    identity: { entity: 'account', source: item.source, key: item.key },
    limit: most.rights,
  });
  const rights = can.ok ? can.value.rights : [];
  const bases = await basesOf(
    database,
    rights.map(({ path }) => ({ subject: { entity: 'account', ...namesOf(item) }, path })),
    clock.now(),
  );
  return {
    item,
    interactive: view?.interactive ?? null,
    mfa: view?.mfa ?? null,
    expiresAt: view?.expiresAt ?? null,
    powers: view?.powers ?? [],
    privileges: view?.privileges.map(({ what }) => what) ?? [],
    attributes: view?.attributes ?? {},
    observedAt: view?.observedAt ?? null,
    because: view?.person?.because ?? null,
    credentials: view?.credentials.map(credentialShown) ?? [],
    reach: can.ok
      ? {
          total: can.value.total,
          truncated: can.value.truncated,
          rights: rights.flatMap((right, n) => {
            const based = bases[n];
            return based === undefined ? [] : [{ ...right, ...based }];
          }),
        }
      : null,
  };
}

const credentialShown = (view: CredentialView): CredentialShown => ({
  ref: view.ref,
  credential: view.credential,
  state: view.state,
  since: view.rotatedAt ?? view.createdAt ?? null,
  lastUsed: momentOf(view.lastUsedAt),
  expires: momentOf(view.expiresAt),
});

const momentOf = (said: Instant | null | undefined): Moment =>
  said === undefined ? 'unknown' : (said ?? 'never');

const stateOrder = { open: 0, accepted: 1, closed: 2 } as const;

/** Those of these accounts, open ones first, each state by rank. */
async function findingsOf(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  accounts: readonly IdentityItem[],
): Promise<{ readonly records: readonly FindingRecord[]; readonly isCut: boolean }> {
  const now = clock.now();
  const records: FindingRecord[] = [];
  for (const { source, key } of accounts) {
    const filter = { source, account: key, states: ['open', 'accepted', 'closed'] } as const;
    records.push(...(await listFindings(database, { filter, limit: most.findings + 1, now })).items);
  }
  records.sort(
    (a, b) =>
      stateOrder[a.finding.state.is] - stateOrder[b.finding.state.is] || b.finding.score - a.finding.score,
  );
  return { records: records.slice(0, most.findings), isCut: records.length > most.findings };
}
