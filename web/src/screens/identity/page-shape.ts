import type { RouteOutput } from '../../api/route-table.ts';

export type IdentityPage = RouteOutput<'identities.show'>;
export type Account = IdentityPage['accounts'][number];
