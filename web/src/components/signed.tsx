import type { ReactNode } from 'react';
import { t } from '../text/pieces.ts';
import { Icon } from './icon.tsx';

/** A person's act: solid ink. */
export function Signed({ children }: { readonly children?: ReactNode }) {
  return (
    <span className="signed">
      <Icon name="sign" />
      {children ?? t('signed')}
    </span>
  );
}
