import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import type { Choice } from '../../components/select.tsx';
import { t } from '../../text/policies.ts';
import '../../components/popover.css';
import '../../components/text-field.css';

/** One thing out of many, found as one types; what there is to choose from comes from whoever asks. */
export function Picker({
  label,
  placeholder,
  chosen,
  choices,
  isSearching,
  onType,
  onChoose,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly chosen: string | undefined;
  readonly choices: readonly Choice[];
  readonly isSearching: boolean;
  readonly onType: (text: string) => void;
  readonly onChoose: (id: string) => void;
}) {
  const [text, setText] = useState(chosen ?? '');
  const type = (value: string): void => {
    setText(value);
    onType(value);
  };
  return (
    <ComboBox
      className="select picker"
      items={choices}
      inputValue={text}
      onInputChange={type}
      allowsEmptyCollection
      allowsCustomValue
      menuTrigger="input"
      onSelectionChange={(key) => {
        const choice = choices.find(({ id }) => id === key);
        if (choice === undefined) return;
        setText(choice.label);
        onChoose(choice.id);
      }}
    >
      <Label className="label">{label}</Label>
      <span className="picker-field">
        <Input className="input" placeholder={placeholder} maxLength={200} spellCheck={false} />
        <Button className="picker-open">
          <Icon name="down" small />
        </Button>
      </span>
      <Popover className="popover">
        <ListBox
          className="menu"
          renderEmptyState={() => (
            <p className="menu-title">{isSearching ? t('asking') : t('nothingFound')}</p>
          )}
        >
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} className="option" textValue={choice.label}>
              <span>{choice.label}</span>
              <small>{choice.note}</small>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
