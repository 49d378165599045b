import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import './popover.css';

/** A short explanation of the button it is around, on hover and on focus. Nothing that is needed to act. */
export function Tooltip({ says, children }: { readonly says: ReactNode; readonly children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className="tooltip" offset={6}>
        {says}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
