import { policySetTextToParts, policyToJson, type PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { textProblem, type PolicyProblem } from './problem.ts';

/** One policy of the set: its id, where it came from, its requirement if it is one, and Cedar's own JSON form of it. */
export interface Policy {
  readonly id: string;
  readonly file: string;
  readonly need?: string;
  /** What whoever relies on an answer that it decided has to do besides: a token of `obligations.ts`. */
  readonly obligation?: string;
  /** `@mode("shadow")`: tried on what was decided, and never deciding. Any other mode is refused. */
  readonly mode?: string;
  /** What the policy means, in a sentence for people. */
  readonly says?: string;
  /** As it is written, or was compiled. */
  readonly text: string;
  readonly json: PolicyJson;
}

const idShape = /^[a-z][A-Za-z0-9_.+-]{0,159}$/;

/** Cedar text → policies, each with the id its `@id` gives. Problems name the file and the policy. */
export function parsePolicies(
  file: string,
  text: string,
): { readonly policies: readonly Policy[]; readonly problems: readonly PolicyProblem[] } {
  const hostile = textProblem(file, text);
  if (hostile !== undefined) return { policies: [], problems: [hostile] };
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') {
    const [error] = parts.errors;
    const at = error?.sourceLocations?.[0]?.start;
    const line =
      at === undefined ? '' : `:${Buffer.from(text).subarray(0, at).toString().split('\n').length}`;
    return {
      policies: [],
      problems: [
        {
          place: `${file}${line}`,
          reason: `this is not Cedar: ${error?.message ?? 'it cannot be read'}`,
          remedy: 'Correct the text at this line.',
        },
      ],
    };
  }
  const policies: Policy[] = [];
  const problems: PolicyProblem[] = parts.policy_templates.map(() => ({
    place: file,
    reason: 'it holds a policy template (`?principal` or `?resource`), and nothing here links templates',
    remedy: 'Write the policy out.',
  }));
  for (const part of parts.policies) {
    const answer = policyToJson(part);
    const json = answer.type === 'success' ? answer.json : undefined;
    const { id, need, says, obligation, mode } = json?.annotations ?? {};
    if (json === undefined || id === undefined || !idShape.test(id)) {
      problems.push({
        place: `${file}: \`${part.trim().slice(0, 60)}…\``,
        reason:
          'the policy has no `@id("…")` of letters, digits, `.`, `-`, `_`, beginning with a small letter',
        remedy: 'Give it one; verdicts name policies by id.',
      });
      continue;
    }
    policies.push({
      id,
      file,
      text: part.trim(),
      json,
      ...(need === undefined ? {} : { need }),
      ...(says === undefined ? {} : { says }),
      ...(obligation === undefined ? {} : { obligation }),
      // without a value Cedar says nothing, which is a mode that nobody knows
      ...(mode === undefined ? {} : { mode: mode ?? '' }),
    });
  }
  return { policies, problems };
}
