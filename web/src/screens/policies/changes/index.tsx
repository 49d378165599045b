import { getRouteApi } from '@tanstack/react-router';
import { useRoute } from '../../../api/queries.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { Tag } from '../../../components/tag.tsx';
import { When } from '../../../components/when.tsx';
import { Name, People } from '../../../people/person.tsx';
import { t } from '../../../text/policy-changes.ts';
import { History } from './history.tsx';
import { Propose } from './propose.tsx';
import { Proposed } from './proposed.tsx';
import './changes.css';

const here = getRouteApi('/inside/policies');

/** Proposed policies, one of them, or a new proposal; and the laws there were. */
export function Changes() {
  const { change } = here.useSearch();
  const navigate = here.useNavigate();
  const show = (id?: string): void =>
    void navigate({ search: { tab: 'changes', ...(id === undefined ? {} : { change: id }) } });
  if (change !== undefined) return <Proposed id={change} onBack={() => show()} />;
  return (
    <div className="stack">
      <p className="soft prose">{t('why')}</p>
      <ListOfProposed onShow={show} />
      <Propose onFiled={show} />
      <History />
    </div>
  );
}

function ListOfProposed({ onShow }: { readonly onShow: (id: string) => void }) {
  const query = useRoute('law.list', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={4} />;
  const { items } = query.data;
  return (
    <Card title={t('proposed')}>
      {items.length === 0 ? (
        <EmptyState icon="policy" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : (
        <ul className="policy-changes">
          {items.map(({ id, state, closed, requester, reason, filedAt, signedBy }) => (
            <li key={id}>
              <span className="policy-change">
                <span>
                  <Tag>{t(state === 'open' && closed !== null ? 'stale' : state)}</Tag> <When at={filedAt} />
                </span>
                <b>{reason}</b>
                <span className="soft">
                  {t.rich('by', { who: <Name key="n" id={requester} /> })}
                  {signedBy.length === 0 ? null : (
                    <> · {t.rich('signedBy', { who: <People key="p" ids={signedBy} none="" /> })}</>
                  )}
                </span>
              </span>
              <Button onPress={() => onShow(id)}>{t('look')}</Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
