import type { RouteOutput } from '../../api/route-table.ts';

export type Account = RouteOutput<'access.justify'>['accounts'][number];
export type Grant = Account['grants'][number];
export type Group = Account['groups'][number];
export type Said = Grant['justification']['said'][number];

/** Rights of which the same decides. */
export const grantsIn = ({ grants }: Account, { verdict, deciding }: Group): readonly Grant[] =>
  grants.filter(
    ({ justification }) =>
      justification.verdict === verdict && justification.deciding.join(' ') === deciding.join(' '),
  );

/** What a right is called in one line; a power is none of its source’s rows. */
export const keyOf = ({ entitlement, path }: Grant): string =>
  JSON.stringify([entitlement?.key ?? null, path.map(({ because }) => because.key)]);
