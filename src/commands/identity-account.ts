import type { AccountView, CredentialView, Instant } from '../model/index.ts';
import type { IdentityItem } from '../query/index.ts';
import { basesOf } from './access-basis.ts';
import type { AccountShown, CredentialShown, Moment } from './identity-shown.ts';
import type { System } from './system.ts';

/** More rights of one account are counted, not shown. */
const mostRights = 200;

/** One account as it is, from its view. */
export async function accountShown(
  system: Pick<System, 'access' | 'database' | 'clock'>,
  item: IdentityItem,
  view: AccountView | undefined,
): Promise<AccountShown> {
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
    reach: await reachShown(system, item),
  };
}

/** What an account can do, now or then, with why each right is there; null: the source did not have it. */
export async function reachShown(
  { access, database, clock }: Pick<System, 'access' | 'database' | 'clock'>,
  item: IdentityItem,
  at?: Instant,
): Promise<AccountShown['reach']> {
  const can = await access.whatCan({
    identity: { entity: 'account', source: item.source, key: item.key },
    limit: mostRights,
    ...(at === undefined ? {} : { at: { is: 'time', at } }),
  });
  if (!can.ok) return null;
  const { total, truncated, rights } = can.value;
  const bases = await basesOf(
    database,
    rights.map(({ path }) => ({ subject: { entity: 'account', ...namesOf(item) }, path })),
    at ?? clock.now(),
  );
  return {
    total,
    truncated,
    rights: rights.flatMap((right, n) => {
      const based = bases[n];
      return based === undefined ? [] : [{ ...right, ...based }];
    }),
  };
}

export const credentialShown = (view: Omit<CredentialView, 'exposures' | 'sameAs'>): CredentialShown => ({
  ref: view.ref,
  credential: view.credential,
  state: view.state,
  since: view.rotatedAt ?? view.createdAt ?? null,
  lastUsed: momentOf(view.lastUsedAt),
  expires: momentOf(view.expiresAt),
});

const momentOf = (said: Instant | null | undefined): Moment =>
  said === undefined ? 'unknown' : (said ?? 'never');

/** How the estate names an identity. */
export const namesOf = ({ source, key, name }: IdentityItem) => ({ source, key, name });
