import { cadenceOf, changesOf, worthAMinute, type Cadence } from '../behaviour/index.ts';
import {
  justify,
  type AccountKnown,
  type Answerable,
  type Did,
  type GrantKnown,
  type Justification,
} from '../behaviour/justify/index.ts';
import { judgeProvenance } from '../behaviour/provenance/judge-provenance.ts';
import { accountViews } from '../estate/index.ts';
import {
  done,
  type AccountView,
  type AspectShown,
  type BehaviourSeen,
  type EstateRef,
  type OwnerView,
  type Result,
} from '../model/index.ts';
import { levelsFor } from './action-levels.ts';
import { cycleDays } from './every-change.ts';
import { accountUse, mostTold, seenOf, type AccountUse, type GrantUse } from './least-privilege.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

/** One right of an account, whether what is known justifies it, and why. */
export type GrantJustified = GrantUse & { readonly justification: Justification };

/** Rights of which the same decides, together: one thing to do about all of them. */
export interface JustifiedGroup {
  readonly verdict: Justification['verdict'];
  readonly deciding: Justification['deciding'];
  readonly count: number;
}

export type AccountJustified = Omit<AccountUse, 'grants'> & {
  readonly grants: readonly GrantJustified[];
  /** Whether reviews can follow how it changes; null: no log that would show it was read. */
  readonly cadence: Cadence | null;
  /** What is to be done something about first. */
  readonly groups: readonly JustifiedGroup[];
};

export interface JustifyTold {
  readonly identity: EstateRef;
  readonly accounts: readonly AccountJustified[];
}

/**
 * Of each right that an account holds, or a person by all their accounts: whether what is known justifies it. Decides nothing and
 * changes nothing. `identity` as for `whatCan`.
 */
export async function justifyOf(
  system: Pick<System, 'access' | 'database' | 'clock' | 'behaviour'>,
  asked: { readonly identity: string },
): Promise<Result<JustifyTold>> {
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const [scanned] = await system.database.query(
    `select 1 from sources.source where connector = 'secrets' and state <> 'removed' limit 1`,
  );
  const accounts: AccountJustified[] = [];
  for (const { account, seen } of await seenOf(system, subjects)) {
    const told = accounts.reduce((sum, { grants }) => sum + grants.length, 0);
    const used = await accountUse(system, account, { seen, most: mostTold - told });
    if (!used.ok && subjects.length === 1) return used;
    if (!used.ok) continue;
    const known = accountKnown(account, {
      view: await viewOf(system, account),
      did: seen === null ? null : await didOf(seen, used.value),
      isScanned: scanned !== undefined,
    });
    const now = system.clock.now();
    const grants = used.value.grants.map((grant): GrantJustified => ({
      ...grant,
      justification: justify(grantKnown(grant, seen), known, now),
    }));
    accounts.push({
      ...used.value,
      grants,
      cadence: seen === null ? null : cadenceOf(seen, cycleDays),
      groups: groupsOf(grants),
    });
  }
  return done({ identity, accounts });
}

async function viewOf(
  { database, access }: Pick<System, 'access' | 'database'>,
  { source, key }: EstateRef,
): Promise<AccountView | undefined> {
  for await (const [view] of accountViews(database, access, { is: 'refs', refs: [{ source, key }] }))
    return view;
  return undefined;
}

function accountKnown(
  account: EstateRef,
  of: { readonly view: AccountView | undefined; readonly did: Did | null; readonly isScanned: boolean },
): AccountKnown {
  const { view, did, isScanned } = of;
  const person = view?.person;
  const found = (view?.credentials ?? []).flatMap(({ state, exposures }) =>
    exposures.map(({ ref, where, state: copy }) => ({
      ref,
      where,
      isActive: state !== 'inactive' && copy !== 'inactive',
    })),
  );
  return {
    account,
    kind: view?.kind ?? 'unknown',
    state: view?.state ?? 'unknown',
    expiresAt: view?.expiresAt ?? null,
    person: person === undefined ? null : { ref: person.ref, name: person.ref.name, state: person.state },
    owners: (view?.owners ?? []).map(answerable),
    purpose: purposeOf(account, view),
    exposures: isScanned || found.length > 0 ? found : null,
    did,
  };
}

const answerable = ({ person, stated }: OwnerView): Answerable =>
  person === undefined
    ? { ref: null, name: stated, state: 'unknown' }
    : { ref: person.ref, name: person.ref.name, state: person.state };

/** Attributes in which people say what something is for, as sources write them. */
const purposeNames = /^(?:tag:|annotation:)?(?:purpose|description|task)$/i;

function purposeOf(account: EstateRef, view: AccountView | undefined): AccountKnown['purpose'] {
  const said = Object.entries(view?.attributes ?? {}).find(
    ([name, text]) => purposeNames.test(name) && text.trim() !== '',
  );
  return said === undefined ? null : { text: said[1].slice(0, 200), cited: { is: 'row', ref: account } };
}

async function didOf(seen: BehaviourSeen, { covered }: AccountUse): Promise<Did> {
  const { whole, recent, before, recentDays } = seen;
  const fresh = (name: 'networks' | 'clients'): readonly string[] | null =>
    recent.untold[name] > 0 && recent.untold[name] === recent.events
      ? null
      : newIn(recent.aspects[name], before.aspects[name]);
  const provenance = judgeProvenance(seen);
  const levelOf = await levelsFor(whole.aspects.actions.names.map(({ name }) => name));
  const changes = changesOf({ seen, levelOf, peers: null });
  return {
    logs: covered?.logs ?? seen.logs.map(({ name }) => name),
    days: covered?.days ?? 0,
    recentDays,
    hasHistory: before.events > 0,
    recentEvents: recent.events,
    newNetworks: fresh('networks'),
    newClients: fresh('clients'),
    newProvenances:
      provenance.changes.length === 0 && provenance.open.changes.length > 0
        ? null
        : provenance.changes.map(({ kind, now }) => `${kind} ${now}`),
    provenances: provenance.seen.map(({ kind, name }) => `${kind} ${name}`),
    unusual:
      changes.is === 'told'
        ? [
            ...provenance.elsewhere.map(({ credential, other }) => ({
              what: `the credential ${credential} is used from ${other} beside where it always was`,
              isStrong: true,
            })),
            // how unusual something is only ever asks a question
            ...(changes.bits < worthAMinute ? [] : changes.anomalies.slice(0, 3)).map(({ what }) => ({
              what,
              isStrong: false,
            })),
          ]
        : null,
  };
}

/** Names of the last days that were not there before; null: too many to have been kept. */
function newIn(recent: AspectShown, before: AspectShown): readonly string[] | null {
  if (!before.distinct.exact || before.names.length < before.distinct.count || !recent.distinct.exact)
    return null;
  const known = new Set(before.names.map(({ name }) => name));
  return recent.names.filter(({ name }) => !known.has(name)).map(({ name }) => name);
}

function grantKnown({ entitlement, basis, path, use }: GrantUse, seen: BehaviourSeen | null): GrantKnown {
  const fresh = seen === null ? [] : (newIn(seen.recent.aspects.acts, seen.before.aspects.acts) ?? []);
  const known = new Set(fresh);
  const rows = path.filter(({ how }) => how !== 'power');
  return {
    isEverything: entitlement === null || /^(?:\*|\*:\*) on /.test(entitlement.name),
    basis,
    rows: rows.map((edge) => ({
      ref: edge.because,
      isApproved: edge.basis === 'approved' || edge.basis === 'mandated',
    })),
    use:
      use.is === 'used'
        ? {
            is: 'used',
            count: use.count,
            last: use.last,
            acts: use.acts.length + use.moreActs,
            newActs: use.acts.filter(({ action, target }) =>
              known.has(target === null ? action : `${action}\t${target}`),
            ).length,
          }
        : use,
  };
}

const order = { not_justified: 0, cannot_tell: 1, justified: 2 } as const;

function groupsOf(grants: readonly GrantJustified[]): readonly JustifiedGroup[] {
  const groups = new Map<string, JustifiedGroup>();
  for (const { justification } of grants) {
    const { verdict, deciding } = justification;
    const key = `${verdict} ${deciding.join(' ')}`;
    groups.set(key, { verdict, deciding, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      order[a.verdict] - order[b.verdict] || a.deciding.length - b.deciding.length || b.count - a.count,
  );
}
