import { number } from '../text/format.ts';
import { t } from '../text/pieces.ts';
import './risk.css';

export type RiskLevel = 'critical' | 'high' | 'medium' | 'low';

const bars: Readonly<Record<RiskLevel, number>> = { low: 1, medium: 2, high: 3, critical: 4 };
const heights = [3, 6, 9, 12] as const;

/** Risk: bars, word, number, in that order; never a colour alone. Without a level the word is “Unknown”. */
export function Risk({
  level,
  score,
  quiet = false,
}: {
  readonly level: RiskLevel | undefined;
  readonly score?: number | undefined;
  /** Bars alone, for where the word stands elsewhere in the row; it stays readable to a screen reader. */
  readonly quiet?: boolean;
}) {
  if (level === undefined) return <span className="risk unknown">{t('unknownRisk')}</span>;
  return (
    <span className={`risk ${level}`}>
      <RiskBars level={level} />
      <span className={quiet ? 'sr' : 'risk-word'}>{t(level)}</span>
      {score === undefined ? null : <b className="num">{number(score)}</b>}
    </span>
  );
}

function RiskBars({ level }: { readonly level: RiskLevel }) {
  return (
    <svg className={`bars ${level}`} viewBox="0 0 15 12" aria-hidden="true">
      {heights.map((height, at) => (
        <rect
          key={height}
          className={at < bars[level] ? 'on' : 'off'}
          x={at * 4}
          y={12 - height}
          width="3"
          height={height}
          rx="0.75"
        />
      ))}
    </svg>
  );
}
