import { Icon, type IconName } from './icon.tsx';

/** Two to four views of one thing, side by side. */
export function Segmented<Id extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly value: Id;
  readonly choices: readonly { readonly id: Id; readonly label: string; readonly icon?: IconName }[];
  readonly onChange: (id: Id) => void;
}) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.id}
          type="button"
          aria-pressed={choice.id === value}
          onClick={() => onChange(choice.id)}
        >
          {choice.icon === undefined ? null : <Icon name={choice.icon} small />}
          {choice.label}
        </button>
      ))}
    </div>
  );
}
