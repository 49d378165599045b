import { accountAt, personAt, type AccountAt } from '../estate/index.ts';
import type { Instant } from '../model/index.ts';
import type { IdentityItem } from '../query/index.ts';
import { credentialShown, reachShown } from './identity-account.ts';
import { noDifferences } from './identity-differences.ts';
import type { AccountShown, IdentityPageShown } from './identity-shown.ts';
import type { System } from './system.ts';

/**
 * A page as it was at a moment, from the page as it is: which accounts are somebody's is as it is found now; everything
 * told of them is what the last reads begun by then had. What is not kept over time is not known.
 */
export async function pageThen(
  system: Pick<System, 'database' | 'clock' | 'access'>,
  now: IdentityPageShown,
  at: Instant,
): Promise<IdentityPageShown> {
  const accounts: AccountShown[] = [];
  for (const account of now.accounts) {
    const was = await accountAt(system.database, system.access, account.item, at);
    if (was === undefined) continue;
    const reach = await reachShown(system, account.item, at);
    accounts.push(shownThen(account, was, reach));
  }
  const findings = now.findings
    .filter(({ state }) => state.since <= at)
    .map((finding) => ({ ...finding, state: stateThen(finding.state, at) }));
  const open = findings.filter(({ state }) => state.is !== 'closed');
  const [worst] = open;
  const risk = { findings: open.length, severity: worst?.severity ?? null, score: worst?.score ?? 0 };
  const [only] = accounts;
  const isPerson = now.identity.entity === 'person';
  const person = isPerson ? await personAt(system.database, now.identity, at) : undefined;
  const there = isPerson ? person !== undefined : only !== undefined;
  const identity: IdentityItem = isPerson
    ? { ...now.identity, ...sumOf(accounts), ...person, lastUsed: 'unknown' }
    : (only?.item ?? { ...now.identity, ...sumOf([]), state: 'unknown', lastUsed: 'unknown' });
  return {
    ...now,
    identity: { ...identity, ...risk },
    accounts,
    findings: there ? findings : [],
    decided: now.decided
      .filter(({ createdAt }) => createdAt <= at)
      .map((proposal) => {
        const decisions = proposal.decisions.filter(({ signedAt }) => signedAt <= at);
        const isLater = decisions.length < proposal.decisions.length;
        // how an end stands is told of now alone
        return { ...proposal, decisions, endings: [], state: isLater ? 'open' : proposal.state };
      }),
    at,
    there,
    differs: noDifferences,
  };
}

/** Acceptances are not kept over time: what is accepted now is told as open then. */
function stateThen(
  state: IdentityPageShown['findings'][number]['state'],
  at: Instant,
): IdentityPageShown['findings'][number]['state'] {
  return state.is === 'closed' && state.at <= at ? state : { is: 'open', since: state.since };
}

function shownThen(now: AccountShown, was: AccountAt, reach: AccountShown['reach']): AccountShown {
  const credentials = was.credentials.map(credentialShown);
  const stated = (role: 'owner' | 'sponsor') => {
    const owner = was.owners.find((each) => each.role === role);
    if (owner === undefined) return null;
    // who is found for it is as it is found now; whether they had left then is not told
    const found = now.item[role];
    return found?.stated === owner.stated && found.name !== undefined && found.ref !== undefined
      ? { stated: owner.stated, name: found.name, ref: found.ref }
      : { stated: owner.stated };
  };
  const inUse = credentials.filter(({ state }) => state !== 'inactive');
  return {
    ...now,
    item: {
      ...now.item,
      name: was.name,
      kind: was.kind,
      state: was.state,
      createdAt: was.createdAt,
      owner: stated('owner'),
      sponsor: stated('sponsor'),
      owned: null,
      credentials: inUse.length,
      oldestCredential: oldest(inUse.map(({ since }) => since)),
      lastUsed: 'unknown',
      privileged: was.powers.length > 0 || was.privileges.length > 0,
    },
    interactive: was.interactive,
    mfa: was.mfa,
    expiresAt: was.expiresAt,
    powers: was.powers,
    privileges: was.privileges.map(({ what }) => what),
    attributes: was.attributes,
    observedAt: was.observedAt,
    credentials,
    reach,
  };
}

/** What accounts add to their person. */
const sumOf = (accounts: readonly AccountShown[]) => ({
  accounts: accounts.length,
  credentials: accounts.reduce((sum, { item }) => sum + item.credentials, 0),
  oldestCredential: oldest(accounts.map(({ item }) => item.oldestCredential)),
  privileged: accounts.some(({ item }) => item.privileged),
});

const oldest = (all: readonly (Instant | null)[]): Instant | null =>
  all
    .filter((each) => each !== null)
    .toSorted()
    .at(0) ?? null;
