import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute, useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/overview.ts';
import { t as shell } from '../../text/shell.ts';

type Shown = RouteOutput<'sources.list'>['items'][number];

/** Every source: when it was read, what was not, and whether it can be changed from here. */
export function Screen() {
  const query = useRoute('sources.list', {});
  return (
    <Page title={shell('sources')} width="full">
      <PageHead title={shell('sources')} />
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={6} />
      ) : (
        <div className="stack">
          {query.data.items.map((shown) => (
            <SourceCard key={shown.source.id} shown={shown} onRead={() => void query.refetch()} />
          ))}
        </div>
      )}
    </Page>
  );
}

function SourceCard({ shown, onRead }: { readonly shown: Shown; readonly onRead: () => void }) {
  const { source, gaps, writable } = shown;
  const mayRead = useMay('operate');
  const mayManage = useMay('manage_sources');
  const resume = useWrite('sources.resume', { renews: ['sources.list', 'status.show'] });
  const [progress, setProgress] = useState<string>();
  const [result, setResult] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const read = async (): Promise<void> => {
    setProgress(t('reading'));
    setProblem(undefined);
    try {
      const { findings } = await work('sources.read', { id: source.id }, ({ what, count }) =>
        setProgress(`${what} ${number(count)}`),
      );
      setResult(t('read', { opened: findings.opened, closed: findings.closed }));
      onRead();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <Card
      title={source.id}
      note={source.connector}
      end={
        <>
          {source.state.is === 'paused' ? <Tag tone="attn">{t('paused', { source: source.id })}</Tag> : null}
          {mayManage && source.state.is === 'paused' ? (
            <Button onPress={() => resume.mutate({ id: source.id })}>{t('resume')}</Button>
          ) : null}
          {mayRead && source.state.is === 'active' ? (
            <Button isDisabled={progress !== undefined} onPress={() => void read()}>
              {progress ?? t('readNow')}
            </Button>
          ) : null}
        </>
      }
    >
      <Facts
        rows={[
          [
            t('reads'),
            source.lastCompleteRead === undefined ? (
              t('never')
            ) : (
              <When key="w" at={source.lastCompleteRead.startedAt} />
            ),
          ],
          [t('changeable'), writable ? t('yes') : t('observeOnly')],
          [t('notRead'), gaps.length === 0 ? t('nothingMissing') : t('gaps', { count: gaps.length })],
        ]}
      />
      {source.state.is === 'paused' ? <Callout tone="attn">{source.state.because}</Callout> : null}
      {gaps.length === 0 ? null : (
        <Disclosure summary={t('missing')}>
          <ul className="plain-list">
            {gaps.map(({ what, why }) => (
              <li key={what + why}>
                <b>{what}</b>: <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {result === undefined ? null : <p role="status">{result}</p>}
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
    </Card>
  );
}
