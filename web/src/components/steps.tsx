import type { ReactNode } from 'react';
import { t } from '../text/pieces.ts';
import { Icon, type IconName } from './icon.tsx';
import './steps.css';

export type StepState = 'done' | 'doing' | 'waiting' | 'failed' | 'undone';

export interface Step {
  readonly id: string;
  readonly label: ReactNode;
  readonly state: StepState;
  /** What it found, or why it failed. */
  readonly detail?: ReactNode;
  readonly end?: ReactNode;
}

const icons: Readonly<Record<StepState, IconName>> = {
  done: 'check',
  doing: 'play',
  waiting: 'clock',
  failed: 'cross',
  undone: 'undo',
};

/** Work in steps, as it goes: what is done, what is under way, what waits. Changes are read out. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <ol className="steps" aria-label={label} aria-live="polite">
      {steps.map((step) => (
        <li key={step.id} className={step.state} aria-current={step.state === 'doing' ? 'step' : undefined}>
          <Icon name={icons[step.state]} />
          <span>
            {step.label}
            <span className="sr"> ({t(step.state)})</span>
            {step.detail === undefined ? null : <small>{step.detail}</small>}
          </span>
          {step.end === undefined ? null : <span className="end">{step.end}</span>}
        </li>
      ))}
    </ol>
  );
}

/** So many of so many, one mark each (up to 60), or a bar. */
export function Progress({
  done,
  total,
  label,
}: {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}) {
  return (
    <div className="progress" role="img" aria-label={label}>
      {total <= 60 ? (
        Array.from({ length: total }, (_, at) => <i key={at} className={at < done ? 'done' : undefined} />)
      ) : (
        <>
          <i className="done" style={{ flexGrow: done }} />
          <i style={{ flexGrow: total - done }} />
        </>
      )}
    </div>
  );
}
