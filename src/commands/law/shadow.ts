import { done, refuse, type Result } from '../../model/index.ts';
import type { WhatIf } from '../../platform/wire/what-if.ts';
import { compilePolicySet } from '../../policy/index.ts';
import type { System } from '../system.ts';
import { lawOrFixed, simulate, usualDays } from './simulate.ts';

export interface ShadowReport {
  /** The policies of the law that are only tried. */
  readonly policies: readonly { readonly id: string; readonly file: string; readonly text: string }[];
  /** What would have been answered, and would be in open cases, if they counted. */
  readonly found: WhatIf;
}

/**
 * What the policies in shadow (`@mode("shadow")`) would have changed: every verdict of these days is replayed from the input
 * that was kept with it, once under the law and once as if they counted. They have no part in any verdict.
 */
export async function shadowReport(
  system: System,
  { days }: { readonly days?: number },
): Promise<Result<ShadowReport>> {
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const { set } = before.value;
  if (set.shadow.length === 0)
    return refuse(
      'not_found',
      'No policy of the law is in shadow.',
      'Write `@mode("shadow")` at a policy and propose it: `countersign policy propose --folder FOLDER`.',
    );
  const tried = compilePolicySet(set.files, 'try');
  if (!tried.ok) return tried;
  try {
    const found = await simulate(system, before.value, tried.value, days ?? usualDays);
    return done({ policies: set.shadow.map(({ id, file, text }) => ({ id, file, text })), found });
  } finally {
    tried.value.close();
  }
}
