import { useState } from 'react';
import { useRoute, useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { Name } from '../../people/person.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/notifications.ts';
import { Deliveries } from './deliveries.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

type Shown = RouteOutput<'notifications.channels'>;
type Channel = Shown['items'][number];

/** The channels as they go, for an administrator, and every message with what became of it. */
export function Channels() {
  const channels = useRoute('notifications.channels', {}, { refetchInterval: 15_000 });
  const test = useWrite('notifications.test', {
    renews: ['notifications.channels', 'notifications.deliveries'],
  });
  const [removing, setRemoving] = useState<string>();
  if (channels.error !== null)
    return (
      <ErrorState problem={channels.error} title={t('failed')} onRetry={() => void channels.refetch()} />
    );
  if (channels.data === undefined) return <Skeleton rows={6} />;
  const { items, kinds, withoutAddress } = channels.data;
  const words = new Map(kinds.map(({ kind, words: said }) => [kind, said]));
  return (
    <div className="stack">
      {withoutAddress > 0 && items.some(({ kind }) => kind === 'smtp') ? (
        <Callout tone="attn">{t('withoutAddress', { count: withoutAddress })}</Callout>
      ) : null}
      <Card title={t('channels')}>
        {items.length === 0 ? (
          <EmptyState icon="bell" title={t('none')}>
            {t('noneWhy')} <code className="mono">countersign notifications add</code>
          </EmptyState>
        ) : (
          <>
            <p className="soft prose">{t('channelsWhy')}</p>
            <ul className="own-channels">
              {items.map((channel) => (
                <Line
                  key={channel.name}
                  channel={channel}
                  words={words}
                  tested={test.variables?.name === channel.name ? test : undefined}
                  onTest={() => test.mutate({ name: channel.name })}
                  onRemove={() => setRemoving(channel.name)}
                />
              ))}
            </ul>
          </>
        )}
      </Card>
      <Deliveries words={words} />
      {removing === undefined ? null : (
        <RemoveDialog name={removing} onClose={() => setRemoving(undefined)} />
      )}
    </div>
  );
}

function Line({
  channel,
  words,
  tested,
  onTest,
  onRemove,
}: {
  readonly channel: Channel;
  readonly words: ReadonlyMap<string, string>;
  readonly tested: ReturnType<typeof useWrite<'notifications.test'>> | undefined;
  readonly onTest: () => void;
  readonly onRemove: () => void;
}) {
  const { name, kind, host, reaches, person, detail, counts, because, privateNetwork } = channel;
  const isWrong = counts.waiting + counts.failed > 0;
  return (
    <li>
      <div className="channel-words">
        <strong>
          {name} <span className="quiet">{t(`kind_${kind}`)}</span>
        </strong>
        <span className="soft">
          <span className="mono">{host}</span> {privateNetwork ? <Tag>{t('private')}</Tag> : null}
        </span>
        <span className="soft">
          {reaches === 'room' ? (
            t(detail === 'full' ? 'to_roomNames' : 'to_room')
          ) : reaches === 'people' || person === null ? (
            t('to_people')
          ) : (
            <Name id={person} />
          )}
          {channel.kinds.length === 0
            ? null
            : `: ${channel.kinds.map((each) => words.get(each) ?? each).join(', ')}`}
        </span>
        <span className="num">
          {t('sent', { count: number(counts.sent) })}, {t('waiting', { count: number(counts.waiting) })},{' '}
          {t('failedCount', { count: number(counts.failed) })},{' '}
          {t('dropped', { count: number(counts.dropped) })}
        </span>
        {because === null || !isWrong ? null : (
          <Callout tone="attn">{t('lastNotTaken', { why: because })}</Callout>
        )}
        <span role="status">
          {tested?.error != null
            ? `${tested.error.message} ${tested.error.next ?? ''}`
            : tested?.data === undefined
              ? ''
              : tested.data.is === 'sent'
                ? t('tested')
                : t('notTested', { why: tested.data.because ?? t(`state_${tested.data.is}`) })}
        </span>
      </div>
      <div className="notice-row">
        <Button onPress={onTest} isDisabled={tested?.isPending === true}>
          {t('test')}
        </Button>
        <Button look="stop" onPress={onRemove}>
          {t('remove')}
        </Button>
      </div>
    </li>
  );
}
