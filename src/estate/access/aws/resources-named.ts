import type { Question } from './evaluate.ts';
import { oneOfEachKind, patternMachine } from './machine.ts';
import { anyOneInSegment, anyRunInSegment, patternMatches, type Pattern } from './pattern.ts';
import type { CompiledPolicy } from './policy.ts';
import { fill, fillFreely, templateOf, type Looked, type Template } from './template.ts';

/**
 * Resources that stand for all that a text with wildcards names: one of every kind that these policies tell apart, as far as
 * the actions are concerned. The text itself when it has no wildcard. Undefined when there are too many kinds. `known`:
 * resources of which something particular is known, each a kind of its own, as are those that lie in it. `lookUp` fills in
 * variables; one that is not known can be anything.
 */
export function resourcesNamed(
  text: string,
  policies: readonly CompiledPolicy[],
  actions: readonly Question[],
  {
    known = [],
    lookUp = () => ({ is: 'unknown' }),
  }: { readonly known?: readonly string[]; readonly lookUp?: (key: string) => Looked } = {},
): readonly string[] | undefined {
  if (!/[*?]/.test(text)) return [text];
  const asked = plain(text);
  if (asked === undefined) return undefined;
  const patterns = new Map<string, Pattern>();
  for (const policy of policies)
    for (const statement of new Set(actions.flatMap((action) => action.statementsOf(policy))))
      for (const template of statement.resources?.templates ?? []) {
        const pattern = fillFreely(template, lookUp);
        if (pattern !== undefined) patterns.set(pattern.join(), pattern);
      }
  if (known.length > mostKnown || known.some((each) => /[*?]/.test(each))) return undefined;
  const machines = [asked, ...patterns.values()].map((pattern) => patternMachine(pattern, false));
  const found = new Set(known.filter((each) => patternMatches(asked, each)));
  for (const within of [undefined, ...known.map((each) => plain(`${each}/*`))]) {
    const kinds = oneOfEachKind(
      within === undefined ? machines : [patternMachine(within, false), ...machines],
      { notEmpty: true },
    );
    if (kinds === undefined) return undefined;
    for (const each of kinds)
      if (patternMatches(asked, each) && (within === undefined || patternMatches(within, each)))
        found.add(each);
  }
  return [...found];
}

const mostKnown = 100;

/**
 * Resources that stand for all that an ARN pattern names, whose wildcards never are a colon, as far as these templates of
 * policies tell them apart. `lookUp` fills in variables. Undefined when there are too many kinds or a variable is not known.
 */
export function resourcesWithin(
  arnPattern: string,
  templates: readonly Template[],
  lookUp: (key: string) => Looked,
): readonly string[] | undefined {
  const asked = withinSegments(arnPattern);
  const patterns = new Map<string, Pattern>();
  for (const template of templates) {
    const filled = fill(template, lookUp);
    if (filled.is === 'unknown') return undefined;
    if (filled.is === 'pattern') patterns.set(filled.pattern.join(), filled.pattern);
  }
  const machines = [asked, ...patterns.values()].map((pattern) => patternMachine(pattern, false));
  return oneOfEachKind(machines, { notEmpty: true })?.filter((each) => patternMatches(asked, each));
}

/** In an ARN of a thing a name has no colon: what is tried must not be one that looks like the ARN of something else. */
const withinSegments = (arn: string): Pattern =>
  Array.from({ length: arn.length }, (_, at) => {
    const unit = arn.charCodeAt(at);
    return arn[at] === '*' ? anyRunInSegment : arn[at] === '?' ? anyOneInSegment : unit;
  });

const patternOf = (template: Template): Pattern | undefined => {
  const filled = fill(template, () => ({ is: 'unknown' }));
  return filled.is === 'pattern' ? filled.pattern : undefined;
};

function plain(text: string): Pattern | undefined {
  return patternOf(templateOf(text, { wildcards: 'plain', variables: false }));
}
