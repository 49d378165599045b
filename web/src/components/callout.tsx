import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Something about this page that must not be overlooked, with at most one action. */
export function Callout({
  tone,
  icon = tone === undefined ? 'info' : 'warn',
  action,
  children,
}: {
  readonly tone?: 'attn' | 'alarm';
  readonly icon?: IconName;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={tone === undefined ? 'callout' : `callout ${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
      {action === undefined ? null : <span className="end">{action}</span>}
    </div>
  );
}
