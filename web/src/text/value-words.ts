import { inert } from './inert.ts';
import { t } from './pieces.ts';
import { spaced } from './spaced.ts';

/**
 * A fact's value as it was kept, as people read it: a list is said as one, an empty one as none, a state (one flat object of
 * canonical JSON) by its members, and everything else as it stands.
 */
export function valueWords(kept: string): string {
  if (kept === '') return t('noneOfThem');
  const value = parsed(kept);
  if (Array.isArray(value))
    return value.every((each) => typeof each === 'string') ? words(value) : inert(kept);
  if (typeof value !== 'object' || value === null) return inert(kept);
  return Object.entries(value)
    .map(([name, of]) => `${inert(spaced(name))}: ${words(of)}`)
    .join(' · ');
}

/** Lists and objects alone are kept as JSON; any other text only looks like it. */
function parsed(kept: string): unknown {
  if (!/^[[{]/.test(kept)) return undefined;
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}

function words(value: unknown): string {
  if (typeof value === 'boolean') return value ? t('isSo') : t('isNotSo');
  if (value === null) return t('noneOfThem');
  if (Array.isArray(value)) return value.length === 0 ? t('noneOfThem') : value.map(words).join(', ');
  return inert(typeof value === 'string' ? value : JSON.stringify(value));
}
