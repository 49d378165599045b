import { setImmediate as breathe } from 'node:timers/promises';
import {
  addSeconds,
  done,
  isEntryId,
  must,
  refuse,
  type Digest,
  type EntryId,
  type Instant,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { readAhead } from '../../platform/read-ahead.ts';
import type { Transaction } from '../../platform/store/index.ts';
import type { WhatIf } from '../../platform/wire/what-if.ts';
import {
  fixedSet,
  groupKey,
  keepSimulation,
  keptInputs,
  replayPast,
  type PastResult,
  type PolicySet,
  type Simulation,
  type Window,
} from '../../policy/index.ts';
import type { System } from '../system.ts';
import { openCases } from './open-cases.ts';
import { simulateRules, staleRules } from './simulate-rules.ts';

/** Verdicts of so many days are replayed unless somebody asks for others. */
export const usualDays = 90;
/** A what-if says nothing about a law that comes into force later than this after it. */
const currentForSeconds = 7 * 86_400;

/** Which law another set would take the place of, and by which entry; without a law, the fixed policies alone. */
export interface Before {
  readonly entry: EntryId;
  readonly set: PolicySet;
  /** False: the law could not be loaded. */
  readonly isLaw: boolean;
}

/** The law, or the fixed policies alone where what was activated cannot be loaded: changing that must stay possible. */
export async function lawOrFixed(system: System): Promise<Result<Before>> {
  const law = await system.law();
  if (law.ok) return done({ ...law.value, isLaw: true });
  const { policyEntry } = await system.signers.ledger();
  return law.code === 'ledger_invalid' && policyEntry !== undefined
    ? done({ entry: must(isEntryId, policyEntry), set: fixed(), isLaw: false })
    : law;
}

let fixedOnly: PolicySet | undefined;
const fixed = (): PolicySet => (fixedOnly ??= fixedSet());

/** What the proposed set would have answered to the verdicts of these days, and would answer in every open case now. */
export async function simulate(
  system: System,
  before: Before,
  proposed: PolicySet,
  days: number,
): Promise<WhatIf> {
  const until = system.clock.now();
  const from = addSeconds(until, -days * 86_400);
  const rules = await simulateRules(system, proposed.files, days);
  return {
    v: 1,
    ...(rules === undefined ? {} : { rules }),
    from,
    until,
    replaces: before.entry,
    before: before.set.digest,
    after: proposed.digest,
    past: told(await replay(system, before.set, proposed, { from, until })),
    cases: await openCases(system, before.set, proposed, until),
  };
}

async function replay(
  system: System,
  before: PolicySet,
  proposed: PolicySet,
  window: Window,
): Promise<PastResult> {
  const past = replayPast(before, proposed);
  for await (const page of readAhead(keptInputs(system.database, window))) {
    past.take(page);
    await breathe(); // others are served meanwhile
  }
  return past.result();
}

const told = (past: PastResult): WhatIf['past'] => ({
  ...past,
  errors: past.errors.map((each) => ({ ...each })),
  groups: past.groups.map((group) => ({
    ...group,
    tier: group.tier ?? null,
    adds: [...group.adds],
    drops: [...group.drops],
    by: [...group.by],
    people: group.people.map((person) => ({ ...person })),
    examples: [...group.examples],
  })),
});

/** The digest that a simulation is recorded under. */
export const resultDigest = (found: object): Digest => digestOfValue('countersign/what-if/v1', found);

/** Records a what-if, in the transaction that keeps it. It causes nothing: those who sign a law name it. */
export async function recordSimulation(
  system: System,
  tx: Transaction,
  about: { readonly proposal: ProposalId; readonly filed: EntryId },
  found: WhatIf,
): Promise<Simulation> {
  const result = resultDigest(found);
  const { past, cases } = found;
  const entry = await system.recorder.record(
    tx,
    entryDraft({
      type: 'simulation.recorded',
      at: system.clock.now(),
      actor: system.self,
      causedBy: [about.filed],
      correlation: about.proposal,
      basis: { before: found.before, after: found.after, corpus: past.corpus, result },
      body: {
        about: 'policy',
        replaces: found.replaces,
        proposal: about.proposal,
        from: found.from,
        until: found.until,
        judged: past.judged,
        flipped: past.flipped,
        erring: past.erring,
        cases: cases.judged,
        casesChanged: cases.changed.length,
      },
    }),
  );
  const simulation = { entry, result, found, madeAt: system.clock.now() };
  await keepSimulation(tx, about.proposal, simulation);
  return simulation;
}

/** Why a what-if does not say any more what it said; undefined: it does. What was decided since is replayed as well. */
export async function staleSimulation(
  system: System,
  before: Before,
  proposed: PolicySet,
  { found, madeAt, result }: Simulation,
  now: Instant,
): Promise<Result<true>> {
  const stale = (why: string) =>
    refuse(
      'signature_stale',
      `The what-if does not hold any more: ${why}.`,
      'Make it anew with `countersign policy simulate`; what was signed over the old one counts no more.',
    );
  if (resultDigest(found) !== result) return stale('what is kept of it was altered');
  if (found.replaces !== before.entry) return stale('another law is in force');
  if (found.before !== before.set.digest) return stale('the law is read otherwise than it was then');
  if (found.after !== proposed.digest) return stale('it was of another set');
  if (addSeconds(madeAt, currentForSeconds) <= now) return stale(`it is of ${madeAt}`);
  const since = await replay(system, before.set, proposed, { from: found.until, until: now });
  if (since.erring > 0) return stale(`the proposed set errs on ${since.erring} requests made since`);
  const rules = await staleRules(system, proposed.files, found);
  if (rules !== undefined) return stale(rules);
  const shown = new Set(found.past.groups.map(groupKey));
  const unseen = since.groups.find((group) => !shown.has(groupKey(group)));
  if (unseen !== undefined)
    return stale(
      `${unseen.count} requests made since would be answered otherwise in a way that it does not show (${unseen.act} of ${unseen.subject})`,
    );
  return done(true);
}
