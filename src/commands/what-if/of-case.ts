import { readsNow } from '../../estate/index.ts';
import { done, isProposalId, refuse, type Change, type ProposalId, type Result } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { anyWhatIf, lastWhatIf, loadProposal, type WhatIfKept } from '../../review/index.ts';
import type { System } from '../system.ts';
import { usualDays } from './estate-what-if.ts';
import { makeWhatIf, showWhatIf, supposeChanges } from './keep.ts';

/** Another content of a bundle is asked for only with what it would come to. */
export const restsOnWhatIf = (changes: readonly Change[]): boolean =>
  changes.some(({ type }) => type === 'bundle.define' || type === 'bundle.retire');

/** Makes what these changes would come to, where none is kept that still stands. */
export async function supposedFirst(system: System, changes: readonly Change[]): Promise<Result<true>> {
  const kept = await lastWhatIf(system.database, changes);
  if (kept !== undefined && kept.rests === (await readsNow(system.database))) return done(true);
  const made = await makeWhatIf(system, changes);
  return made.ok ? done(true) : made;
}

/** The what-if that a case rests on, made again where the estate was read since: what it finds otherwise makes the case stale. */
export async function freshenWhatIf(system: System, proposal: ProposalId): Promise<Result<true>> {
  const found = await ofFiled(system, proposal);
  if (found === undefined || found.kept === undefined) return done(true); // whoever opens the case says it better
  if (found.kept.rests === (await readsNow(system.database))) return done(true);
  const again = await makeWhatIf(system, found.changes, found.kept.days);
  return again.ok ? done(true) : again;
}

/** The same for many cases. */
export async function freshenWhatIfs(
  system: System,
  proposals: readonly ProposalId[],
): Promise<Result<true>> {
  if (!(await anyWhatIf(system.database))) return done(true);
  for (const proposal of proposals) {
    const fresh = await freshenWhatIf(system, proposal);
    if (!fresh.ok) return fresh;
  }
  return done(true);
}

/** What a case would come to. `kept`: among what is signed; null: worked out now, for reading. */
export interface WhatIfOfCase {
  readonly kept: Pick<WhatIfKept, 'entry' | 'madeAt'> | null;
  /** Which inputs of the kept one have changed since: it is made again before anybody signs. */
  readonly stale: readonly string[];
  readonly found: EstateWhatIf;
}

export async function whatIfOfCase(
  system: System,
  asked: { readonly proposal: string; readonly days?: number },
): Promise<Result<WhatIfOfCase>> {
  const { proposal, days } = asked;
  if (!isProposalId(proposal)) return refuse('not_found', `\`${proposal}\` is not a proposal’s id (prp_…).`);
  const of = await ofFiled(system, proposal);
  if (of === undefined) return refuse('not_found', `There is no proposal \`${proposal}\`.`);
  if (of.kept !== undefined && (days === undefined || days === of.kept.days)) {
    const shown = await showWhatIf(system, of.kept.entry);
    if (!shown.ok) return shown;
    const { entry, madeAt, stale, found } = shown.value;
    return done({ kept: { entry, madeAt }, stale, found });
  }
  const found = await supposeChanges(system, of.changes, days ?? usualDays);
  return found.ok ? done({ kept: null, stale: [], found: found.value }) : found;
}

async function ofFiled(
  system: System,
  proposal: ProposalId,
): Promise<{ readonly changes: readonly Change[]; readonly kept: WhatIfKept | undefined } | undefined> {
  const loaded = await loadProposal(system.database, proposal);
  if (!loaded.ok) return undefined;
  const { changes: all, createdAt } = loaded.value.proposal;
  const changes = all.map(({ change }) => change);
  return { changes, kept: await lastWhatIf(system.database, changes, createdAt) };
}
