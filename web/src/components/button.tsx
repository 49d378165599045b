import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<AriaProps, 'className' | 'children' | 'style'> {
  /** `ink` is the one loud thing of a page, `bare` a quiet action, `stop` takes something away at once. */
  readonly look?: 'plain' | 'ink' | 'bare' | 'stop';
  readonly large?: boolean;
  readonly block?: boolean;
  readonly icon?: IconName;
  /** The key that does the same, shown on the button; register it with `useShortcut`. */
  readonly shortcut?: string;
  readonly children?: ReactNode;
}

/** A verb. What it waits for is said with `isDisabled` and words beside it, never by its absence. */
export function Button({ look = 'plain', large, block, icon, shortcut, children, ...rest }: ButtonProps) {
  const classes = ['btn', look === 'plain' ? '' : look, large ? 'large' : '', block ? 'block' : ''];
  return (
    <AriaButton {...rest} className={classes.filter(Boolean).join(' ')}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {shortcut === undefined ? null : <kbd aria-hidden="true">{shortcut}</kbd>}
    </AriaButton>
  );
}

/** A button that is only an icon; its label is read and shown on hover. */
export function IconButton({
  icon,
  label,
  ...rest
}: Omit<AriaProps, 'className' | 'children' | 'style' | 'aria-label'> & {
  readonly icon: IconName;
  readonly label: string;
}) {
  return (
    <AriaButton {...rest} className="btn bare icon-only" aria-label={label}>
      <Icon name={icon} />
    </AriaButton>
  );
}
