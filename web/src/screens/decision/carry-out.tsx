import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call, work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew, useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { changeWords } from '../../cases/change-words.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Countdown } from '../../components/countdown.tsx';
import { Steps, type Step } from '../../components/steps.tsx';
import { t } from '../../text/cases.ts';
import { Endings } from './endings.tsx';
import type { Case } from './index.tsx';
import { ReadAgain } from './read-again.tsx';
import { Reverse } from './reverse.tsx';

type State = RouteOutput<'executions.show'>;
const graceMs = 10_000;

/**
 * After the last signature: some seconds in which it can be called off, which the server counts whatever becomes of this
 * page; then the enforcer’s work step by step, the read of each step, and the way back.
 */
export function CarryOut({ shown, session }: { readonly shown: Case; readonly session: Session }) {
  const plan = shown.plans.find(({ kind }) => kind === 'decision') ?? shown.plans[0];
  return plan === undefined ? null : <OfPlan shown={shown} session={session} plan={plan.plan} />;
}

function OfPlan({
  shown,
  session,
  plan,
}: {
  readonly shown: Case;
  readonly session: Session;
  readonly plan: Case['plans'][number]['plan'];
}) {
  const renew = useRenew();
  const [problem, setProblem] = useState<Problem>();
  const [isAsking, setAsking] = useState(false);
  const first = useRoute('executions.show', { plan });
  const isMoving = first.data !== undefined && moves(first.data);
  const { data: state, dataUpdatedAt } = useRoute(
    'executions.show',
    { plan },
    isMoving ? { refetchInterval: 800 } : {},
  );
  const restored = shown.plans.some(
    ({ kind, executions }) => kind === 'restore' && executions.some(({ outcome }) => outcome === 'done'),
  );
  const ask = async (what: () => Promise<unknown>): Promise<void> => {
    setAsking(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setAsking(false);
      await renew(['executions', 'proposals']);
    }
  };
  const mayOperate = session.may.includes('operate');
  const outcome = state?.execution?.outcome;
  const isWaiting = state?.asking?.is === 'waiting' && state.execution === null;
  const isUnderWay = state !== undefined && (outcome === 'running' || isAsked(state));
  return (
    <Card title={restored ? t('reversed') : t('signedTitle')}>
      {state !== undefined && isWaiting ? (
        <>
          <Remaining state={state} readAt={dataUpdatedAt} />
          <Button
            block
            isDisabled={!mayOperate || isAsking}
            onPress={() => void ask(() => call('executions.call-off', { plan }))}
          >
            {t('callOff')}
          </Button>
          <Button
            look="bare"
            block
            isDisabled={!mayOperate || isAsking}
            onPress={() => void ask(() => work('executions.start', { plan }, () => undefined))}
          >
            {t('carryOutNow')}
          </Button>
        </>
      ) : null}
      {state !== undefined && state.execution === null && !isWaiting && !isUnderWay ? (
        <>
          <p className="soft">{state.asking?.is === 'called_off' ? t('heldBack') : t('carryOutWhy')}</p>
          <Button
            look="ink"
            large
            block
            icon="play"
            isDisabled={!mayOperate || isAsking}
            onPress={() => void ask(() => call('executions.ask', { plan }))}
          >
            {t('carryOut')}
          </Button>
        </>
      ) : null}
      {state !== undefined && (isUnderWay || state.execution !== null) ? (
        <Steps label={t('working')} steps={stepsOf(shown, state)} />
      ) : null}
      {state?.refused === null || state === undefined || isWaiting ? null : (
        <Callout tone="alarm">
          {t('couldNotCarryOut')}: {state.refused.message} {state.refused.next}
        </Callout>
      )}
      {problem === undefined ? null : (
        <Callout tone="attn">
          {problem.message} {problem.next}
        </Callout>
      )}
      {state?.execution === null || state === undefined || outcome === 'running' ? null : (
        <>
          {restored ? null : (
            <Callout icon={outcome === 'done' ? 'check' : 'warn'}>
              {outcome === 'done' ? t('outcomeDone') : t('outcomeOther', { outcome: outcome ?? '' })}
            </Callout>
          )}
          {outcome === 'done' ? (
            <ReadAgain
              sources={[...new Set(shown.filed.proposal.changes.map(({ change }) => change.source))]}
              onRead={() => void renew(['executions', 'proposals', 'findings'])}
            />
          ) : null}
          {outcome === 'done' && !restored ? (
            <Reverse
              execution={state.execution.execution}
              session={session}
              onDone={() => void renew(['executions', 'proposals', 'findings'])}
            />
          ) : null}
          <Link to="/ledger" search={{ about: shown.filed.proposal.id }} className="btn block">
            {t('story')}
          </Link>
        </>
      )}
      <Endings endings={shown.endings} shown={shown} />
    </Card>
  );
}

/** Something is about to happen by itself, so that it is looked at again soon. */
const moves = (state: State): boolean =>
  state.asking?.is === 'waiting' || isAsked(state) || state.execution?.outcome === 'running';

/** The enforcer was asked and has neither begun nor said no. */
const isAsked = (state: State): boolean =>
  state.asking?.is === 'asked' && state.execution === null && state.refused === null;

/** By the server’s clock: what it said was left when this was read, counted on from there. */
function Remaining({ state, readAt }: { readonly state: State; readonly readAt: number }) {
  const dueAt = state.asking === null ? state.now : state.asking.dueAt;
  const left = Date.parse(dueAt) - Date.parse(state.now);
  const until = (readAt === 0 ? now() : readAt) + left;
  return (
    <Countdown from={until - graceMs} until={until} says={(text) => t('carriedOutIn', { left: text })} />
  );
}

/** Each change of the case with what became of it. */
const stepsOf = (shown: Case, { execution }: State): readonly Step[] =>
  shown.filed.proposal.changes.map(({ change }, at) => {
    const step = execution?.steps.find((each) => each.step === at);
    const base = { id: String(at), label: changeWords(change) };
    const watch = execution?.watch;
    if (step === undefined && watch !== undefined && at === execution?.steps.length)
      return {
        ...base,
        state: watch.how === null || watch.how === 'nothing broke' ? 'doing' : 'waiting',
        detail:
          watch.how === null ? t('stepWatched', { until: watch.until.slice(0, 10) }) : (watch.because ?? ''),
      };
    if (step === undefined)
      return {
        ...base,
        state: execution === null ? 'doing' : at === execution.steps.length ? 'doing' : 'waiting',
      };
    switch (step.is) {
      case 'applied':
        return { ...base, state: 'done', detail: t('stepApplied') };
      case 'failed':
        return { ...base, state: 'failed', detail: t('stepFailed', { why: step.because ?? '' }) };
      case 'undone':
        return { ...base, state: 'undone', detail: t('stepUndone') };
      case 'intended':
        return { ...base, state: 'doing', detail: t('stepIntended') };
    }
  });
