import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/campaigns.ts';
import { inert } from '../../text/inert.ts';

/** Campaigns that come again: those whose turn it is first. Nothing is shown where nobody keeps one. */
export function Turns() {
  const { data } = useRoute('campaigns.templates', {});
  if (data === undefined || data.items.length === 0) return null;
  const sorted = data.items.toSorted((a, b) => Number(b.waitsSince !== null) - Number(a.waitsSince !== null));
  return (
    <Card title={t('templates')} note={t('templatesWhy')}>
      <ul className="outcome-list">
        {sorted.map(({ name, design, every, nextAt, waitsSince, waitingItems }) => (
          <li key={name}>
            <span>
              <Link to="/campaigns/new" search={{ template: name }} className="link">
                {inert(design.title)}
              </Link>{' '}
              {waitsSince === null ? null : (
                <Tag tone="attn">
                  {waitingItems === null ? t('itsTurn') : t('itsTurnWith', { count: waitingItems })}
                </Tag>
              )}
            </span>
            <span className="soft">
              {t(`every_${every ?? 'none'}`)}
              {waitsSince === null && nextAt !== null ? (
                <>
                  {' · '}
                  {t.rich('nextTurn', { when: <When at={nextAt} as="date" /> })}
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
