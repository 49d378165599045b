import { Link } from '@tanstack/react-router';
import { useRoute } from '../../../api/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ErrorState, Skeleton } from '../../../components/states.tsx';
import { Tag } from '../../../components/tag.tsx';
import { When } from '../../../components/when.tsx';
import { People } from '../../../people/person.tsx';
import { t } from '../../../text/policy-changes.ts';

/** Which sets were the law, since when, who signed that and why. */
export function History() {
  const query = useRoute('policies.history', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={2} />;
  return (
    <Card title={t('history')}>
      <ul className="policy-changes">
        {query.data.items.map(({ entry, at, signedBy, reason, isLaw }) => (
          <li key={entry}>
            <span className="policy-change">
              <span>
                <Link to="/ledger/$entry" params={{ entry }}>
                  <When at={at} />
                </Link>{' '}
                {isLaw ? <Tag tone="mine">{t('now')}</Tag> : null}
              </span>
              <b>{reason ?? t('began')}</b>
              <span className="soft">
                {t.rich('signedBy', { who: <People key="p" ids={signedBy} none="" /> })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
