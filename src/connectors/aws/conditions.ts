import type { PolicyCondition } from './policy-document.ts';
import { listOf } from './policy-document.ts';

const mostCharacters = 1000;

/** `name: a, b, c`, at most a thousand characters; what does not fit is counted, never dropped unsaid. */
export function naming(name: string, values: readonly string[]): string {
  let text = `${name}: `;
  for (const [i, value] of values.entries()) {
    const part = `${i === 0 ? '' : ', '}${value.slice(0, mostCharacters)}${value.length > mostCharacters ? '…' : ''}`;
    if (i > 0 && text.length + part.length > mostCharacters) return `${text} and ${values.length - i} more`;
    text += part;
  }
  return text;
}

/** Each test of a Condition block as one line, in a fixed order: `StringEquals aws:PrincipalOrgID: o-1`. */
export function conditionTexts(condition: PolicyCondition | null | undefined): readonly string[] {
  return Object.entries(condition ?? {})
    .flatMap(([operator, tests]) =>
      Object.entries(tests).map(([key, values]) =>
        naming(
          `${operator} ${key}`,
          listOf(Array.isArray(values) ? values.map(String) : String(values)).toSorted(),
        ),
      ),
    )
    .toSorted();
}
