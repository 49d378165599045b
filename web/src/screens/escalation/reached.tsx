import { useMemo } from 'react';
import { NotRead } from '../../asking/not-read.tsx';
import { useRoute } from '../../api/queries.ts';
import type { Problem } from '../../api/problem.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { locale } from '../../text/catalogue.ts';
import { t } from '../../text/escalation.ts';
import { chokesOf, drawn } from './drawn.ts';
import { GraphCard } from './graph-card.tsx';
import { PathsTable } from './paths-table.tsx';
import { Points } from './points.tsx';
import { toldBy } from './told.ts';
import { Unanswered } from './unanswered.tsx';
import { useBecome } from './use-become.ts';

const limit = 200;
type Blast = RouteOutput<'escalation.blast-radius'>;
type Answer = Omit<Blast, 'credentials' | 'totalCredentials'>;

/** What an identity could become. */
export function Become({ identity, at }: { readonly identity: string; readonly at: string | undefined }) {
  const query = useBecome(identity, { at });
  return (
    <Reached
      answer={query.data}
      problem={query.error}
      name={query.data?.identity.name ?? identity}
      onRetry={() => void query.refetch()}
    />
  );
}

/** What whoever steals a credential could come to have. */
export function BlastRadius({ of, at }: { readonly of: string; readonly at: string | undefined }) {
  const query = useRoute('escalation.blast-radius', { of, limit, ...(at === undefined ? {} : { at }) });
  return (
    <div className="stack">
      {query.data === undefined || query.data.credentials.length === 0 ? null : (
        <Credentials credentials={query.data.credentials} total={query.data.totalCredentials} />
      )}
      <Reached answer={query.data} problem={query.error} name={of} onRetry={() => void query.refetch()} />
    </div>
  );
}

function Credentials({ credentials, total }: Pick<Blast, 'credentials'> & { readonly total: number }) {
  return (
    <Card>
      <h2>{t('credentials', { count: total })}</h2>
      <ul className="lines">
        {credentials.map(({ credential, account, state, by }) => (
          <li key={`${credential.source} ${credential.key}`} className="breaks">
            <span className="mono">{credential.name}</span> · {account.source} ·{' '}
            <b className="mono">{account.name}</b> <Tag>{state}</Tag>{' '}
            <span className="soft">
              {t(by === 'name' ? 'byName' : by === 'secret' ? 'bySecret' : 'byId')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Reached({
  answer,
  problem,
  name,
  onRetry,
}: {
  readonly answer: Answer | undefined;
  readonly problem: Problem | null;
  readonly name: string;
  readonly onRetry: () => void;
}) {
  const told = useMemo(() => (answer === undefined ? undefined : toldBy(answer)), [answer]);
  const graph = useMemo(
    () =>
      answer === undefined || told === undefined
        ? undefined
        : drawn(told, {
            steps: answer.paths.flatMap(({ steps }) => steps),
            starts: new Set(answer.of),
            chokes: chokesOf(answer.steps, Math.max(1, answer.chokePoints[0]?.cuts ?? 0)),
          }),
    [answer, told],
  );
  if (answer === undefined || told === undefined || graph === undefined)
    return <Unanswered problem={problem} onRetry={onRetry} />;
  const headline = t('reached', { name, what: counted(answer.totals) });
  const cuts = (count: number): string =>
    answer.chokePointsAreOf === 'crown jewels' ? t('cutsJewels', { count }) : t('cutsAccounts', { count });
  return (
    <div className="stack">
      <h2 className="breaks" aria-live="polite">
        {answer.total === 0 ? t('reachesNothing', { name }) : headline}
      </h2>
      {answer.total === 0 ? (
        <EmptyState icon="check" title={t('reachesNothing', { name })}>
          {t('nothingLeadsWhy')}
        </EmptyState>
      ) : (
        <>
          <GraphCard data={graph} />
          {answer.chokePoints.length === 0 ? null : (
            <Points told={told} points={answer.chokePoints} cuts={cuts} />
          )}
          <PathsTable
            label={headline}
            told={told}
            paths={answer.paths}
            total={answer.total}
            end="to"
            cuts={cuts}
          />
          {answer.paths.length < answer.total ? (
            <p className="quiet">{t('pathsCut', { count: answer.paths.length, total: answer.total })}</p>
          ) : null}
        </>
      )}
      <NotRead answer={answer} why={t('notKnownWhy')} />
    </div>
  );
}

/** What there is of each kind, in words; what there is none of is not said. */
function counted({ powers, resources, accounts, groups }: Answer['totals']): string {
  const parts = [
    ...(powers === 0 ? [] : [t('nPowers', { count: powers })]),
    ...(resources === 0 ? [] : [t('nResources', { count: resources })]),
    ...(accounts === 0 ? [] : [t('nAccounts', { count: accounts })]),
    ...(groups === 0 ? [] : [t('nGroups', { count: groups })]),
  ];
  return new Intl.ListFormat(locale).format(parts);
}
