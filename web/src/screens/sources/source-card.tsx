import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { GapList } from '../../components/gap-list.tsx';
import { Menu } from '../../components/menu.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/sources.ts';
import { ActDialog, type Act } from './act-dialog.tsx';
import type { LateEnds, Shown } from './source-shape.ts';
import { Standing, StandingTag } from './standing.tsx';

const mostGaps = 40;

/** One source: how it stands, when it was read, what was not, and what may be done about it. */
export function SourceCard({ shown, late }: { readonly shown: Shown; readonly late: LateEnds }) {
  const { source, gaps, writable } = shown;
  const mayRead = useMay('operate');
  const mayManage = useMay('manage_sources');
  const [act, setAct] = useState<Act>();
  const reading = useReading(source.id);
  const isStopped = source.state.is === 'paused' || source.failures?.nextTry !== undefined;
  return (
    <Card
      title={<span className="breaks">{source.id}</span>}
      note={source.connector}
      end={
        <span className="source-acts">
          <StandingTag source={source} />
          {mayManage && isStopped ? <Button onPress={() => setAct('resume')}>{t('resume')}</Button> : null}
          {mayRead && source.state.is === 'active' ? (
            <Button isDisabled={reading.progress !== undefined} onPress={reading.read}>
              {reading.progress ?? t('readNow')}
            </Button>
          ) : null}
          {mayManage ? (
            <Menu
              name={t('acts', { source: source.id })}
              entries={[
                ...(source.state.is === 'active'
                  ? [{ id: 'pause', label: t('pause'), onAction: () => setAct('pause') }]
                  : []),
                { id: 'remove', label: t('remove'), onAction: () => setAct('remove') },
              ]}
            />
          ) : null}
        </span>
      }
    >
      <Facts
        rows={[
          [
            t('lastRead'),
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
      <Standing shown={shown} late={late} />
      {gaps.length === 0 ? null : (
        <Disclosure summary={t('missing')}>
          <GapList gaps={gaps.map(({ what, why }) => ({ what, why }))} most={mostGaps} />
        </Disclosure>
      )}
      {reading.result === undefined ? null : <p role="status">{reading.result}</p>}
      {reading.problem === undefined ? null : (
        <Callout tone="alarm">
          {t('readFailed')} {reading.problem.message} {reading.problem.next}
        </Callout>
      )}
      {act === undefined ? null : <ActDialog shown={shown} act={act} onClose={() => setAct(undefined)} />}
    </Card>
  );
}

/** Has a source read, and tells how far it is. */
function useReading(id: string) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<string>();
  const [result, setResult] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const run = async (): Promise<void> => {
    setProgress(t('reading'));
    setProblem(undefined);
    setResult(undefined);
    try {
      const { findings } = await work('sources.read', { id }, ({ what, count }) =>
        setProgress(
          what === 'rules' ? t('rules') : what === 'lists' ? t('lists') : t('readCount', { count }),
        ),
      );
      setResult(t('wasRead', { opened: findings.opened, closed: findings.closed }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setProgress(undefined);
      await client.invalidateQueries({ queryKey: ['sources.list'] });
    }
  };
  return { progress, result, problem, read: () => void run() };
}
