import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/rollback.ts';

/** What is, or was, carried out together. */
export function Rollouts() {
  const query = useRoute('rollouts.list', { limit: 20 }, { refetchInterval: 5000 });
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={3} />;
  const { items } = query.data;
  if (items.length === 0)
    return (
      <EmptyState icon="play" title={t('noRollouts')}>
        {t('noRolloutsWhy')}
      </EmptyState>
    );
  return (
    <Card title={t('rollouts')} note={t('rolloutsNote')}>
      <ol className="in-order">
        {items.map((each) => (
          <li key={each.id}>
            <span className="two">
              <Link className="link breaks" to="/rollouts/$id" params={{ id: each.id }}>
                {each.title}
              </Link>
              <span className="soft">
                {t('progress', { done: each.done, total: each.total })}
                {each.notDone === 0 ? null : <>, {t('notDone', { count: each.notDone })}</>} ·{' '}
                <When at={each.createdAt} />
              </span>
            </span>
            <Tag {...(each.state === 'stopped' ? { tone: 'attn' as const } : {})}>{t(each.state)}</Tag>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What somebody changed by hand since a decision changed it; nothing when there is none. */
export function DriftCard() {
  const { data } = useRoute('executions.drift', {});
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Card title={t('drift')} note={t('driftNote', { count: data.items.length })}>
      <ol className="in-order">
        {data.items.slice(0, 50).map((each) => (
          <li key={`${each.execution} ${each.step}`}>
            <span className="two">
              <Link className="link breaks" to="/proposals/$id" params={{ id: each.proposal }}>
                {each.change}
              </Link>
              <span className="soft breaks">
                {each.is === 'back' ? t('driftBack') : t('driftOther')}: {each.differences.join('; ')}
              </span>
            </span>
            <Tag tone="attn">{each.source}</Tag>
          </li>
        ))}
      </ol>
    </Card>
  );
}
