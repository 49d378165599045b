import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { exactTime } from '../../text/format.ts';
import { t } from '../../text/identities.ts';
import { valueWords } from '../../text/value-words.ts';
import type { IdentityPage } from './page-shape.ts';

type Event = IdentityPage['timeline'][number];

/** What reads of its sources saw change, and what rules found, newest first. */
export function Timeline({
  page: { timeline, cut, at: moment },
  onSee,
}: {
  readonly page: IdentityPage;
  /** Shows the whole page as of then. */
  readonly onSee: (at: string) => void;
}) {
  return (
    <Card title={t('timeline')} note={t('timelineNote')}>
      {timeline.length === 0 ? (
        <p className="soft">{t('noTimeline')}</p>
      ) : (
        <ol className="lines">
          {timeline.map((event, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- two events may be alike in everything
            <li key={at} className={isLater(event, moment) ? 'event-line later' : 'event-line'}>
              <span className="quiet">
                <When at={event.at} />
                <SeeThen at={event.at} moment={moment} onSee={onSee} />
              </span>
              <span className="two-lines">
                <span className="breaks">{said(event)}</span>
                {event.is === 'changed'
                  ? event.changes.map(({ what, before, after }) => (
                      <small key={what} className="soft breaks">
                        {t.rich('fromTo', {
                          what: what.replaceAll('_', ' '),
                          before: <Value key="b">{before}</Value>,
                          after: <Value key="a">{after}</Value>,
                        })}
                      </small>
                    ))
                  : null}
              </span>
            </li>
          ))}
        </ol>
      )}
      {cut.timeline ? <p className="quiet">{t('more')}</p> : null}
    </Card>
  );
}

const isLater = (event: Event, moment: string | null): boolean => moment !== null && event.at > moment;

/** Goes to the moment of an event; where the page shows that moment, says so. */
function SeeThen({
  at,
  moment,
  onSee,
}: {
  readonly at: string;
  readonly moment: string | null;
  readonly onSee: (at: string) => void;
}) {
  if (at === moment) return <Tag>{t('seenThen')}</Tag>;
  return (
    <button
      type="button"
      className="link see-then"
      aria-label={t('seeThenOf', { when: exactTime(Date.parse(at)) })}
      onClick={() => onSee(at)}
    >
      {t('seeThen')}
    </button>
  );
}

function said(event: Event): ReactNode {
  if (!('thing' in event)) {
    const title = (
      <Link key="t" className="link" to="/findings/$id" params={{ id: event.finding }}>
        {event.title}
      </Link>
    );
    return event.is === 'finding_opened'
      ? t.rich('findingOpened', { title })
      : t.rich('findingClosed', { title });
  }
  const thing = (
    <span key="t" className={event.thing.entity === 'person' ? 'medium' : 'mono'}>
      {event.thing.name}
    </span>
  );
  return t.rich(event.is, { thing });
}

function Value({ children }: { readonly children: string | null }) {
  if (children === null) return <span className="quiet">{t('nothingSaid')}</span>;
  const words = valueWords(children);
  return (
    <span className="mono" title={words}>
      {words.length > 120 ? `${words.slice(0, 120)}…` : words}
    </span>
  );
}
