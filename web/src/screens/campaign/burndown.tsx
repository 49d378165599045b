import { t } from '../../text/campaigns.ts';
import { dateOf, number } from '../../text/format.ts';
import type { Shown } from './index.tsx';

const width = 640;
const height = 150;
const [left, bottom, top] = [4, 22, 10];

/** What is still open, from the launch to the day it is due: a step for each day on which something was submitted. */
export function Burndown({ campaign, now }: { readonly campaign: Shown; readonly now: number }) {
  const { burndown, items, launchedAt, dueAt } = campaign;
  if (launchedAt === null || burndown.length === 0) return <p className="soft">{t('notBegun')}</p>;
  const from = Date.parse(launchedAt);
  const until = Math.max(Date.parse(dueAt), ...burndown.map(({ day }) => Date.parse(`${day}T23:59:59Z`)));
  const x = (at: number): number =>
    left + Math.min(1, Math.max(0, (at - from) / (until - from))) * (width - 2 * left);
  const y = (open: number): number => top + (1 - open / items) * (height - top - bottom);
  const steps = burndown.map(({ day, done }) => ({
    at: Math.min(now, Date.parse(`${day}T23:59:59Z`)),
    open: items - done,
  }));
  const line = `M${x(from)} ${y(items)}${steps.map(({ at, open }) => `H${x(at)}V${y(open)}`).join('')}H${x(Math.min(now, until))}`;
  const last = burndown.at(-1);
  const label = t('burndownLabel', { done: last?.done ?? 0, total: items, day: dateOf(now, now) });
  return (
    <svg className="fig burndown" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line className="axis" x1={left} x2={width - left} y1={height - bottom} y2={height - bottom} />
      <line className="pace" x1={x(from)} y1={y(items)} x2={x(Date.parse(dueAt))} y2={y(0)} />
      <path className="line s-plain" d={line} />
      <text x={left} y={height - 6}>
        {dateOf(from, now)}
      </text>
      <text x={width - left} y={height - 6} textAnchor="end">
        {dateOf(until, now)}
      </text>
      <text
        x={Math.min(width - 60, x(Math.min(now, until)) + 6)}
        y={Math.max(top + 10, y(items - (last?.done ?? 0)) - 6)}
      >
        {number(items - (last?.done ?? 0))}
      </text>
    </svg>
  );
}
