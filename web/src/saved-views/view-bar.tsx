import { lazy, Suspense } from 'react';
import { t } from '../text/shell.ts';
import type { Asks } from './saved-search.ts';
import './saved-views.css';

export interface ViewBarProps {
  /** What the list is asked now. */
  readonly asks: Asks;
  /** The view that the address names. */
  readonly saved: string | undefined;
  /** Asks the list this. */
  readonly onOpen: (search: Readonly<Record<string, unknown>>) => void;
}

// No list waits for its views: they come when the list is on its way.
const Contents = lazy(() => import('./view-bar-contents.tsx'));

/** The saved views of a list: each opens at a press, and what is asked now can be kept. */
export const ViewBar = (props: ViewBarProps) => (
  <section className="saved-views" aria-label={t('savedViews')}>
    <Suspense>
      <Contents {...props} />
    </Suspense>
  </section>
);
