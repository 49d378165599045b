import { Card } from '../../components/card.tsx';
import { t } from '../../text/escalation.ts';
import { labelOf, titleOf, type Point, type Told } from './told.ts';

const most = 10;

/** Single rows at the source whose removal cuts the most off, the strongest first. */
export function Points({
  told,
  points,
  cuts,
}: {
  readonly told: Told;
  readonly points: readonly Point[];
  readonly cuts: (count: number) => string;
}) {
  const wide = points.filter((point) => point.cuts > 1);
  const shown = (wide.length > 0 ? wide : points).slice(0, most);
  const small = wide.length > 0 ? points.length - wide.length : 0;
  return (
    <Card>
      <h2>{t('points')}</h2>
      <p className="soft">{points.length === 0 ? t('noPoints') : t('pointsWhy')}</p>
      <ol className="points">
        {shown.flatMap(({ steps, cuts: count }) => {
          const [first] = steps.flatMap((id) => told.step(id) ?? []);
          if (first === undefined) return [];
          const [row] = first.because;
          return [
            <li key={first.id}>
              <b className="count">{cuts(count)}</b>
              <span className="two">
                <span className="breaks">
                  <b className="mono">{row?.name ?? labelOf(told, first.from)}</b>
                </span>
                <span className="soft breaks">
                  {steps.length > 1
                    ? t('pointOfMany', { title: titleOf(told, first), count: steps.length })
                    : t('pointOfOne', {
                        from: labelOf(told, first.from),
                        title: titleOf(told, first),
                        to: labelOf(told, first.to),
                      })}
                  {told.techniqueOf(first) === undefined
                    ? null
                    : ` ${t('takeAway', { what: told.techniqueOf(first)?.takeAway ?? '' })}`}
                </span>
              </span>
            </li>,
          ];
        })}
      </ol>
      {small === 0 ? null : <p className="quiet">{t('smallPoints', { count: small })}</p>}
    </Card>
  );
}
