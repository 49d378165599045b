import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/rollback.ts';

export type Found = RouteOutput<'rollbacks.find'>;
type Item = Found['items'][number];
type Can = Item['can']['is'];

/** In the order in which they matter to whoever signs. */
const headings = [
  ['restore', t('restore'), undefined],
  ['call off', t('callOff'), undefined],
  ['propose', t('propose'), 'attn'],
  ['superseded', t('superseded'), 'attn'],
  ['never', t('never'), 'alarm'],
  ['look', t('look'), 'alarm'],
  ['back', t('back'), undefined],
  ['nothing', t('nothing'), undefined],
] as const satisfies readonly (readonly [Can, string, 'attn' | 'alarm' | undefined])[];

/** Everything that was found, by what can be done about it: what cannot be undone stands there too, with its reason. */
export function FoundCases({ found }: { readonly found: Found }) {
  if (found.items.length === 0)
    return (
      <EmptyState icon="check" title={t('none')}>
        {t('noneWhy')}
      </EmptyState>
    );
  return (
    <div className="stack">
      {headings
        .filter(([is]) => found.counts[is] > 0)
        .map(([is, heading, tone]) => (
          <Card
            key={is}
            title={heading}
            end={<Tag {...(tone === undefined ? {} : { tone })}>{found.counts[is]}</Tag>}
          >
            <ol className="in-order">
              {found.items
                .filter(({ can }) => can.is === is)
                .map((item) => (
                  <Case key={item.plan} item={item} />
                ))}
            </ol>
          </Card>
        ))}
    </div>
  );
}

function Case({ item }: { readonly item: Item }) {
  const { can, execution } = item;
  return (
    <li>
      <span className="two">
        <Link className="link breaks" to="/proposals/$id" params={{ id: item.proposal }}>
          {item.title}
        </Link>
        {(can.is === 'restore' ? item.inverses : item.changes).map((words, at) => (
          <span key={at} className="soft breaks">
            {can.is === 'restore' ? t('undo', { what: words }) : words}
          </span>
        ))}
        <span className="quiet breaks">
          <Why can={can} />
        </span>
      </span>
      {execution === null ? null : (
        <Link className="link mono quiet" to="/ledger/$entry" params={{ entry: execution.id }}>
          {execution.outcome ?? t('asked')}
        </Link>
      )}
    </li>
  );
}

function Why({ can }: { readonly can: Item['can'] }) {
  if (can.is === 'restore') return t.rich('until', { when: <When at={can.until} as="date" /> });
  if (can.is === 'superseded') return t('supersededBy', { execution: can.by.join(', ') });
  if (can.is === 'back' && can.by !== null) return t('putBackBy', { execution: can.by });
  return 'why' in can ? can.why : null;
}
