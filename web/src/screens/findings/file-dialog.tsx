import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { Progress as Told, RouteInput, RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Skeleton } from '../../components/states.tsx';
import { Progress } from '../../components/steps.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/findings.ts';
import { Outcomes, type FiledOne } from './outcomes.tsx';

type Weighed = RouteOutput<'findings.weigh'>;
type Item = Weighed['items'][number];
type Count = { readonly count: number; readonly total: number };

const countIn = ({ count, total }: Told): Count | undefined =>
  total === undefined ? undefined : { count, total };

/**
 * What filing would come to, said before anything is filed; then each by itself, with what became of it. When it is
 * interrupted, what was filed stays filed and the rest can go on.
 */
export function FileDialog({
  which,
  count,
  onClose,
}: {
  readonly which: RouteInput<'findings.weigh'>;
  readonly count: number;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const renew = useRenew();
  const [asked] = useState(which);
  const [weighed, setWeighed] = useState<Weighed>();
  const [progress, setProgress] = useState<Count>();
  const [problem, setProblem] = useState<Problem>();
  const [isFiling, setFiling] = useState(false);
  const [filed, setFiled] = useState<readonly FiledOne[]>();
  useEffect(() => {
    const gone = new AbortController();
    work('findings.weigh', asked, (done) => setProgress(countIn(done)), { signal: gone.signal })
      .then(setWeighed)
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setProblem(asProblem(error));
      })
      .finally(() => setProgress(undefined));
    return () => gone.abort();
  }, [asked]);

  const ready = (weighed?.items ?? []).filter(({ can }) => can.is === 'ready');
  const file = async (): Promise<void> => {
    setFiling(true);
    setProblem(undefined);
    try {
      // the whole list again: what is an open case by now is told so, and nothing is filed twice
      const { items } = await work('findings.file', { findings: ready.map((each) => each.finding) }, (done) =>
        setProgress(countIn(done)),
      );
      setFiled(items);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setFiling(false);
      setProgress(undefined);
      void renew(['findings', 'proposals', 'status']);
    }
  };
  const rest = (filed ?? []).some(({ is }) => is === 'refused');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={filed === undefined ? t('fileTitle') : t('filed', { count: countOf(filed, 'filed') })}
      kicker={t('fileKicker', { count })}
      actions={
        filed === undefined ? (
          <>
            <Button onPress={onClose}>{t('cancel')}</Button>
            {ready.length === 0 ? null : (
              <Button look="ink" isDisabled={isFiling} onPress={() => void file()}>
                {problem === undefined ? t('file', { count: ready.length }) : t('goOn')}
              </Button>
            )}
          </>
        ) : (
          <>
            {rest ? (
              <Button isDisabled={isFiling} onPress={() => void file()}>
                {t('goOn')}
              </Button>
            ) : null}
            <Button onPress={onClose}>{t('done')}</Button>
            <Button look="ink" onPress={() => void navigate({ to: '/decide' })}>
              {t('toCases')}
            </Button>
          </>
        )
      }
    >
      {progress === undefined ? null : (
        <p className="soft">
          {isFiling ? t('filing') : t('weighing')}:{' '}
          {t('progress', { done: number(progress.count), total: number(progress.total) })}
          <Progress done={progress.count} total={progress.total} label={t('filing')} />
        </p>
      )}
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {problem.message} {isInterrupted(problem) ? t('interrupted') : problem.next}
        </Callout>
      )}
      {filed !== undefined && weighed !== undefined ? (
        <Outcomes filed={filed} weighed={weighed.items} onOpen={onClose} />
      ) : weighed === undefined ? (
        problem === undefined ? (
          <Skeleton rows={4} />
        ) : null
      ) : (
        <Summary weighed={weighed} ready={ready} />
      )}
    </Dialog>
  );
}

const isInterrupted = ({ code }: Problem): boolean => code === 'offline' || code === 'interrupted';

const countOf = (filed: readonly FiledOne[], is: FiledOne['is']): number =>
  filed.filter((each) => each.is === is).length;

const parts = ['ready', 'asks', 'open', 'by_hand', 'informs', 'denied', 'settled', 'refused'] as const;
const words = {
  ready: 'ready',
  asks: 'asks',
  open: 'alreadyOpen',
  by_hand: 'by_hand',
  informs: 'informs',
  denied: 'denied',
  settled: 'settled',
  refused: 'refused',
} as const;

function Summary({ weighed, ready }: { readonly weighed: Weighed; readonly ready: readonly Item[] }) {
  const { items, total } = weighed;
  return (
    <>
      <p>
        <b>{ready.length === 0 ? t('leadNone') : t('lead', { count: ready.length })}</b>
      </p>
      {total.count > items.length ? (
        <Callout>{t('firstOnly', { count: number(items.length) })}</Callout>
      ) : null}
      {parts.map((is) => {
        const some = items.filter(({ can }) => can.is === is);
        return some.length === 0 ? null : (
          <Disclosure key={is} summary={t(words[is], { count: some.length })}>
            {is === 'asks' ? <p className="quiet">{t('asksHow')}</p> : null}
            <ItemList items={some} />
          </Disclosure>
        );
      })}
    </>
  );
}

const mostShown = 200;

function ItemList({ items }: { readonly items: readonly Item[] }) {
  return (
    <ul className="outcome-list">
      {items.slice(0, mostShown).map(({ finding, title, can }) => (
        <li key={finding}>
          <span>
            <Link to="/findings/$id" params={{ id: finding }}>
              {title}
            </Link>
          </span>
          <span className="soft">
            {'why' in can ? can.why : 'title' in can ? can.title : null}
            {'proposal' in can ? (
              <Link to="/proposals/$id" params={{ id: can.proposal }}>
                {t('goToCase')}
              </Link>
            ) : null}
          </span>
        </li>
      ))}
      {items.length > mostShown ? (
        <li className="quiet">{t('moreItems', { count: items.length - mostShown })}</li>
      ) : null}
    </ul>
  );
}
