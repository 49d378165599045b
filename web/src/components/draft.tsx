import type { ReactNode } from 'react';
import { t } from '../text/pieces.ts';
import { Tag } from './tag.tsx';

/** A dashed box: whatever is in it was drafted by a rule or a model and has no authority. */
export function Draft({ children }: { readonly children: ReactNode }) {
  return <div className="draft draft-body prose">{children}</div>;
}

/** The same in a word, for a heading. */
export function DraftTag() {
  return <Tag>{t('draftHasNoAuthority')}</Tag>;
}
