import { z } from 'zod';
import {
  addSeconds,
  campaignKinds,
  done,
  isSourceId,
  isSubjectId,
  lanes,
  refuse,
  seatRoles,
  tiers,
  type CampaignDesign,
  type CampaignKind,
  type CampaignStage,
  type Instant,
  type Lane,
  type Result,
} from '../../model/index.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import { instantSchema } from '../../platform/wire/proposal.ts';

const stage = z.strictObject({
  seats: z.array(z.enum(seatRoles)).min(1).max(3),
  next: z.enum(['unclear', 'kept']),
});

/** What a builder may leave out; `completeDesign` says what it means then. */
export const designAskedSchema = z
  .strictObject({
    title: z.string().min(1).max(200),
    kind: z.enum(campaignKinds),
    lane: z.enum(lanes).exactOptional(),
    sources: z.array(z.string().max(40).refine(isSourceId, 'a source’s name')).max(200).exactOptional(),
    tiers: z.array(z.enum(tiers)).max(3).exactOptional(),
    dormantDays: z.int().min(1).max(3650).exactOptional(),
    since: instantSchema.exactOptional(),
    stages: z.array(stage).min(1).max(4).exactOptional(),
    named: z.string().max(60).refine(isSubjectId, 'a person’s id (psn_…)').exactOptional(),
    sampling: z
      .strictObject({ items: z.int().min(1).max(1_000_000), seed: z.string().min(1).max(100) })
      .exactOptional(),
    dueAt: instantSchema.exactOptional(),
    correctSeconds: z
      .int()
      .min(0)
      .max(5 * 86_400)
      .exactOptional(),
  })
  .meta({
    id: 'CampaignAsked',
    description: 'What a campaign is to be. What is left out has its usual value.',
  });
export type DesignAsked = z.output<typeof designAskedSchema>;

/** A design as it is kept: every member there. */
export const designSchema: z.ZodType<CampaignDesign> = z.strictObject({
  title: z.string(),
  kind: z.enum(campaignKinds),
  lane: z.enum(lanes),
  sources: z.array(z.string().refine(isSourceId)),
  tiers: z.array(z.enum(tiers)),
  dormantDays: z.int(),
  since: instantSchema.nullable(),
  stages: z.array(stage),
  named: z.string().refine(isSubjectId).nullable(),
  sampling: z.strictObject({ items: z.int(), seed: z.string() }).nullable(),
  dueAt: instantSchema,
  correctSeconds: z.int(),
});

const usualDays = 21;
const usualCorrectSeconds = 600;

/** Where a kind speaks of machines alone. */
const machinesOnly: readonly CampaignKind[] = ['unowned'];

/**
 * Who is asked first. Of a machine its owner and its sponsor both, and for tier high somebody independent: keeping the
 * access of one's own machine is self-interest.
 */
function usualStages(kind: CampaignKind, lane: Lane): readonly CampaignStage[] {
  if (lane === 'machines')
    return [{ seats: kind === 'unowned' ? ['pool'] : ['owner', 'sponsor', 'independent'], next: 'unclear' }];
  switch (kind) {
    case 'resource_owner':
    case 'composition':
      return [{ seats: ['resource_owner'], next: 'unclear' }];
    case 'application':
      return [{ seats: ['named'], next: 'unclear' }];
    case 'manager':
    case 'privileged':
    case 'duties':
    case 'unowned':
    case 'dormant':
    case 'escalation':
    case 'changed':
    case 'continuous':
      return [
        { seats: ['manager'], next: 'unclear' },
        { seats: ['resource_owner'], next: 'unclear' },
      ];
  }
}

/** The design that this asks for, whole; refuses what cannot be a campaign. */
export function completeDesign(asked: DesignAsked, now: Instant): Result<CampaignDesign> {
  const lane = asked.lane ?? (machinesOnly.includes(asked.kind) ? 'machines' : 'people');
  if (asked.kind === 'manager' && lane === 'machines')
    return refuse(
      'input_invalid',
      'Machines have no manager: their owner and sponsor are asked.',
      'Take another kind for the lane of machines: `privileged`, `dormant`, `application` ….',
    );
  if (asked.kind === 'unowned' && lane === 'people')
    return refuse(
      'input_invalid',
      'People answer for themselves; only machines are unowned.',
      'Leave the lane out.',
    );
  if (asked.kind === 'changed' && asked.since === undefined)
    return refuse(
      'input_invalid',
      'A campaign over what changed needs the moment since when.',
      'Say `since`: `--since 2026-01-01`.',
    );
  const dueAt = asked.dueAt ?? addSeconds(now, usualDays * 86_400);
  if (dueAt <= now)
    return refuse('end_invalid', 'The campaign would be due before it began.', 'Say a later `--due`.');
  return done({
    title: asked.title,
    kind: asked.kind,
    lane,
    sources: [...new Set(asked.sources ?? [])].toSorted(),
    tiers: tiers.filter((tier) => asked.tiers?.includes(tier) ?? false),
    dormantDays: asked.dormantDays ?? 90,
    since: asked.since ?? null,
    stages: asked.stages ?? usualStages(asked.kind, lane),
    named: asked.named ?? null,
    sampling: asked.sampling ?? null,
    dueAt,
    correctSeconds: asked.correctSeconds ?? usualCorrectSeconds,
  });
}

export const designDigest = (design: CampaignDesign) =>
  digestOfValue('countersign/campaign-design/v1', design);
