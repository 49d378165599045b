import type { Brand } from './brand.ts';
import type { Digest, EntryId, SourceId, SubjectId } from './ids.ts';
import type { Tier } from './identity.ts';
import type { Instant } from './time.ts';

/** cmp_…: random, never derived from what is reviewed. */
export type CampaignId = Brand<'CampaignId'>;
const campaignShape = /^cmp_[0-9a-z]{8,40}$/;
export const isCampaignId = (text: string): text is CampaignId => campaignShape.test(text);

/** What is reviewed together. People and machines are never mixed: they have other evidence, other answers, other signers. */
export const lanes = ['people', 'machines'] as const;
export type Lane = (typeof lanes)[number];

/** How the population of a campaign is chosen. */
export const campaignKinds = [
  'manager',
  'resource_owner',
  'application',
  'composition',
  'privileged',
  'duties',
  'unowned',
  'dormant',
  'escalation',
  'changed',
  'continuous',
] as const;
export type CampaignKind = (typeof campaignKinds)[number];

/** The answers of each lane. `reassign` and `recuse` hand an item on and are no answers about the access. */
export const answersOf = {
  people: ['certify', 'revoke', 'narrow', 'limit', 'dont_know'],
  machines: [
    'certify',
    'rotate',
    'rescope',
    'make_ephemeral',
    'limit',
    'suspend',
    'revoke',
    'retire',
    'dont_know',
  ],
} as const satisfies Readonly<Record<Lane, readonly string[]>>;
export type CampaignAnswer = (typeof answersOf)[Lane][number];
export const campaignAnswers: readonly CampaignAnswer[] = [
  ...new Set<CampaignAnswer>([...answersOf.people, ...answersOf.machines]),
];

/** Who an item is asked of. `pool`: nobody is known for it, so whoever holds one of the roles of the campaign's pool. */
export const seatRoles = [
  'manager',
  'resource_owner',
  'named',
  'owner',
  'sponsor',
  'independent',
  'pool',
] as const;
export type SeatRole = (typeof seatRoles)[number];

/**
 * One round of asking. Its seats are all asked at once, and keeping the access takes every one of them; the next stage is
 * asked what nobody here could say (`unclear`) or everything that was kept (`kept`).
 */
export interface CampaignStage {
  readonly seats: readonly SeatRole[];
  readonly next: 'unclear' | 'kept';
}

/** A share of the population, chosen by a seed that everybody can repeat. */
export interface Sampling {
  readonly items: number;
  readonly seed: string;
}

/** What a campaign is to be: what its builder fills in, what its template keeps, what its launcher signs. */
export interface CampaignDesign {
  readonly title: string;
  readonly kind: CampaignKind;
  readonly lane: Lane;
  /** Empty: every source. */
  readonly sources: readonly SourceId[];
  /** Empty: every tier. Unknown counts as high. */
  readonly tiers: readonly Tier[];
  /** For `dormant`: not used for so many days, or never. */
  readonly dormantDays: number;
  /** For `changed`: access that began after this moment. */
  readonly since: Instant | null;
  readonly stages: readonly CampaignStage[];
  /** Whom seats `named` mean, and who gets what is routed to nobody else. Null: the pool. */
  readonly named: SubjectId | null;
  readonly sampling: Sampling | null;
  readonly dueAt: Instant;
  /** How long an answer that takes something away waits before it is carried out, so that it can be corrected. */
  readonly correctSeconds: number;
}

/** What the population was read from: each source's last complete read when the manifest was made. */
export interface Watermark {
  readonly source: string;
  readonly read: number;
  readonly at: Instant;
}

/** What a launch signs: the whole population by one digest, and what it rests on. */
export interface LaunchItem {
  readonly v: 'countersign/campaign-launch/v1';
  readonly campaign: CampaignId;
  readonly kind: CampaignKind;
  readonly lane: Lane;
  /** Root of the RFC 6962 tree over the items' texts, in their order. */
  readonly manifest: Digest;
  readonly items: number;
  readonly design: Digest;
  readonly sources: readonly Watermark[];
  readonly dueAt: Instant;
}

/** What one submission is about: a leaf of the tree that its one signature covers, beside its answers and decisions. */
export interface SubmissionItem {
  readonly v: 'countersign/campaign-submission/v1';
  readonly campaign: CampaignId;
  readonly launch: EntryId;
  readonly manifest: Digest;
  readonly answers: number;
}

/** One signed answer: a leaf. `item` is its number in the manifest and `itemDigest` its leaf there, as it was shown. */
export interface AnswerLeaf {
  readonly v: 'countersign/campaign-answer/v1';
  readonly campaign: CampaignId;
  readonly item: number;
  readonly itemDigest: Digest;
  readonly seat: number;
  readonly answer: CampaignAnswer;
  readonly until: Instant | null;
  readonly reason: string | null;
  /** The answer of the same seat that this one corrects: the submission it stands in. */
  readonly corrects: EntryId | null;
  /** The case that carries it out, when it takes something away. */
  readonly proposal: string | null;
}

/** Covered by `campaign.closed`: what is left open is part of what is signed. */
export interface CloseItem {
  readonly v: 'countersign/campaign-close/v1';
  readonly campaign: CampaignId;
  readonly launch: EntryId;
  readonly items: number;
  readonly kept: number;
  readonly taken: number;
  readonly open: number;
  readonly reason: string;
}
