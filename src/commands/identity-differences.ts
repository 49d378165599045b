import type { AccountShown, Difference, Differences, IdentityPageShown } from './identity-shown.ts';

/** Of a page as it is now. */
export const noDifferences: Differences = { items: [], more: 0, notCompared: [] };

const most = 100;

type Compared = Pick<IdentityPageShown, 'identity' | 'accounts' | 'findings' | 'cut'>;

/** Accounts in order, what is said of each before what it holds; findings last. */
export function differencesOf(then: Compared, now: Compared): Differences {
  const found: Difference[] = [];
  if (now.identity.entity === 'person')
    found.push(
      ...said(now.identity.name, 'name', then.identity.name, now.identity.name),
      ...said(now.identity.name, 'state', then.identity.state, now.identity.state),
    );
  const before = new Map(then.accounts.map((each) => [each.item.ref, each]));
  for (const account of now.accounts) {
    const was = before.get(account.item.ref);
    const { name } = account.item;
    if (was === undefined) found.push({ is: 'since', what: 'account', name, of: name });
    else found.push(...saidOf(was, account), ...heldOf(was, account));
  }
  const isCut = [then, now].some(({ cut }) => cut.findings);
  if (!isCut) {
    const open = ({ findings }: Compared) =>
      findings
        .filter(({ state }) => state.is !== 'closed')
        .map(({ id, title, account }) => ({ key: id, name: title, of: account }));
    found.push(...comeAndGone('finding', open(then), open(now)));
  }
  const partial = [...then.accounts, ...now.accounts].some(({ reach }) => reach?.truncated === true);
  return {
    items: found.slice(0, most),
    more: Math.max(0, found.length - most),
    notCompared: [...(partial ? (['rights'] as const) : []), ...(isCut ? (['findings'] as const) : [])],
  };
}

function saidOf(then: AccountShown, now: AccountShown): readonly Difference[] {
  const { name } = now.item;
  const factor = (mfa: boolean | null): string | null => (mfa === null ? null : String(mfa));
  return [
    ...said(name, 'name', then.item.name, name),
    ...said(name, 'kind', then.item.kind, now.item.kind),
    ...said(name, 'state', then.item.state, now.item.state),
    // none then is not known to be none: owners assigned by a decision are not kept over time
    ...(['owner', 'sponsor'] as const).flatMap((role) => {
      const was = then.item[role]?.stated;
      return was === undefined ? [] : said(name, role, was, now.item[role]?.stated ?? null);
    }),
    ...said(name, 'expires', then.expiresAt, now.expiresAt),
    ...said(name, 'second_factor', factor(then.mfa), factor(now.mfa)),
    ...said(name, 'powers', then.powers.toSorted().join(', '), now.powers.toSorted().join(', ')),
  ];
}

function heldOf(then: AccountShown, now: AccountShown): readonly Difference[] {
  const of = now.item.name;
  const credentials = ({ credentials: all }: AccountShown) =>
    all.filter(({ state }) => state !== 'inactive').map(({ ref }) => ({ key: ref.key, name: ref.name, of }));
  const rights = ({ reach }: AccountShown) =>
    (reach?.rights ?? []).map(({ entitlement }) => ({
      key: entitlement === undefined ? '' : entitlement.key,
      name: entitlement?.name ?? '*',
      of,
    }));
  const isPartial = [then, now].some(({ reach }) => reach?.truncated === true);
  return [
    ...comeAndGone('credential', credentials(then), credentials(now)),
    ...(isPartial ? [] : comeAndGone('right', rights(then), rights(now))),
  ];
}

const said = (
  name: string,
  what: (Difference & { readonly is: 'said' })['what'],
  was: string | null,
  now: string | null,
): readonly Difference[] => (was === now ? [] : [{ is: 'said', name, what, was, now }]);

interface Held {
  readonly key: string;
  readonly name: string;
  readonly of: string;
}

function comeAndGone(
  what: 'credential' | 'right' | 'finding',
  then: readonly Held[],
  now: readonly Held[],
): readonly Difference[] {
  const only = (these: readonly Held[], others: readonly Held[], is: 'since' | 'no_more') => {
    const known = new Set(others.map(({ key }) => key));
    return these.filter(({ key }) => !known.has(key)).map(({ name, of }) => ({ is, what, name, of }));
  };
  return [...only(now, then, 'since'), ...only(then, now, 'no_more')];
}
