import { ComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Icon, type IconName } from './icon.tsx';
import './combo-field.css';
import './popover.css';
import './text-field.css';

/** Something that answers to what was typed. `value` is what the field then holds. */
export interface Suggestion {
  readonly id: string;
  readonly value: string;
  readonly note?: string;
  readonly icon?: IconName;
}

/**
 * A field that suggests while one types. What is typed counts as well: Enter takes it as it stands. The caller finds the
 * suggestions; nothing is filtered here.
 */
export function ComboField({
  label,
  value,
  placeholder,
  suggestions,
  nothing,
  onType,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly suggestions: readonly Suggestion[];
  /** In place of suggestions where there are none; undefined: then nothing is shown. */
  readonly nothing: string | undefined;
  readonly onType: (text: string) => void;
  /** A suggestion, or what was typed when it was no suggestion. */
  readonly onChoose: (chosen: Suggestion | string) => void;
}) {
  return (
    <ComboBox
      className="combo"
      inputValue={value}
      onInputChange={onType}
      items={suggestions}
      selectedKey={null}
      allowsCustomValue
      allowsEmptyCollection={nothing !== undefined && value !== ''}
      menuTrigger="focus"
      onSelectionChange={(key) => {
        const chosen = suggestions.find(({ id }) => id === key);
        if (chosen !== undefined) onChoose(chosen);
      }}
    >
      <Label className="label">{label}</Label>
      <div className="combo-line">
        <Input
          className="input mono"
          placeholder={placeholder ?? ''}
          maxLength={4096}
          spellCheck={false}
          autoComplete="off"
          onKeyDown={(event) => {
            // a line of the list that is marked is taken by the list itself
            if (event.key === 'Enter' && !event.currentTarget.getAttribute('aria-activedescendant'))
              onChoose(value);
          }}
        />
        <Icon name="search" small />
      </div>
      <Popover className="popover">
        <ListBox<Suggestion>
          className="menu combo-menu"
          renderEmptyState={() => <p className="combo-nothing">{nothing}</p>}
        >
          {({ id, value: words, note, icon }) => (
            <ListBoxItem id={id} className="option" textValue={words}>
              {icon === undefined ? null : <Icon name={icon} />}
              <span className="mono">{words}</span>
              {note === undefined ? null : <small>{note}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
