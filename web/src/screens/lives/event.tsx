import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../api/route-table.ts';
import { Identifier } from '../../components/identifier.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/lives.ts';

type LifeEvent = RouteOutput<'lifecycle.show'>;
type Follow = LifeEvent['follows'][number];

const stateWords = {
  held: t('stateHeld'),
  open: t('stateOpen'),
  settled: t('stateSettled'),
  discarded: t('stateDiscarded'),
} as const;

/** One thing that happened in a life: what changed, and below it what follows, each with how it stands. */
export function Event({ event }: { readonly event: LifeEvent }) {
  const asks = event.state === 'open' && event.follows.some(({ stands }) => stands === 'asks');
  return (
    <li>
      <p className="lives-when quiet">
        <When at={event.at} as="date" />
      </p>
      <div>
        <p>
          <b>{event.person.name}</b> <Tag>{t(event.kind)}</Tag>{' '}
          <Tag {...(event.state === 'held' ? { tone: 'attn' as const } : {})}>{stateWords[event.state]}</Tag>{' '}
          <span className="quiet mono breaks">
            {event.source} {event.person.key}
          </span>
        </p>
        <p className="soft">{t('because', { because: event.because })}</p>
        {event.changed.map(({ attribute, from, to }) => (
          <p key={attribute} className="soft">
            {t(attribute === 'department' ? 'department' : attribute === 'title' ? 'title_' : 'managerKey', {
              from: from ?? t('notTold'),
              to: to ?? t('notTold'),
            })}
          </p>
        ))}
        {event.follows.length === 0 ? (
          event.state === 'held' ? null : (
            <p className="quiet">{t('nothingFollows')}</p>
          )
        ) : (
          <ul className="lives-follows">
            {event.follows.map((follow) => (
              <FollowLine key={follow.name} follow={follow} />
            ))}
          </ul>
        )}
        {asks ? (
          <p className="soft">
            {t('askHow')} <Identifier>{`countersign lifecycle ask ${event.id}`}</Identifier>
          </p>
        ) : null}
      </div>
    </li>
  );
}

function FollowLine({ follow }: { readonly follow: Follow }) {
  const { says, why, rule, proposal, note } = follow;
  return (
    <li>
      <Stands follow={follow} />
      <div>
        <p>{says ?? why}</p>
        <p className="quiet">
          {says === null ? null : <>{why} · </>}
          {t('byRule', { rule })}
          {proposal === null ? null : (
            <>
              {' · '}
              <Link to="/proposals/$id" params={{ id: proposal.id }} className="link">
                {t('openCase')}
              </Link>{' '}
              ({t('caseState', { state: proposal.state })})
            </>
          )}
        </p>
        {note === null ? null : <p className="soft">{note}</p>}
      </div>
    </li>
  );
}

function Stands({ follow: { stands, dueAt } }: { readonly follow: Follow }) {
  switch (stands) {
    case 'waiting':
      return <Tag icon="clock">{t.rich('standsWaiting', { day: <When at={dueAt} as="date" /> })}</Tag>;
    case 'asks':
      return <Tag tone="mine">{t('standsAsks')}</Tag>;
    case 'proposed':
      return <Tag>{t('standsProposed')}</Tag>;
    case 'refused':
      return <Tag tone="attn">{t('standsRefused')}</Tag>;
    case 'settled':
      return <Tag icon="check">{t('standsSettled')}</Tag>;
  }
}
