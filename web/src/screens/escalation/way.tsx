import { useMemo } from 'react';
import { NotRead } from '../../asking/not-read.tsx';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { EmptyState } from '../../components/states.tsx';
import { t } from '../../text/escalation.ts';
import { drawn } from './drawn.ts';
import { GraphCard } from './graph-card.tsx';
import { StepList } from './step-list.tsx';
import { labelOf, toldBy, type Path, type Told } from './told.ts';
import { Unanswered } from './unanswered.tsx';

const cuts = (count: number): string => t('cutsIdentities', { count });

/** How one could come to have what the other has: the shortest and the cheapest way, and the one that is sure. */
export function Way({
  from,
  to,
  at,
}: {
  readonly from: string;
  readonly to: string;
  readonly at: string | undefined;
}) {
  const query = useRoute('escalation.paths', { from, to, ...(at === undefined ? {} : { at }) });
  const { data } = query;
  const told = useMemo(() => (data === undefined ? undefined : toldBy(data)), [data]);
  const graph = useMemo(
    () =>
      data === undefined || told === undefined
        ? undefined
        : drawn(told, {
            steps: waysOf(data).flatMap(({ path }) => path.steps),
            starts: new Set(startsOf(data)),
            chokes: new Set(data.everyPathUses),
          }),
    [data, told],
  );
  if (data === undefined || told === undefined || graph === undefined)
    return <Unanswered problem={query.error} onRetry={() => void query.refetch()} />;
  const ways = waysOf(data);
  const [best] = ways;
  if (best === undefined)
    return (
      <div className="stack">
        <EmptyState icon="check" title={t('noWay', { from, to })}>
          {t('nothingLeadsWhy')}
        </EmptyState>
        <NotRead answer={data} why={t('notKnownWhy')} />
      </div>
    );
  const names = { from: labelOf(told, best.path.from), to: labelOf(told, best.path.to) };
  return (
    <div className="stack">
      <h2 className="breaks" aria-live="polite">
        {t('waySaid', { ...names, count: best.path.steps.length })}
      </h2>
      {data.identities > 1 ? <p className="soft">{t('othersToo', { count: data.identities })}</p> : null}
      <GraphCard data={graph} />
      {ways.map((way) => (
        <OneWay key={way.names.join(' ')} told={told} {...way} />
      ))}
      <NotRead answer={data} why={t('notKnownWhy')} />
    </div>
  );
}

function OneWay({
  told,
  path,
  names,
}: {
  readonly told: Told;
  readonly path: Path;
  readonly names: readonly string[];
}) {
  return (
    <Card>
      <h2>
        {names.join(', ')} {path.certainty === 'depends' ? <Tag tone="attn">{t('depends')}</Tag> : null}
      </h2>
      <StepList told={told} steps={path.steps} cuts={cuts} />
    </Card>
  );
}

interface Ways {
  readonly shortest?: Path;
  readonly cheapest?: Path;
  readonly sure?: Path;
}

const startsOf = ({ shortest, cheapest, sure }: Ways): readonly string[] =>
  [shortest, cheapest, sure].flatMap((path) => (path === undefined ? [] : [path.from]));

/** Each way once, under all the names that it has. */
function waysOf({ shortest, cheapest, sure }: Ways): readonly {
  readonly path: Path;
  readonly names: readonly string[];
}[] {
  const found = new Map<string, { readonly path: Path; readonly names: string[] }>();
  const named = [
    [shortest, t('shortest')],
    [cheapest, t('cheapest')],
    [sure, t('sureWay')],
  ] as const;
  for (const [path, name] of named) {
    if (path === undefined) continue;
    const key = path.steps.join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, { path, names: [name] });
    else known.names.push(name);
  }
  return [...found.values()];
}
