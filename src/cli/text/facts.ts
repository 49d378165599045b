import type { Fact } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';

/** One fact on a line: who, what, value or unknown, where from and when. `*` marks what a decision rests on. */
export function factLine(fact: Fact, isMaterial: boolean): string {
  const value = fact.value === undefined ? 'unknown (the source does not say)' : valueText(fact.value);
  return `  ${isMaterial ? '*' : ' '} ${inert(fact.subject)} ${inert(fact.predicate)}: ${inert(value)}  [${fact.source}, ${fact.observedAt.slice(0, 16)}Z]`;
}

function valueText(value: NonNullable<Fact['value']> | null): string {
  if (value === null) return 'never';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  const shown = value.slice(0, 8).join(', ');
  return value.length > 8 ? `${shown}, and ${value.length - 8} more` : shown === '' ? 'none' : shown;
}
