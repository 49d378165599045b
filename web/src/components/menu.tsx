import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Button, IconButton, type ButtonProps } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import './popover.css';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly note?: ReactNode;
  readonly isDisabled?: boolean;
  readonly onAction: () => void;
}

/** A button that opens a list of acts. Without a label it is the “more” button, and `name` says more of what. */
export function Menu({
  label,
  name,
  entries,
  ...button
}: {
  readonly label?: ReactNode;
  readonly name: string;
  readonly entries: readonly MenuEntry[];
} & Pick<ButtonProps, 'look' | 'icon'>) {
  return (
    <MenuTrigger>
      {label === undefined ? (
        <IconButton icon={button.icon ?? 'more'} label={name} />
      ) : (
        <Button {...button}>
          {label}
          <Icon name="down" small />
        </Button>
      )}
      <Popover className="popover" placement="bottom end">
        <AriaMenu className="menu" aria-label={name}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              className="option"
              textValue={entry.label}
              isDisabled={entry.isDisabled ?? false}
              onAction={entry.onAction}
            >
              {entry.icon === undefined ? null : <Icon name={entry.icon} />}
              <span>{entry.label}</span>
              {entry.note === undefined ? null : <small>{entry.note}</small>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
