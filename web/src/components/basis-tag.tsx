import type { RouteOutput } from '../api/route-table.ts';
import { t } from '../text/pieces.ts';
import { Tag } from './tag.tsx';

export type Basis = RouteOutput<'access.who-can'>['holders'][number]['basis'];

/** Why something is held, in one word; what it means is on hover. Only what nobody approved is coloured. */
export function BasisTag({ basis }: { readonly basis: Basis }) {
  return (
    <span title={t(meanings[basis])}>
      {basis === 'unaccounted' ? <Tag tone="attn">{t(basis)}</Tag> : <Tag>{t(basis)}</Tag>}
    </span>
  );
}

const meanings = {
  approved: 'approvedWhy',
  mandated: 'mandatedWhy',
  inherited: 'inheritedWhy',
  unaccounted: 'unaccountedWhy',
} as const satisfies Readonly<Record<Basis, string>>;
