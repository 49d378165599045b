import { useId, useState } from 'react';
import { useNow } from '../clock.ts';
import { t } from '../text/pieces.ts';
import './text-field.css';

/** A moment: in the past, or none for now, unless `when` says that it may be any. It is typed in the reader’s own time and kept in UTC. */
export function MomentField({
  value,
  onChange,
  label = t('asOf'),
  when = 'past',
}: {
  readonly value: string | undefined;
  readonly onChange: (at: string | undefined) => void;
  readonly label?: string;
  readonly when?: 'past' | 'any';
}) {
  const id = useId();
  const now = useNow();
  const [problem, setProblem] = useState(false);
  return (
    <div className="labelled-field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        key={value}
        id={id}
        className="input"
        type="datetime-local"
        step="1"
        max={when === 'any' ? undefined : localText(now)}
        defaultValue={value === undefined ? '' : localText(Date.parse(value))}
        aria-describedby={`${id}-help`}
        aria-invalid={problem}
        onBlur={({ target }) => {
          const at = Date.parse(target.value);
          const isPast = !Number.isNaN(at) && (when === 'any' || at <= now) && at > 0;
          setProblem(target.value !== '' && !isPast);
          if (target.value === '') onChange(undefined);
          // typing is to the second: what stands there already keeps its milliseconds
          else if (isPast && (value === undefined || localText(Date.parse(value)) !== target.value))
            onChange(new Date(at).toISOString());
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') currentTarget.blur();
        }}
      />
      <p id={`${id}-help`} className={problem ? 'field-problem' : 'quiet'}>
        {problem ? t('badMoment') : when === 'any' ? null : t('asOfHelp')}
      </p>
    </div>
  );
}

/** As the field writes it: local time without a zone. */
function localText(ms: number): string {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
