import { Fault, readInstant, type Change, type Instant } from '../model/index.ts';
import { changeSchema } from '../platform/wire/proposal.ts';

/** A change as it is written on a command line; one that gives something ends when `--until` says. */
export function readChange(text: string, endsAt: Instant | null): Change {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('usage', 'A change is written as JSON.', { next: 'See `countersign help propose`.' });
  }
  const withEnd =
    typeof value === 'object' &&
    value !== null &&
    !('until' in value) &&
    'type' in value &&
    ['grant.add', 'membership.add'].includes(String(value.type))
      ? { ...value, until: endsAt }
      : value;
  const parsed = changeSchema.safeParse(withEnd);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Fault(
    'usage',
    `The change cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    { next: 'See docs/how-to/propose.md for each type.' },
  );
}

/** A moment as it is written on a command line; null when it is not. */
export function momentOf(text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const at = readInstant(text);
  if (at === undefined)
    throw new Fault('usage', `\`${text.slice(0, 40)}\` is no moment.`, {
      next: 'Write it as 2026-12-31 or 2026-12-31T18:00:00Z.',
    });
  return at;
}
