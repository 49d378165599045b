import { z } from 'zod';
import {
  done,
  isEntryId,
  mandateTriggers,
  refuse,
  type EntryId,
  type Leaf,
  type Proposal,
  type Refusal,
  type Result,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import {
  entryIdSchema,
  instantSchema,
  mandateIdSchema,
  proposalIdSchema,
  proposalIn,
} from '../platform/wire/proposal.ts';
import { changesDigest } from './digests.ts';
import type { EnforcementBench } from './ports.ts';

const shared = {
  proposal: proposalIdSchema,
  proposalEntry: entryIdSchema,
  trigger: z.strictObject({ kind: z.literal('person'), entry: entryIdSchema }),
  decisions: z.array(entryIdSchema).min(1).max(100),
  steps: z.number().int().min(1).max(1000),
};
/** Of a plan that no decision authorises but a mandate: the entries that signed it, every one over the same terms. */
const underMandate = {
  ...shared,
  decisions: z.array(entryIdSchema).length(0).default([]),
  mandate: mandateIdSchema,
  mandates: z.array(entryIdSchema).min(1).max(20),
};
const planBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('decision'), ...shared }),
  // what its signer took for themselves in an emergency: `decisions` is that one entry
  z.strictObject({ ...shared, kind: z.literal('glass'), decisions: z.array(entryIdSchema).length(1) }),
  z.strictObject({ kind: z.literal('restore'), restores: entryIdSchema, ...shared }),
  z.strictObject({
    ...shared,
    kind: z.literal('expiry'),
    /** What gave it: decisions, or instead of them the signatures of a mandate. */
    decisions: z.array(entryIdSchema).max(100),
    mandates: z.array(entryIdSchema).min(1).max(20).exactOptional(),
    /** The execution, and which of its changes, whose end has come: one plan takes back one thing. */
    expires: entryIdSchema,
    step: z.number().int().min(0).max(999),
    trigger: z.strictObject({ kind: z.literal('clock'), entry: entryIdSchema }),
    steps: z.literal(1),
  }),
  z.strictObject({
    ...underMandate,
    kind: z.literal('mandate'),
    trigger: z.strictObject({ kind: z.enum(mandateTriggers), entry: entryIdSchema }),
    /** What it is about, where its mandate is about one thing, and which item of that. */
    about: z.strictObject({ of: z.string().max(80), item: z.string().max(200) }).exactOptional(),
    /** When what it gives is taken back: the end that its proposal says, within the mandate's own time. */
    endsAt: instantSchema.exactOptional(),
  }),
  z.strictObject({
    ...underMandate,
    kind: z.literal('return'),
    /** The execution under the mandate that is put back, and the note that is the reason. */
    returns: entryIdSchema,
    trigger: z.strictObject({ kind: z.enum(['person', 'signal']), entry: entryIdSchema }),
  }),
]);
export type PlanBody = z.infer<typeof planBody>;

/** It was decided once, by signatures over its case: then it can be put back, and ends. */
export const isDecided = ({ body }: Pick<LoadedPlan, 'body'>): boolean =>
  body.kind === 'decision' || body.kind === 'glass';

/** A plan with the proposal it carries out, both as the ledger has them. It is not yet authorised by anything. */
export interface LoadedPlan {
  readonly entry: EntryId;
  readonly leaf: Leaf;
  readonly body: PlanBody;
  readonly proposal: Proposal;
  readonly proposalLeaf: Leaf;
}

/** Reads the plan and its proposal from sequenced entries and holds the proposal to every digest that names it. */
export async function loadPlan(
  bench: Pick<EnforcementBench, 'ledger'>,
  plan: EntryId,
): Promise<Result<LoadedPlan>> {
  const leaf = await bench.ledger.entry(plan);
  if (leaf === undefined || leaf.entry.type !== 'plan.created')
    return refuse(
      'not_found',
      `\`${plan}\` is not a plan in the ledger.`,
      'Take the id that `decide` printed.',
    );
  const body = planBody.safeParse(leaf.entry.body);
  if (!body.success) return ledgerSays(plan, 'is not a plan of a shape that this version carries out');
  const { decisions, trigger, proposalEntry, proposal: proposalId } = body.data;
  if (
    leaf.writer !== 'server' ||
    ![...decisions, trigger.entry, ...mandatesOf(body.data)].every((id) => leaf.entry.causedBy.includes(id))
  )
    return ledgerSays(plan, 'is not caused by what it says authorises it');

  const proposalLeaf = await bench.ledger.entry(proposalEntry);
  if (proposalLeaf?.entry.type !== 'proposal.filed')
    return ledgerSays(proposalEntry, 'is not a filed proposal');
  const [blob] = proposalLeaf.entry.blobs.filter((ref) => ref.name === 'proposal');
  const content = blob === undefined ? undefined : await bench.ledger.content(blob);
  if (content === undefined)
    return refuse(
      'ledger_invalid',
      `The content of proposal \`${proposalId}\` was erased.`,
      'Propose it anew.',
    );
  const proposal = proposalIn(content);
  if (proposal === undefined) return ledgerSays(proposalEntry, 'holds no proposal that this version reads');
  const { basis } = proposalLeaf.entry;
  const changes = changesDigest(proposal);
  const holds =
    proposal.id === proposalId &&
    (body.data.kind === 'expiry'
      ? body.data.step < proposal.changes.length
      : proposal.changes.length === body.data.steps) &&
    basis['proposal'] === digestOf(content) &&
    basis['changes'] === changes &&
    leaf.entry.basis['changes'] === changes &&
    basis['evidenceShown'] === shownDigest(proposal.evidence) &&
    basis['evidenceMaterial'] === materialDigest(proposal.evidence);
  if (!holds) return ledgerSays(proposalEntry, 'does not match the digests that name its content');
  return done({ entry: plan, leaf, body: body.data, proposal, proposalLeaf });
}

/** Refuses a plan that was voided, or whose proposal, or the request that it is less than, was withdrawn since. What takes back comes whatever is withdrawn later. */
export async function takenBack(bench: EnforcementBench, plan: LoadedPlan): Promise<Refusal | undefined> {
  const voided = await bench.ledger.causedBy(plan.entry, 'plan.voided');
  const withdrawn =
    plan.body.kind === 'expiry' || plan.body.kind === 'return' || plan.body.kind === 'restore'
      ? []
      : await bench.ledger.causedBy(plan.body.proposalEntry, 'proposal.withdrawn');
  const [entry] = [...voided, ...withdrawn, ...(await requestTakenBack(bench, plan))];
  return entry === undefined
    ? undefined
    : refuse(
        'already_done',
        `This was taken back by entry \`${entry.entry.id}\`.`,
        'Propose the change anew.',
      );
}

/** What gives less than was asked for rests on the request that filed the whole: who takes that back takes this back. */
async function requestTakenBack(
  bench: EnforcementBench,
  { body, proposalLeaf }: LoadedPlan,
): Promise<readonly Leaf[]> {
  const narrows = proposalLeaf.entry.body['narrows'];
  if (!isDecided({ body }) || typeof narrows !== 'string' || !isEntryId(narrows)) return [];
  // a whole that nobody answered in time is closed by the server, which takes nothing back for who asked
  const closed = await bench.ledger.causedBy(narrows, 'proposal.withdrawn');
  return closed.filter(({ entry }) => entry.actor.kind === 'person');
}

const ledgerSays = (entry: EntryId, what: string): Refusal =>
  refuse(
    'ledger_invalid',
    `Ledger entry \`${entry}\` ${what}.`,
    'Run `countersign ledger verify`; nothing was changed.',
  );

/**
 * What may take effect once only: the proposal of a decision or of an item of a mandate, the execution that a restore or a
 * return puts back, a change that ends.
 */
export function onceOf(body: PlanBody): string {
  switch (body.kind) {
    case 'expiry':
      return `${body.expires}#${body.step}`;
    case 'restore':
      return body.restores;
    case 'return':
      return body.returns;
    case 'decision':
    case 'glass':
    case 'mandate':
      return body.proposal;
  }
}

/** The entries that a plan under a mandate has to be caused by, beside its trigger. */
function mandatesOf(body: PlanBody): readonly EntryId[] {
  if (body.kind === 'mandate') return [...body.mandates, body.proposalEntry];
  if (body.kind === 'expiry') return body.mandates ?? [];
  return body.kind === 'return' ? [...body.mandates, body.returns] : [];
}

/** The first cause of an entry, if it has one. */
export const firstCause = (leaf: Leaf): EntryId | undefined => {
  const [cause] = leaf.entry.causedBy;
  return cause !== undefined && isEntryId(cause) ? cause : undefined;
};
