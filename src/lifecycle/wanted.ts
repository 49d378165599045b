import type { SourceId } from '../model/index.ts';
import type { PersonTold } from './person.ts';
import type { Birthright, Gift, RuleBook } from './rule-book.ts';
import type { Situation } from './situation.ts';
import { isMeant } from './who.ts';

interface Thing {
  readonly source: SourceId;
  readonly key: string;
  readonly rule: string;
  readonly why: string;
  readonly days: number;
}

/** One thing that rules give a person, by the first rule that says so. */
export type Wanted =
  | (Thing & { readonly is: 'account' })
  | (Thing & { readonly is: 'group' | 'entitlement' })
  | { readonly is: 'unclear'; readonly rule: string; readonly why: string; readonly because: string };

/**
 * Everything that the rules give a person, each thing once, by the first rule that says so. Rules of which it is not known
 * whether they mean the person give nothing; with `alsoMaybe` they do, which is for asking what may not be taken away.
 */
export function wantedBy(
  book: Pick<RuleBook, 'birthrights'>,
  person: PersonTold,
  situation: Pick<Situation, 'bundle'>,
  { alsoMaybe = false }: { readonly alsoMaybe?: boolean } = {},
): readonly Wanted[] {
  const found = new Map<string, Wanted>();
  for (const rule of book.birthrights) {
    const meant = isMeant(rule.who, person);
    if (meant === 'no' || (meant === 'unknown' && !alsoMaybe)) continue;
    for (const gift of rule.gets)
      for (const wanted of wantedOf(rule, gift, person, situation)) {
        const name = JSON.stringify(
          wanted.is === 'unclear' ? [wanted.because] : [wanted.is, wanted.source, wanted.key],
        );
        if (!found.has(name)) found.set(name, wanted);
      }
  }
  return [...found.values()];
}

function wantedOf(
  rule: Birthright,
  gift: Gift,
  person: PersonTold,
  situation: Pick<Situation, 'bundle'>,
): readonly Wanted[] {
  const of = { rule: rule.id, why: rule.why, days: rule.days };
  if (gift.is === 'bundle') {
    const items = situation.bundle(gift.bundle);
    return items === undefined
      ? [
          {
            is: 'unclear',
            ...of,
            because: `The rule \`${rule.id}\` gives the bundle \`${gift.bundle}\`, which is not defined`,
          },
        ]
      : items.map((item) => ({ ...item, ...of, why: `${rule.why} By the bundle \`${gift.bundle}\`.` }));
  }
  const key = named(gift.key, person);
  return key === undefined
    ? [
        {
          is: 'unclear',
          ...of,
          because: `The rule \`${rule.id}\` names \`${gift.key}\`, and the feed does not say what that takes`,
        },
      ]
    : gift.is === 'account'
      ? [{ is: 'account', source: gift.source, key, ...of }]
      : [{ is: gift.is, source: gift.source, key, ...of }];
}

const plain = /^[a-z0-9._-]{1,100}$/;

/** A key with what stands for the person filled in; undefined: the feed does not say it, or it is no plain name. */
function named(pattern: string, { email, employeeNumber }: PersonTold): string | undefined {
  const login = email?.slice(0, email.lastIndexOf('@')).toLowerCase();
  let known = true;
  const fill = (value: string | undefined): string => {
    if (value !== undefined && plain.test(value)) return value;
    known = false;
    return '';
  };
  const key = pattern
    .replaceAll('{login}', () => fill(login))
    .replaceAll('{login%}', () => fill(login).replaceAll('.', '%2E'))
    .replaceAll('{login_}', () => fill(login?.replaceAll('.', '_')))
    .replaceAll('{number}', () => fill(employeeNumber?.toLowerCase()));
  return known ? key : undefined;
}
