import { useMemo } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { t } from '../../text/roles.ts';

type Answer = RouteOutput<'roles.suggest'>;

const most = { rows: 300, columns: 200 } as const;

/** Accounts by rights in the order of roles, so that each role is a few blocks. Beyond what can be seen it says how much is shown. */
export function HeldMatrix({
  answer,
  chosen,
}: {
  readonly answer: Answer;
  readonly chosen: number | undefined;
}) {
  const { rows, columns, drawn } = useMemo(() => placed(answer.roles), [answer.roles]);
  const role = chosen === undefined ? undefined : answer.roles[chosen - 1];
  return (
    <Card
      title={t('matrix')}
      note={t('matrixNote', {
        rows,
        users: answer.users,
        columns,
        permissions: answer.permissions,
      })}
    >
      <svg
        className="held-matrix"
        viewBox={`0 0 ${Math.max(1, columns)} ${Math.max(1, rows)}`}
        preserveAspectRatio="none"
        style={{ height: `${Math.max(120, Math.min(600, rows * 8))}px` }}
        role="img"
        aria-label={t('matrixSaid')}
      >
        {drawn.map((path, at) => (
          <path key={answer.roles[at]?.name ?? at} d={path} className={at % 2 === 0 ? 'even' : 'odd'} />
        ))}
        {chosen === undefined ? null : <path d={drawn[chosen - 1] ?? ''} className="chosen" />}
      </svg>
      <p className="quiet">
        {role === undefined || chosen === undefined
          ? t('noneChosen')
          : t('chosenIs', { number: chosen, name: role.name })}
      </p>
    </Card>
  );
}

/** Where each account and right stands, and the cells of each role as one path: runs within a line are drawn as one. */
function placed(roles: Answer['roles']): {
  readonly rows: number;
  readonly columns: number;
  readonly drawn: readonly string[];
} {
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  const place = (of: Map<string, number>, key: string, limit: number): number | undefined => {
    const known = of.get(key);
    if (known !== undefined || of.size >= limit) return known;
    of.set(key, of.size);
    return of.size - 1;
  };
  const drawn = roles.map(({ accounts, rights }) => {
    const across = rights
      .flatMap(({ key }) => place(columns, key, most.columns) ?? [])
      .toSorted((a, b) => a - b);
    const runs: { from: number; to: number }[] = [];
    for (const column of across) {
      const last = runs.at(-1);
      if (last !== undefined && last.to === column) last.to++;
      else runs.push({ from: column, to: column + 1 });
    }
    return accounts
      .flatMap(({ key }) => place(rows, key, most.rows) ?? [])
      .flatMap((row) => runs.map(({ from, to }) => `M${from} ${row}H${to}V${row + 1}H${from}z`))
      .join('');
  });
  return { rows: rows.size, columns: columns.size, drawn };
}
