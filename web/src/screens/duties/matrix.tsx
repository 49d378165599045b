import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/duties.ts';

type Rules = RouteOutput<'duties.check'>['rules'];

/** More duties than this are no longer read in a matrix. */
const mostDuties = 16;

/** Duty by duty: where a rule keeps two apart, how many have both. The rules below say the same as a list. */
export function Matrix({
  rules,
  chosen,
  onChoose,
}: {
  readonly rules: Rules;
  readonly chosen: string | undefined;
  readonly onChoose: (rule: string) => void;
}) {
  const duties = [
    ...new Map(rules.flatMap(({ apart }) => apart.map((duty) => [duty.id, duty.title]))).entries(),
  ];
  if (duties.length > mostDuties) return <p className="quiet">{t('matrixWide', { count: duties.length })}</p>;
  const ruleOf = (a: string, b: string): Rules[number] | undefined =>
    rules.find(({ apart }) => apart.every(({ id }) => id === a || id === b));
  return (
    <Card title={t('matrix')} note={t('matrixNote')}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="duty-matrix" tabIndex={0} role="group" aria-label={t('matrix')}>
        <table className="table">
          <thead>
            <tr>
              <td className="duty-corner" />
              {duties.slice(0, -1).map(([id, title]) => (
                <th key={id} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {duties.slice(1).map(([row, title], at) => (
              <tr key={row}>
                <th scope="row">{title}</th>
                {duties.slice(0, -1).map(([column, other], place) => {
                  const rule = place > at || row === column ? undefined : ruleOf(row, column);
                  if (rule === undefined)
                    return (
                      <td key={column} className="duty-none">
                        <span className="sr">{t('noRule')}</span>
                      </td>
                    );
                  return (
                    <td key={column}>
                      <button
                        type="button"
                        className="duty-cell num"
                        aria-pressed={rule.id === chosen}
                        aria-label={t('pair', { first: other, second: title, count: rule.conflicts })}
                        onClick={() => onChoose(rule.id)}
                      >
                        {number(rule.conflicts)}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
