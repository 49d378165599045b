import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/activity.ts';
import { number } from '../../text/format.ts';
import { UnknownActors } from './unknown-actors.tsx';

type Shown = RouteOutput<'activity.logs'>['items'][number];

/** The logs that are read: what each covers, and what could not be read; and who acted and is in no source. */
export function Logs() {
  const query = useRoute('activity.logs', { limit: 200 });
  const items = query.data?.items;
  return (
    <section className="stack source-logs" aria-labelledby="source-logs">
      <h2 id="source-logs">{t('logs')}</h2>
      <p className="soft">{t('logsWhy')}</p>
      {query.error !== null ? (
        <ErrorState
          problem={query.error}
          title={t('logsCouldNotRead')}
          onRetry={() => void query.refetch()}
        />
      ) : items === undefined ? (
        <Skeleton rows={3} />
      ) : items.length === 0 ? (
        <EmptyState icon="source" title={t('noLogs')}>
          {t('noLogsWhy')}
        </EmptyState>
      ) : (
        <>
          {items.map((shown) => (
            <LogCard key={shown.log.name} shown={shown} />
          ))}
          <UnknownActors />
        </>
      )}
    </section>
  );
}

function LogCard({ shown: { log, unread, unreadFiles, noted, actors, reading } }: { readonly shown: Shown }) {
  const mayRead = useMay('operate');
  const now = useReadingNow(log.name);
  const { told } = log;
  const missing = [
    ...told.refused.map(({ why, count }) => t('refused', { count: number(count), why })),
    ...unread.map(({ path, why }) => t('unreadFile', { path, why })),
    ...noted.map(({ path, note }) => t('unreadFile', { path, why: note })),
    ...(told.byNobody === 0 ? [] : [t('byNobody', { count: told.byNobody })]),
  ];
  const formats = told.formats.map(({ format, events }) => `${format} ${number(events)}`).join(', ');
  return (
    <Card
      title={<span className="breaks">{log.name}</span>}
      note={formats === '' ? undefined : formats}
      end={
        mayRead ? (
          <Button isDisabled={now.isReading} onPress={now.read}>
            {now.isReading ? t('reading') : t('readNow')}
          </Button>
        ) : null
      }
    >
      <Facts
        rows={[
          [t('tellsOf'), log.sources.join(', ')],
          [
            t('covers'),
            told.firstMs === null || told.lastMs === null
              ? t('noTime')
              : t.rich('span', {
                  from: <When key="f" at={new Date(told.firstMs).toISOString()} as="date" />,
                  until: <When key="u" at={new Date(told.lastMs).toISOString()} as="date" />,
                }),
          ],
          [
            t('holds'),
            <span key="e" className="num">
              {number(told.events)}
            </span>,
          ],
          [
            t('who'),
            actors.unknown === 0
              ? t('joined', { count: actors.joined })
              : `${t('joined', { count: actors.joined })}, ${t('unknown', { count: actors.unknown })}`,
          ],
          [t('looked'), <When key="l" at={log.lookedAt} />],
        ]}
      />
      {reading === null ? null : <p role="status">{t('readingSoFar', { count: reading })}</p>}
      {log.failure === null ? null : <Callout tone="alarm">{log.failure.message}</Callout>}
      {missing.length === 0 ? null : (
        <Disclosure summary={`${t('notRead')} (${number(told.refused.length + unreadFiles + noted.length)})`}>
          <ul className="lines">
            {missing.map((each) => (
              <li key={each} className="breaks">
                {each}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {now.result === undefined ? null : <p role="status">{now.result}</p>}
      {now.problem === undefined ? null : (
        <Callout tone="alarm">
          {t('readFailed')} {now.problem.message} {now.problem.next}
        </Callout>
      )}
    </Card>
  );
}

/** Has a log read. */
function useReadingNow(name: string) {
  const client = useQueryClient();
  const [isReading, setReading] = useState(false);
  const [result, setResult] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const run = async (): Promise<void> => {
    setReading(true);
    setProblem(undefined);
    setResult(undefined);
    try {
      const { events } = await work('activity.read', { name }, () => undefined);
      setResult(t('wasRead', { count: events }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setReading(false);
      await client.invalidateQueries({ queryKey: ['activity.logs'] });
    }
  };
  return { isReading, result, problem, read: () => void run() };
}
