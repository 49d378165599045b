import { Fault, type PolicyObserved } from '../../model/index.ts';
import { policyDocument } from './policy-document.ts';

const longestPiece = 4096;
const mostPieces = 256;

/**
 * The document of a policy as it is, for the evaluation of effective access: members in a fixed order, lists as AWS has
 * them, every character but plain ones escaped so that no cut falls within one.
 */
export function observePolicy(
  of: Pick<PolicyObserved, 'key' | 'use' | 'subjectKey'>,
  given: unknown,
): PolicyObserved {
  const text = JSON.stringify(sorted(policyDocument(given, of.key))).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const pieces = Math.ceil(text.length / longestPiece);
  if (pieces > mostPieces)
    throw new Fault(
      'input_too_large',
      `The document of the policy \`${of.key.slice(0, 200)}\` is longer than ${mostPieces * longestPiece} characters.`,
      { next: 'IAM allows no policy so large: check where this export comes from.' },
    );
  return {
    type: 'policy',
    language: 'aws',
    ...of,
    document: Array.from({ length: pieces }, (_, at) =>
      text.slice(at * longestPiece, (at + 1) * longestPiece),
    ),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
