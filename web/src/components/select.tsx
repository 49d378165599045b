import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Icon } from './icon.tsx';
import './popover.css';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
}

/** One of a few. Nothing is chosen beforehand unless `value` says so. */
export function Select({
  label,
  labelHidden = false,
  value,
  choices,
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly value: string | undefined;
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
  readonly onChange: (id: string) => void;
}) {
  return (
    <AriaSelect
      className="select"
      value={value ?? null}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
    >
      <Label className={labelHidden ? 'sr' : 'label'}>{label}</Label>
      <Button className="field">
        <SelectValue className="select-value" />
        <Icon name="down" small />
      </Button>
      <Popover className="popover">
        <ListBox className="menu">
          {choices.map(({ id, label: words, note }) => (
            <ListBoxItem key={id} id={id} className="option" textValue={words}>
              <span>{words}</span>
              {note === undefined ? null : <small>{note}</small>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
