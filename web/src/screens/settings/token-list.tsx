import type { ReactNode } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/settings.ts';

type TokenItem = RouteOutput<'tokens.list'>['items'][number];

/** API tokens, and the way to revoke each that still lets in; `whose` says before it whose it is. */
export function TokenList<Item extends TokenItem>({
  items,
  whose,
  isBusy,
  onRevoke,
}: {
  readonly items: readonly Item[];
  readonly whose?: (token: Item) => ReactNode;
  readonly isBusy: boolean;
  readonly onRevoke: (id: string) => void;
}) {
  const now = useNow();
  return (
    <ul className="own-list">
      {items.map((token) => (
        <li key={token.id}>
          {whose === undefined ? null : <span className="own-of">{whose(token)}</span>}
          <TokenLine token={token} now={now} />
          {token.revokedAt === null && Date.parse(token.expiresAt) > now ? (
            <Button isDisabled={isBusy} onPress={() => onRevoke(token.id)}>
              {t('revoke')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** A token in two lines: what for and what it may; when it was used and ends. */
function TokenLine({ token, now }: { readonly token: TokenItem; readonly now: number }) {
  const { name, scopes, usedAt, expiresAt, revokedAt } = token;
  const isOver = Date.parse(expiresAt) <= now;
  return (
    <span className="own-words">
      <span>
        <b>{name}</b> {t('may', { scopes: scopes.join(', ') })}
      </span>
      <span className="quiet">
        {usedAt === null ? t('neverUsed') : t.rich('used', { when: <When key="u" at={usedAt} /> })} ·{' '}
        {revokedAt !== null
          ? t.rich('revoked', { when: <When key="r" at={revokedAt} /> })
          : t.rich(isOver ? 'expired' : 'ends', { when: <When key="e" at={expiresAt} /> })}
      </span>
    </span>
  );
}
