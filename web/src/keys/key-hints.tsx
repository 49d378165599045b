import type { ReactNode } from 'react';
import { KeyCaps } from './key-cap.tsx';
import './keys.css';

/** The bar at the bottom of a screen that is worked through by keyboard. */
export function KeyHints({
  hints,
  end,
}: {
  readonly hints: readonly (readonly [keys: readonly string[], what: string])[];
  readonly end?: ReactNode;
}) {
  return (
    <div className="hints">
      {hints.map(([caps, what]) => (
        <span key={what}>
          {caps.map((each) => (
            <KeyCaps key={each} of={each} />
          ))}
          {what}
        </span>
      ))}
      {end === undefined ? null : <span className="end">{end}</span>}
    </div>
  );
}
