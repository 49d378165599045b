import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { t } from '../../text/cases.ts';

/** Reads the changed sources again, so that findings follow: the “no” proven by a read of its own. */
export function ReadAgain({
  sources,
  onRead,
}: {
  readonly sources: readonly string[];
  readonly onRead: () => void;
}) {
  const [state, setState] = useState<'idle' | 'reading'>('idle');
  const [closed, setClosed] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const own = sources.filter((source) => source !== 'countersign');
  if (own.length === 0) return null;
  const read = async (): Promise<void> => {
    setState('reading');
    setProblem(undefined);
    try {
      let count = 0;
      for (const id of own) count += (await work('sources.read', { id }, () => undefined)).findings.closed;
      setClosed(count);
      onRead();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setState('idle');
    }
  };
  return (
    <>
      <Button block isDisabled={state === 'reading'} onPress={() => void read()}>
        {state === 'reading' ? t('readingAgain') : t('readAgain')}
      </Button>
      {closed !== undefined && closed > 0 ? <Callout icon="check">{t('closedNow')}</Callout> : null}
      {problem === undefined ? null : <Callout tone="attn">{problem.message}</Callout>}
    </>
  );
}
