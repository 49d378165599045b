import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Sparkline } from '../../components/charts.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Risk } from '../../components/risk.tsx';
import { When } from '../../components/when.tsx';
import { useNow } from '../../clock.ts';
import { clockTime, dateOf, number } from '../../text/format.ts';
import { t } from '../../text/overview.ts';

type Points = RouteOutput<'overview.show'>['risk'];
const levels = ['critical', 'high', 'medium', 'low'] as const;

/** Open findings over time, one line a level, each from zero; the same numbers as a table. Only what the ledger says is drawn. */
export function RiskOverTime({ points, open }: { readonly points: Points; readonly open: number }) {
  const now = useNow();
  const [first, last] = [points[0], points.at(-1)];
  const dayOf = (point: Points[number]): string => {
    const at = Date.parse(point.at);
    const isOneDay = first?.at.slice(0, 10) === last?.at.slice(0, 10);
    return isOneDay ? clockTime(at, now) : dateOf(at, now);
  };
  return (
    <Card title={t('risk')} end={<span className="num">{t('riskNow', { count: open })}</span>}>
      {first === undefined || last === undefined ? (
        <p className="soft">{t('riskNone')}</p>
      ) : (
        <>
          <p className="quiet">
            {points.length === 1 ? t('riskOne') : t('riskSpan', { from: dayOf(first), to: dayOf(last) })}
          </p>
          <ul className="risk-lines">
            {levels.map((level) => (
              <li key={level}>
                <Risk level={level} />
                {points.length === 1 ? (
                  <span />
                ) : (
                  <Sparkline
                    level={level}
                    values={points.map((point) => point.open[level])}
                    times={points.map((point) => Date.parse(point.at))}
                    label={t('riskLabel', {
                      level: t(level),
                      from: dayOf(first),
                      to: dayOf(last),
                      first: first.open[level],
                      last: last.open[level],
                      most: Math.max(...points.map((point) => point.open[level])),
                    })}
                  />
                )}
                <b className="num">{number(last.open[level])}</b>
              </li>
            ))}
          </ul>
          <Disclosure summary={t('riskTable')}>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
            <div className="risk-table" tabIndex={0} role="group" aria-label={t('riskTable')}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('riskAt')}</th>
                    {[...levels, 'info' as const].map((level) => (
                      <th key={level} scope="col" className="right">
                        {t(level)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {points.toReversed().map((point) => (
                    <tr key={point.seq}>
                      <td>
                        <When at={point.at} as="exact" />
                      </td>
                      {[...levels, 'info' as const].map((level) => (
                        <td key={level} className="right num">
                          {number(point.open[level])}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Disclosure>
          <p className="quiet">{t('riskSource')}</p>
        </>
      )}
    </Card>
  );
}
