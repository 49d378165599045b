import { Link } from '@tanstack/react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Countdown } from '../../components/countdown.tsx';
import { Facts } from '../../components/facts.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/watched.ts';
import type { Window } from './index.tsx';

/** One account that is suspended, how long it still is, and what would show that somebody misses it. */
export function Watch({ window, onBack }: { readonly window: Window; readonly onBack: () => void }) {
  const { source, accountKey, is, since, until, closedAt, seenUntil, logs, how, because } = window;
  const names = logs.join(', ');
  return (
    <Card
      title={accountKey.replace(/^role\//, '')}
      note={source}
      end={<Tag {...(is === 'watched' ? { tone: 'attn' } : {})}>{t(`is_${is}`)}</Tag>}
    >
      {is === 'watched' ? (
        <Countdown from={Date.parse(since)} until={Date.parse(until)} says={(left) => t('left', { left })} />
      ) : null}
      <Facts
        rows={[
          [t('since'), <When key="s" at={since} />],
          closedAt === null
            ? [t('until'), <When key="u" at={until} />]
            : [t('ended'), <When key="e" at={closedAt} />],
          [
            t('seen'),
            logs.length === 0
              ? t('seenNowhere')
              : seenUntil === null
                ? names
                : t.rich('seenUntil', { logs: names, when: <When key="r" at={seenUntil} /> }),
          ],
          ...(how === null
            ? []
            : ([[t('because'), how === 'used' ? (because ?? t('how_used')) : t(`how_${how}`)]] as const)),
        ]}
      />
      <p className="watched-end">
        <Link to="/proposals/$id" params={{ id: window.proposal }}>
          {t('case')}
        </Link>
        {is === 'watched' ? (
          <Button icon="undo" onPress={onBack}>
            {t('giveBack')}
          </Button>
        ) : null}
      </p>
    </Card>
  );
}
