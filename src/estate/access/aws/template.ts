import { anyOne, anyOneInSegment, anyRun, anyRunInSegment, isRun, type Pattern } from './pattern.ts';

/** What wildcards mean where a text stands: nothing, anything, or within the segments of an ARN. */
export type Wildcards = 'none' | 'plain' | 'resource' | 'arn';

/** `${aws:username}` or `${aws:PrincipalTag/team, 'company-wide'}`: key in lower case. */
export interface Variable {
  readonly key: string;
  readonly otherwise: string | undefined;
}

/** A text of a policy, ready to be matched once its variables have values. */
export interface Template {
  readonly text: string;
  readonly parts: readonly (Pattern | Variable)[];
  /** Keys of its variables, each once. */
  readonly keys: readonly string[];
}

const isVariable = (part: Pattern | Variable): part is Variable => !Array.isArray(part);

/**
 * Reads a text of a policy. Variables count only in a policy of version 2012-10-17; `${*}`, `${?}` and `${$}` are those
 * characters themselves. What looks like a variable and has no name is literal text.
 */
export function templateOf(
  text: string,
  options: { readonly wildcards: Wildcards; readonly variables: boolean },
): Template {
  const parts: (Pattern | Variable)[] = [];
  const keys = new Set<string>();
  let run: number[] = [];
  let segment = 0;
  const end = (): void => {
    if (run.length > 0) parts.push(run);
    run = [];
  };
  for (let at = 0; at < text.length; at++) {
    const found = options.variables && text[at] === '$' ? variableAt(text, at) : undefined;
    if (found !== undefined) {
      at += found.length - 1;
      if (typeof found.is === 'string') run.push(found.is.charCodeAt(0));
      else {
        end();
        parts.push(found.is);
        keys.add(found.is.key);
      }
      continue;
    }
    if (text[at] === ':') segment++;
    const endsSegment = at + 1 === text.length || text[at + 1] === ':';
    const unit = unitOf(text, at, { wildcards: options.wildcards, inFirstFive: segment < 5, endsSegment });
    // one star after another says nothing more
    if (!isRun(unit) || run.at(-1) !== unit) run.push(unit);
  }
  end();
  return { text, parts, keys: [...keys] };
}

function unitOf(
  text: string,
  at: number,
  where: { readonly wildcards: Wildcards; readonly inFirstFive: boolean; readonly endsSegment: boolean },
): number {
  const char = text[at];
  if (where.wildcards === 'none' || (char !== '*' && char !== '?')) return text.charCodeAt(at);
  const confined =
    where.inFirstFive &&
    (where.wildcards === 'arn' || (where.wildcards === 'resource' && !(char === '*' && where.endsSegment)));
  if (char === '*') return confined ? anyRunInSegment : anyRun;
  return confined ? anyOneInSegment : anyOne;
}

function variableAt(
  text: string,
  at: number,
): { readonly is: Variable | '*' | '?' | '$'; readonly length: number } | undefined {
  const found = /^\$\{(?:([*?$])|([^{},']+?)(?:, *'([^']*)')?)\}/.exec(text.slice(at, at + 4096));
  if (found === null) return undefined;
  const [all, special, name, otherwise] = found;
  if (special === '*' || special === '?' || special === '$') return { is: special, length: all.length };
  if (name === undefined || name.trim() === '') return undefined;
  return { is: { key: name.trim().toLowerCase(), otherwise }, length: all.length };
}

/** What a key has: one value, nothing (absent, or several values, which no variable can hold), or not known here. */
export type Looked =
  | { readonly is: 'value'; readonly value: string }
  | { readonly is: 'nothing' }
  | { readonly is: 'unknown' };

/** The pattern once variables have their values, which stand for themselves; `nothing` matches no text at all. */
export type Filled =
  | { readonly is: 'pattern'; readonly pattern: Pattern }
  | { readonly is: 'nothing' }
  | { readonly is: 'unknown'; readonly keys: readonly string[] };

export function fill(template: Template, lookUp: (key: string) => Looked): Filled {
  const [only] = template.parts;
  if (template.keys.length === 0)
    return { is: 'pattern', pattern: only === undefined || isVariable(only) ? [] : only };
  const pattern: number[] = [];
  const unknown = new Set<string>();
  let isNothing = false;
  for (const part of template.parts) {
    if (!isVariable(part)) {
      pattern.push(...part);
      continue;
    }
    const found = lookUp(part.key);
    if (found.is === 'unknown') unknown.add(part.key);
    else if (found.is === 'value') pattern.push(...unitsOf(found.value));
    else if (part.otherwise !== undefined) pattern.push(...unitsOf(part.otherwise));
    else isNothing = true;
  }
  if (isNothing) return { is: 'nothing' };
  return unknown.size > 0 ? { is: 'unknown', keys: [...unknown] } : { is: 'pattern', pattern };
}

/** The same where a variable that has no value can have any; undefined: it matches no text at all. */
export function fillFreely(template: Template, lookUp: (key: string) => Looked): Pattern | undefined {
  const parts = template.parts.map((part): Pattern | undefined => {
    if (!isVariable(part)) return part;
    const found = lookUp(part.key);
    if (found.is === 'unknown') return [anyRun];
    if (found.is === 'value') return unitsOf(found.value);
    return part.otherwise === undefined ? undefined : unitsOf(part.otherwise);
  });
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** Where the one variable that has no value yet stands: the pattern before and after it. Undefined when it stands twice. */
export function around(
  template: Template,
  key: string,
  lookUp: (key: string) => Looked,
): { readonly before: Pattern; readonly after: Pattern } | undefined {
  const places = template.parts.flatMap((part, at) => (isVariable(part) && part.key === key ? [at] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) return undefined;
  const side = (parts: Template['parts']): Pattern | undefined => {
    const filled = fill({ ...template, parts, keys: ['…'] }, lookUp);
    return filled.is === 'pattern' ? filled.pattern : undefined;
  };
  const before = side(template.parts.slice(0, place));
  const after = side(template.parts.slice(place + 1));
  return before === undefined || after === undefined ? undefined : { before, after };
}

/** A text as a pattern in which nothing is a wildcard. */
export const unitsOf = (text: string): Pattern =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
