import type { Gap } from '../gaps.ts';
import type { AccessVerdict } from './answers.ts';

/** Something that makes every answer of a source which is made of rights alone *depends on*, naming it. */
export interface Doubt {
  readonly source: string;
  readonly text: string;
}

/** What was not read and could deny, and what was read and limits more than rights can tell. */
export const doubtsOf = (
  gaps: readonly Gap[],
  limits: readonly { readonly source: string; readonly what: string }[],
): readonly Doubt[] => [
  ...gaps.flatMap(({ mayDeny, source, what }) =>
    mayDeny === true ? [{ source, text: `not read: ${what}` }] : [],
  ),
  ...limits.map(({ source, what }) => ({ source, text: what })),
];

export function doubted(found: AccessVerdict, doubts: readonly Doubt[], source: string): AccessVerdict {
  const denying = doubts.filter((each) => each.source === source).map(({ text }) => text);
  if (denying.length === 0) return found;
  return {
    verdict: 'depends',
    dependsOn: [...(found.verdict === 'depends' ? found.dependsOn : []), ...denying],
  };
}
