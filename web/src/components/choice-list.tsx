import { useId, type ReactNode } from 'react';
import './choice-list.css';

export interface ListedChoice {
  readonly id: string;
  readonly label: string;
  readonly note?: ReactNode;
  /** Its key, shown at its end; register it with `useShortcut`. */
  readonly shortcut?: string;
  readonly isDisabled?: boolean;
}

/** One of some, all in sight and all alike: nothing is chosen beforehand and none is made to look better. */
export function ChoiceList({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly ListedChoice[];
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
}) {
  const name = useId();
  return (
    <fieldset className="radios">
      <legend className="sr">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className={choice.id === value ? 'radio chosen' : 'radio'}>
          <input
            type="radio"
            name={name}
            value={choice.id}
            checked={choice.id === value}
            disabled={choice.isDisabled ?? false}
            onChange={() => onChange(choice.id)}
          />
          <span>
            {choice.label}
            {choice.note === undefined ? null : <small>{choice.note}</small>}
          </span>
          {choice.shortcut === undefined ? null : <kbd aria-hidden="true">{choice.shortcut}</kbd>}
        </label>
      ))}
    </fieldset>
  );
}
