import type { UseQueryResult } from '@tanstack/react-query';
import type { Problem } from '../../api/problem.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/notifications.ts';
import { Kinds } from './kinds.tsx';
import { PreferenceForm } from './preference-form.tsx';

type Shown = RouteOutput<'notifications.preferences'>;

/** One's own preferences. */
export function Own({ own }: { readonly own: UseQueryResult<Shown, Problem> }) {
  if (own.error !== null)
    return <ErrorState problem={own.error} title={t('failed')} onRetry={() => void own.refetch()} />;
  if (own.data === undefined) return <Skeleton rows={8} />;
  const { by, channels, email, isChosen, kinds, person } = own.data;
  return (
    <div className="stack">
      {by === null && channels.length === 0 ? <Callout>{t('noChannel')}</Callout> : null}
      {email === null && channels.some(({ kind }) => kind === 'smtp') ? (
        <Callout tone="attn">{t('noAddress')}</Callout>
      ) : null}
      <Card title={t('how')} note={isChosen ? undefined : t('usual')}>
        <PreferenceForm key={person} shown={own.data} />
      </Card>
      <Kinds kinds={kinds} />
    </div>
  );
}
