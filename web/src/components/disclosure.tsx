import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** Detail on demand. */
export function Disclosure({
  summary,
  isOpen = false,
  children,
}: {
  readonly summary: ReactNode;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className="disclosure" open={isOpen}>
      <summary>
        <Icon name="right" small />
        {summary}
      </summary>
      <div className="disclosed">{children}</div>
    </details>
  );
}
