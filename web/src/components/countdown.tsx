import { useEffect, useRef } from 'react';
import { useNow } from '../clock.ts';
import { duration } from '../text/format.ts';
import './countdown.css';

/** Time that runs out: words and a bar. `onEnd` is called once, when it is over. */
export function Countdown({
  from,
  until,
  says,
  onEnd,
}: {
  /** When it began and when it ends, in milliseconds. */
  readonly from: number;
  readonly until: number;
  /** “Carried out in 9 min”: the time left, in words, put into a sentence. */
  readonly says: (left: string) => string;
  readonly onEnd?: () => void;
}) {
  const now = useNow(1000);
  const left = Math.max(0, until - now);
  const told = useRef(false);
  useEffect(() => {
    if (left > 0 || told.current) return;
    told.current = true;
    onEnd?.();
  }, [left, onEnd]);
  const share = until > from ? Math.min(1, left / (until - from)) : 0;
  return (
    <div className="countdown-row" role="timer">
      <span className="num">{says(duration(left))}</span>
      <span className="countdown" aria-hidden="true">
        <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
    </div>
  );
}
