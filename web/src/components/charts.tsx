import type { RiskLevel } from './risk.tsx';
import './charts.css';

const width = 200;
const height = 44;

/**
 * A line over time, from zero, as an area of a risk's colour or in neutral. Label it directly, beside it. With `times` each
 * value stands where its moment is, and holds until the next: nothing is drawn between what is known.
 */
export function Sparkline({
  values,
  times,
  level,
  label,
}: {
  readonly values: readonly number[];
  /** In milliseconds, rising; as many as there are values. */
  readonly times?: readonly number[];
  readonly level?: RiskLevel;
  /** What a screen reader hears: “Critical findings, 8 July to today: from 9 to 12, at most 19”. */
  readonly label: string;
}) {
  const highest = Math.max(1, ...values);
  const [first = 0, last = 1] = [times?.[0], times?.at(-1)];
  const share = (at: number): number =>
    times === undefined
      ? at / Math.max(1, values.length - 1)
      : ((times[at] ?? first) - first) / Math.max(1, last - first);
  const x = (at: number): string => (2 + share(at) * (width - 8)).toFixed(1);
  const y = (value: number): string => (height - 4 - (value / highest) * (height - 10)).toFixed(1);
  const line = values
    .map((value, at) =>
      at === 0
        ? `M${x(at)} ${y(value)}`
        : times === undefined
          ? `L${x(at)} ${y(value)}`
          : `H${x(at)}V${y(value)}`,
    )
    .join('');
  const end = x(values.length - 1);
  return (
    <svg
      className="fig spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line className="axis" x1="0" x2={width} y1={height - 3.5} y2={height - 3.5} />
      <path className={`soft-${level ?? 'plain'}`} d={`${line}L${end} ${height - 4}L2 ${height - 4}Z`} />
      <path className={`line s-${level ?? 'plain'}`} vectorEffect="non-scaling-stroke" d={line} />
    </svg>
  );
}

/** A share of a whole as a bar; `limit` marks a place on it, and what is over it is critical. */
export function ShareBar({
  share,
  limit,
  label,
}: {
  /** 0 to 1. */
  readonly share: number;
  readonly limit?: number;
  readonly label: string;
}) {
  const part = Math.min(1, Math.max(0, share)) * 100;
  const isOver = limit !== undefined && share > limit;
  return (
    <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect className="share-ground" width="100" height="6" rx="1" />
      <rect className={isOver ? 'share-over' : 'share-part'} width={part} height="6" rx="1" />
      {limit === undefined ? null : (
        <rect className="share-limit" x={limit * 100 - 0.4} y="0" width="0.8" height="6" />
      )}
    </svg>
  );
}

/** How a whole divides, one part after the other: risk first, the worst at the left. */
export function StackedBar({
  parts,
  label,
}: {
  readonly parts: readonly { readonly key: string; readonly value: number; readonly level?: RiskLevel }[];
  readonly label: string;
}) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  return (
    <div className="stacked" role="img" aria-label={label}>
      {total === 0
        ? null
        : parts.map((part) => (
            <i key={part.key} className={part.level ?? 'plain'} style={{ flexGrow: part.value }} />
          ))}
    </div>
  );
}
