import {
  compilePolicySet,
  readPolicyFiles,
  type PolicyProblem,
  type PolicySet,
} from '../../src/policy/index.ts';

/** The shipped editable policy files. */
export const files = await readPolicyFiles(new URL('../../policies', import.meta.url).pathname);

type Changes = Readonly<Record<string, string | undefined>>;
const changed = (changes: Changes): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...files, ...changes }).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, text]],
    ),
  );

/** The shipped files with some put beside, replaced, or taken away (`undefined`). */
export function compileFiles(changes: Changes): PolicySet {
  const set = compilePolicySet(changed(changes));
  if (!set.ok) throw new Error(JSON.stringify(set, undefined, 1));
  return set.value;
}

/** What is wrong with the files; empty when they make a set. */
export function problemsOf(changes: Changes): readonly PolicyProblem[] {
  const set = compilePolicySet(changed(changes));
  if (!set.ok) return (set.details?.['problems'] ?? []) as readonly PolicyProblem[];
  set.value.close();
  return [];
}
