import { redactText } from '../../../platform/redact.ts';
import { namesSecret, passwordInUrl, shapeIn } from '../../kit/workstation/secret-shapes.ts';
import { wordsOf, type Column } from './sample.ts';

const most = { samples: 3, characters: 60, lookedAt: 200, words: 20 } as const;

/** The first different values of a column, cut short; `isHidden`: none is shown, since they could be secrets. */
export interface Samples {
  readonly samples: readonly string[];
  readonly isHidden: boolean;
  /** All its values, where they are a few words. */
  readonly words: readonly string[];
}

/** What may be shown of a column. One value in the form of a secret hides all of them, and so does the column’s name. */
export function samplesOf(column: Column): Samples {
  const looked = [...column.distinct].slice(0, most.lookedAt);
  const isHidden = (nameHides(column.name) && !isHarmless(column)) || looked.some(couldBeSecret);
  if (isHidden) return { samples: [], isHidden, words: [] };
  const isFew =
    column.distinct.size <= most.words && looked.every((value) => /^[\p{L} _-]{1,40}$/u.test(value));
  return {
    samples: looked
      .slice(0, most.samples)
      .map((value) => (value.length > most.characters ? `${value.slice(0, most.characters)}…` : value)),
    isHidden,
    words: isFew ? looked : [],
  };
}

const hiding: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'secret',
  'secrets',
  'token',
  'hash',
  'salt',
  'pin',
  'otp',
  'totp',
  'seed',
  'cookie',
  'ssn',
]);
const nameHides = (name: string): boolean =>
  namesSecret(name.slice(0, 300)) || wordsOf(name).some((word) => hiding.has(word));

/** Yes and no, dates: whatever the column is called, its values are no secrets. */
const isHarmless = ({ booleans, dates, distinct }: Column): boolean =>
  distinct.size > 0 && (booleans === 1 || dates === 1);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A vendor’s form, a password in a URL, or one long run of letters and digits as only a machine makes them. */
function couldBeSecret(value: string): boolean {
  const text = value.slice(0, 2000);
  if (uuid.test(text)) return false;
  return (
    shapeIn(text) !== undefined ||
    passwordInUrl(text) !== undefined ||
    redactText(text) !== text ||
    text.split(/[^\p{L}\p{N}+]+/u).some((run) => run.length >= 16 && /\p{L}/u.test(run) && /\p{N}/u.test(run))
  );
}
