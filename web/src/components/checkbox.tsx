import { useEffect, useRef, type ReactNode } from 'react';
import './checkbox.css';

/** Yes or no; `isMixed` is some of those it stands for. */
export function Checkbox({
  isChecked,
  isMixed = false,
  isDisabled = false,
  label,
  labelHidden = false,
  onChange,
}: {
  readonly isChecked: boolean;
  readonly isMixed?: boolean;
  readonly isDisabled?: boolean;
  readonly label: ReactNode;
  readonly labelHidden?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    <label className="checkbox">
      <input
        ref={input}
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={labelHidden ? 'sr' : undefined}>{label}</span>
    </label>
  );
}
