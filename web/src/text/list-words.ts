import { inert } from './inert.ts';
import { t } from './pieces.ts';

/** A fact's value as it was kept: a list is said as one, an empty one as none, and everything else as it stands. */
export function listWords(kept: string): string {
  if (kept === '') return t('noneOfThem');
  if (!kept.startsWith('[')) return inert(kept);
  try {
    const value: unknown = JSON.parse(kept);
    if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
      return value.length === 0 ? t('noneOfThem') : inert(value.join(', '));
  } catch {
    // no JSON: it is told as it stands
  }
  return inert(kept);
}
