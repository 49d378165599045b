import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** A short word about a thing. `attn` and `alarm` say that something is missing or wrong, `mine` that a person is asked. */
export function Tag({
  tone,
  icon,
  children,
}: {
  readonly tone?: 'attn' | 'alarm' | 'mine';
  readonly icon?: IconName;
  readonly children: ReactNode;
}) {
  return (
    <span className={tone === undefined ? 'tag' : `tag ${tone}`}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}
