import { attributes, type Attribute, type PersonTold } from './person.ts';

/** Whom a rule is about: of each attribute named, one of the values; nothing named: everybody. `*` stands for any text. */
export type Who = Readonly<Partial<Record<Attribute, readonly string[]>>>;

/** `unknown`: the feed does not say enough. Nothing is given by it, and nothing taken. */
export type Meant = 'yes' | 'no' | 'unknown';

/** Whether a rule means a person. Case and spaces around do not count; one attribute that says no is a no. */
export function isMeant(who: Who, person: PersonTold): Meant {
  let answer: Meant = 'yes';
  for (const attribute of attributes) {
    const wanted = who[attribute];
    if (wanted === undefined) continue;
    const has = person[attribute];
    if (has === undefined || has.trim() === '') answer = 'unknown';
    else if (!wanted.some((one) => fits(fold(one), fold(has)))) return 'no';
  }
  return answer;
}

const fold = (text: string): string => text.trim().toLowerCase();

/** Greedy from the left over the pieces between stars: linear, whatever the pattern. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
