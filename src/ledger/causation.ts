import { campaignSteps, noCampaigns } from './causation-campaigns.ts';
import { executionSteps } from './causation-executions.ts';
import { windowSteps } from './causation-windows.ts';
import { lifecycleSteps } from './causation-lifecycle.ts';
import { mandateSteps } from './causation-mandates.ts';
import { glassSteps } from './causation-glass.ts';
import { planSteps } from './causation-plans.ts';
import { policySteps } from './causation-policy.ts';
import type { Chain, ChainState } from './causation-state.ts';
import { foldDelegations } from './delegations.ts';
import type { LeafView } from './leaf.ts';
import { foldSigners, type EntryProblem, type SignerFold } from './signers.ts';
import { beforeBootstrap, writersOf } from './writers.ts';

export interface CausationFold {
  /** Takes the next leaf and answers everything wrong with it. */
  apply(leaf: LeafView): readonly EntryProblem[];
  readonly signers: SignerFold;
  readonly chain: ChainState;
}

/**
 * Follows every execution back to a person's signature: execution → plan → decisions whose statements, by keys in force
 * at the time, cover exactly the plan's changes; approvers are not the requester; no trigger on the way is a model's; a
 * plan is carried out once; a law rests on its request and its what-if; every entry is by the process that may write it.
 */
export function foldCausation(): CausationFold {
  const signers = foldSigners();
  const state: ChainState = {
    entries: new Map(),
    proposals: new Map(),
    policyRequests: new Map(),
    simulations: new Map(),
    lifecycleHolds: new Map(),
    decisions: new Map(),
    recused: new Map(),
    restores: new Map(),
    contextsMet: new Set(),
    watching: new Map(),
    glasses: new Map(),
    mandates: new Map(),
    notes: new Map(),
    objected: new Set(),
    reads: new Map(),
    begunUnder: new Map(),
    plans: new Map(),
    executions: new Map(),
    intended: new Map(),
    executionsChecked: 0,
    softwareSignatures: [],
    passkeySignatures: [],
    estateRoles: [],
    campaigns: noCampaigns(),
  };
  const delegations = foldDelegations(signers);
  const chain: Chain = { state, signers, delegations };
  let bootstrapped = false;
  return {
    signers,
    chain: state,
    apply(leaf) {
      const { entry } = leaf;
      const problems: string[] = [];
      const writer = writersOf[entry.type];
      if (writer === undefined) problems.push(`\`${entry.type}\` is no type of entry`);
      else if (writer !== leaf.writer)
        problems.push(`\`${entry.type}\` was written by the ${leaf.writer}; only the ${writer} may`);
      if (state.entries.has(entry.id)) problems.push('an earlier entry has the same id');
      bootstrapped ||= entry.type === 'ledger.bootstrap';
      if (!bootstrapped && writer !== undefined && !beforeBootstrap.includes(entry.type))
        problems.push('it stands before the bootstrap entry');
      const signer = signers.apply(leaf);
      if (signer !== undefined) problems.push(signer.what);
      problems.push(...delegations.apply(leaf));
      const step =
        planSteps[entry.type] ??
        glassSteps[entry.type] ??
        executionSteps[entry.type] ??
        windowSteps[entry.type] ??
        policySteps[entry.type] ??
        lifecycleSteps[entry.type] ??
        mandateSteps[entry.type] ??
        campaignSteps[entry.type];
      if (step !== undefined) problems.push(...step(chain, leaf, { writerIsRight: writer === leaf.writer }));
      state.entries.set(entry.id, { seq: leaf.seq, type: entry.type });
      return problems.map((what) => ({ seq: leaf.seq, entry: entry.id, what }));
    },
  };
}

/** The invariant over a whole ledger, or any prefix of one, in order of seq. */
export function checkCausation(leaves: Iterable<LeafView>): {
  readonly executionsChecked: number;
  readonly problems: readonly EntryProblem[];
} {
  const fold = foldCausation();
  const problems: EntryProblem[] = [];
  for (const leaf of leaves) problems.push(...fold.apply(leaf));
  return { executionsChecked: fold.chain.executionsChecked, problems };
}
