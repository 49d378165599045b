import type { Keeps } from '../../../model/index.ts';

/** Which accounts of an organisation were read, and which could not be. */
export interface AccountsRead {
  readonly read: ReadonlySet<string>;
  readonly unread: ReadonlySet<string>;
  /** Every account of the organisation was listed; else one that is in neither may be there still. */
  readonly isWhole: boolean;
}

/** What accounts share, so that its key may name none, or only the one that it is about. */
const shared: ReadonlySet<string> = new Set(['group', 'grant', 'policy']);
/** Every principal of an account, as whoever trusts them all names them: told because of the one who trusts. */
const everyPrincipal = /:root(?:#|%23)principals/;

/**
 * A row is gone where the accounts that it names were read and do not show it. What names an account that could not be read
 * stays, and so do rights and what several accounts share: an entitlement, a policy of AWS’s own, a service that is trusted.
 */
export function keepsOf({ read, unread, isWhole }: AccountsRead): Keeps {
  return ({ type, keys }) => {
    const named = keys.flatMap((key) => [...key.matchAll(/:(\d{12}):/g)].map(([, id]) => id ?? ''));
    if (named.some((id) => unread.has(id))) return true;
    if (type === 'entitlement' || keys.some((key) => everyPrincipal.test(key))) return true;
    return (shared.has(type) || !isWhole) && !named.some((id) => read.has(id));
  };
}
