import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import './text-field.css';

interface Common {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Said below it, and read with it. */
  readonly help?: ReactNode;
  /** What is wrong with the value and what was expected. */
  readonly problem?: string | undefined;
}

/** A line of text. */
export function TextField({
  label,
  value,
  onChange,
  help,
  problem,
  mono = false,
  ...input
}: Common & { readonly mono?: boolean } & Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'autoComplete' | 'autoFocus' | 'maxLength' | 'placeholder' | 'required' | 'spellCheck' | 'type'
  >) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} problem={problem}>
      <input
        {...input}
        id={id}
        className={mono ? 'input mono' : 'input'}
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-help ${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

/** Some lines of text: a reason, a purpose. */
export function TextArea({
  label,
  value,
  onChange,
  help,
  problem,
  rows = 3,
  ...area
}: Common & { readonly rows?: number; readonly maxLength?: number; readonly placeholder?: string }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} problem={problem}>
      <textarea
        {...area}
        id={id}
        className="input"
        rows={rows}
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-help ${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

function Labelled({
  id,
  label,
  help,
  problem,
  children,
}: Pick<Common, 'label' | 'help' | 'problem'> & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="labelled-field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children}
      <p id={`${id}-help`} className="quiet" hidden={help === undefined}>
        {help}
      </p>
      <p id={`${id}-problem`} className="field-problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
