import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Countdown } from '../../components/countdown.tsx';
import { Steps, type Step } from '../../components/steps.tsx';
import { t } from '../../text/cases.ts';
import type { Case } from './index.tsx';
import { ReadAgain } from './read-again.tsx';
import { Reverse } from './reverse.tsx';

type Execution = RouteOutput<'executions.start'>;
const graceMs = 10_000;

/** After the last signature: a moment to hold it back, then the enforcer’s work step by step, and the way back. */
export function CarryOut({
  shown,
  session,
  fresh,
  onChange,
}: {
  readonly shown: Case;
  readonly session: Session;
  /** The plan that this page saw begin. */
  readonly fresh: string | undefined;
  readonly onChange: () => void;
}) {
  const plan = shown.plans.find(({ kind }) => kind === 'decision') ?? shown.plans[0];
  const [before] = plan?.executions ?? [];
  const restored = shown.plans.find(
    ({ kind, executions }) => kind === 'restore' && executions.some(({ outcome }) => outcome === 'done'),
  );
  const [execution, setExecution] = useState<Execution>();
  const [problem, setProblem] = useState<Problem>();
  const [state, setState] = useState<'counting' | 'held' | 'working' | 'idle'>(
    fresh !== undefined && before === undefined ? 'counting' : 'idle',
  );
  const [from] = useState(now);
  if (plan === undefined) return null;
  const start = async (): Promise<void> => {
    setState('working');
    setProblem(undefined);
    try {
      setExecution(await work('executions.start', { plan: plan.plan }, () => undefined));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setState('idle');
      onChange();
    }
  };
  const outcome = execution?.outcome ?? before?.outcome;
  const done = execution?.execution ?? before?.execution;
  return (
    <Card title={restored === undefined ? t('signedTitle') : t('reversed')}>
      {state === 'counting' ? (
        <>
          <Countdown
            from={from}
            until={from + graceMs}
            says={(left) => t('carriedOutIn', { left })}
            onEnd={() => void start()}
          />
          <Button block onPress={() => setState('held')}>
            {t('callOff')}
          </Button>
          <Button look="bare" block onPress={() => void start()}>
            {t('carryOutNow')}
          </Button>
        </>
      ) : outcome === undefined && state !== 'working' ? (
        <>
          <p className="soft">{state === 'held' ? t('heldBack') : t('carryOutWhy')}</p>
          <Button
            look="ink"
            large
            block
            icon="play"
            isDisabled={!session.may.includes('operate')}
            onPress={() => void start()}
          >
            {t('carryOut')}
          </Button>
        </>
      ) : null}
      {state === 'working' || execution !== undefined ? (
        <Steps label={t('working')} steps={stepsOf(shown, execution)} />
      ) : null}
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('couldNotCarryOut')}: {problem.message} {problem.next}
        </Callout>
      )}
      {outcome === undefined || done === undefined ? null : (
        <>
          {restored === undefined ? (
            <Callout icon={outcome === 'done' ? 'check' : 'warn'}>
              {outcome === 'done' ? t('outcomeDone') : t('outcomeOther', { outcome })}
            </Callout>
          ) : null}
          {outcome === 'done' ? (
            <ReadAgain
              sources={[...new Set(shown.filed.proposal.changes.map(({ change }) => change.source))]}
              onRead={onChange}
            />
          ) : null}
          {outcome === 'done' && restored === undefined ? (
            <Reverse execution={done} session={session} onDone={onChange} />
          ) : null}
          <Link to="/ledger" search={{ about: shown.filed.proposal.id }} className="btn block">
            {t('story')}
          </Link>
        </>
      )}
    </Card>
  );
}

/** Each change of the case with what became of it. */
const stepsOf = (shown: Case, execution: Execution | undefined): readonly Step[] =>
  shown.changesInWords.map((label, at) => {
    const step = execution?.steps.find((each) => each.step === at);
    const base = { id: String(at), label };
    if (step === undefined) return { ...base, state: execution === undefined ? 'doing' : 'waiting' };
    if (step.is === 'failed')
      return { ...base, state: 'failed', detail: t('stepFailed', { why: step.because ?? '' }) };
    if (step.is === 'undone') return { ...base, state: 'undone', detail: t('stepUndone') };
    return step.is === 'applied'
      ? { ...base, state: 'done', detail: t('stepApplied') }
      : { ...base, state: 'doing', detail: t('stepIntended') };
  });
