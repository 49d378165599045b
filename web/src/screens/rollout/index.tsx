import { getRouteApi, Link } from '@tanstack/react-router';
import { useRoute, useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Progress, Steps, type StepState } from '../../components/steps.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/rollback.ts';

const here = getRouteApi('/inside/rollouts/$id');
type Rollout = RouteOutput<'rollouts.show'>;
type Item = Rollout['items'][number];

/** Many plans carried out in an order, as it goes. */
export function Screen() {
  const { id } = here.useParams();
  const query = useRoute('rollouts.show', { id }, { refetchInterval: 1500 });
  const set = useWrite('rollouts.set', { renews: ['rollouts.show', 'rollouts.list'] });
  if (query.error !== null)
    return (
      <Page title={t('rollout')}>
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      </Page>
    );
  const { data } = query;
  if (data === undefined)
    return (
      <Page title={t('rollout')}>
        <Skeleton rows={8} />
      </Page>
    );
  const done = data.items.filter(({ state }) => state === 'done').length;
  const notDone = data.items.filter(({ state }) => state === 'not_done').length;
  const to = data.state === 'going' ? 'stop' : 'go on';
  return (
    <Page title={data.title}>
      <PageHead title={data.title}>
        {t('progress', { done, total: data.items.length })}
        {notDone === 0 ? null : <>, {t('notDone', { count: notDone })}</>}.{' '}
        {t.rich('begun', { when: <When at={data.createdAt} /> })}
      </PageHead>
      <div className="stack">
        <Progress
          done={done}
          total={data.items.length}
          label={t('progress', { done, total: data.items.length })}
        />
        {data.because === null ? null : <Callout tone="attn">{data.because}</Callout>}
        {data.notBefore === null || data.notBefore <= data.now ? null : (
          <p className="soft">{t.rich('notBefore', { when: <When at={data.notBefore} /> })}</p>
        )}
        {data.stageSize === null ? null : (
          <p className="soft">{t('inStages', { count: data.stageSize, seconds: data.watchSeconds })}</p>
        )}
        <Card
          title={t('steps')}
          end={
            data.state === 'ended' ? (
              <Tag>{t('ended')}</Tag>
            ) : (
              <Button
                icon={to === 'stop' ? 'stop' : 'play'}
                isDisabled={set.isPending}
                onPress={() => set.mutate({ id, to })}
              >
                {to === 'stop' ? t('stop') : t('goOn')}
              </Button>
            )
          }
        >
          <Steps
            label={t('steps')}
            steps={data.items.map((item) => ({
              id: item.plan,
              label: (
                <Link className="link breaks" to="/proposals/$id" params={{ id: item.proposal }}>
                  {item.title}
                </Link>
              ),
              state: stateOf(item),
              detail: <Detail item={item} />,
              end: <span className="quiet mono">{item.sources.join(', ')}</span>,
            }))}
          />
        </Card>
      </div>
    </Page>
  );
}

const states: Readonly<Record<Item['state'], StepState>> = {
  waiting: 'waiting',
  asked: 'doing',
  done: 'done',
  not_done: 'failed',
};
const stateOf = ({ state }: Item): StepState => states[state];

function Detail({ item }: { readonly item: Item }) {
  if (item.state === 'done') return t('done');
  if (item.state === 'asked') return t('asked');
  if (item.state === 'not_done') return `${t('failedItem')}: ${item.because ?? ''}`;
  return item.lookAt === null ? t('waiting') : t.rich('again', { when: <When at={item.lookAt} /> });
}
