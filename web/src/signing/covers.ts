import { Problem } from '../api/problem.ts';
import type { RouteInput, RouteOutput } from '../api/route-table.ts';
import { t } from '../text/signing.ts';
import { canonicalJson, digestOfValue } from './canonical.ts';
import { rootOf } from './merkle.ts';

/**
 * Before a passkey is asked, the statement that the server prepared is read here and held to what this page shows: the
 * digests of changes and evidence, and for many answers the root over all, are worked out in the browser. The page comes
 * from that server as well, so this guards against mistakes and not against a server that was taken over; against that,
 * sign with `countersign decide`, which works everything out by itself.
 */

type Proposal = RouteOutput<'proposals.show'>['filed']['proposal'];
type Asked = RouteInput<'requests.prepare'>;

/** What a person was shown of one case, and what they answer. */
export interface Answer {
  readonly proposal: Proposal;
  readonly answer: 'approve' | 'reject';
  /** Empty: none. */
  readonly reason: string;
  /** Whose authority is used; absent: one's own. */
  readonly for?: string | undefined;
}

/** What one item of a decision says, as far as it is shown. */
export interface Stated {
  readonly answer: 'approve' | 'reject';
  readonly role: string;
  readonly changes: string;
  readonly evidenceShown: string;
  readonly verdictBasis: string;
  readonly restorableUntil: string;
  readonly endsAt: string | null;
}

/** Who is about to sign, and when by this device's clock. */
export interface Signing {
  readonly signer: string | undefined;
  readonly now: number;
}

/** One answer to one proposal. Throws Problem `statement_differs`. */
export async function decisionCovers(statement: string, signing: Signing, asked: Answer): Promise<Stated> {
  const { covers, madeAt } = framed(statement, 'decision', signing);
  return itemSays(membersOf(covers, ['item']).item, asked, madeAt);
}

/** Many answers under one root, item by item in this order; what each says. Throws Problem `statement_differs`. */
export async function batchCovers(
  statement: string,
  signing: Signing,
  asked: readonly { readonly item: unknown; readonly shown: Answer }[],
): Promise<readonly Stated[]> {
  const { covers, madeAt } = framed(statement, 'decision', signing);
  const { root, size } = membersOf(covers, ['root', 'size']);
  const stated = await Promise.all(asked.map(({ item, shown }) => itemSays(item, shown, madeAt)));
  const proposals = new Set(asked.map(({ shown }) => shown.proposal.id));
  if (asked.length === 0 || proposals.size !== asked.length || size !== asked.length) throw differs();
  if (root !== (await rootOf(asked.map(({ item }) => canonicalJson(item))))) throw differs();
  return stated;
}

/** A person's request for exactly these changes, for this purpose. Throws Problem `statement_differs`. */
export async function requestCovers(
  statement: string,
  signing: Signing,
  { changes, endsAt, purpose }: Pick<Asked, 'changes' | 'endsAt' | 'purpose'>,
): Promise<void> {
  const { covers } = framed(statement, 'request', signing);
  const item = membersOf(membersOf(covers, ['item']).item, ['changes', 'purpose']);
  const digest = await digestOfValue('countersign/requested-changes/v1', { changes, endsAt });
  if (item.changes !== digest || item.purpose !== purpose) throw differs();
}

/** The wish to put back this execution, for this reason. Throws Problem `statement_differs`. */
export function restoreCovers(
  statement: string,
  signing: Signing,
  asked: { readonly execution: string; readonly reason: string },
): void {
  const { covers } = framed(statement, 'restore', signing);
  const item = restoreItemOf(membersOf(covers, ['item']).item);
  if (item.restores !== asked.execution || item.reason !== asked.reason) throw differs();
}

/** `as` is there where one ends what another took in an emergency, and gives nothing. */
const restoreItemOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'as' in value
    ? membersOf(value, ['restores', 'plan', 'reason', 'as'])
    : membersOf(value, ['restores', 'plan', 'reason']);

const undoneBy = ({ restores, reason }: ReturnType<typeof restoreItemOf>) => [restores, reason];
function calledOffBy(value: unknown): readonly unknown[] {
  const { voids, reason } = membersOf(value, ['voids', 'reason']);
  return [voids, reason];
}

/** What is undone under one root: these executions in this order, then these plans called off, each for this reason. Throws Problem `statement_differs`. */
export async function restoresCover(
  statement: string,
  signing: Signing,
  asked: {
    readonly items: readonly unknown[];
    readonly executions: readonly string[];
    readonly callOff: readonly string[];
    readonly reason: string;
  },
): Promise<void> {
  const { covers } = framed(statement, 'restore', signing);
  const { root, size } = membersOf(covers, ['root', 'size']);
  for (const [at, value] of asked.items.entries()) {
    const off = at - asked.executions.length;
    const [named, reason] = off < 0 ? undoneBy(restoreItemOf(value)) : calledOffBy(value);
    if (named !== (asked.executions[at] ?? asked.callOff[off]) || reason !== asked.reason) throw differs();
  }
  if (asked.items.length === 0 || asked.items.length !== asked.executions.length + asked.callOff.length)
    throw differs();
  if (size !== asked.items.length || root !== (await rootOf(asked.items.map(canonicalJson)))) throw differs();
}

const itemMembers = [
  'proposal',
  'proposalEntry',
  'answer',
  'role',
  'changes',
  'evidenceShown',
  'evidenceMaterial',
  'verdictBasis',
  'policy',
  'restorableUntil',
  'endsAt',
] as const;
const restorableMs = 30 * 86_400_000;
const signableMs = 7 * 86_400_000;
const aheadMs = 300_000;

async function itemSays(
  value: unknown,
  { proposal, answer, reason, for: lender }: Answer,
  madeAt: number,
): Promise<Stated> {
  const item: Partial<Record<(typeof itemMembers)[number] | 'reason' | 'standsFor', unknown>> = membersOf(
    value,
    [
      ...itemMembers,
      ...(reason === '' ? [] : (['reason'] as const)),
      ...(lender === undefined ? [] : (['standsFor'] as const)),
    ],
  );
  if (lender !== undefined && membersOf(item.standsFor, ['person', 'delegation']).person !== lender)
    throw differs();
  const { changes, endsAt, evidence } = proposal;
  const shown = { facts: evidence.facts, material: evidence.material };
  if (
    item.proposal !== proposal.id ||
    item.answer !== answer ||
    (item.reason ?? '') !== reason ||
    item.changes !== (await digestOfValue('countersign/changes/v1', { changes, endsAt })) ||
    item.evidenceShown !== (await digestOfValue('countersign/evidence-shown/v1', shown)) ||
    !(Date.parse(text(item.restorableUntil)) <= madeAt + restorableMs + aheadMs) ||
    !(item.endsAt === null || endsOf(proposal).includes(text(item.endsAt)))
  )
    throw differs();
  return {
    answer,
    role: text(item.role),
    changes: text(item.changes),
    evidenceShown: text(item.evidenceShown),
    verdictBasis: text(item.verdictBasis),
    restorableUntil: text(item.restorableUntil),
    endsAt: item.endsAt === null ? null : text(item.endsAt),
  };
}

/** Every date that the changes, which the signature covers, speak of. */
const endsOf = ({ changes, endsAt }: Proposal): readonly (string | null)[] => [
  endsAt,
  ...changes.flatMap(({ change }) => ('until' in change ? [change.until] : [])),
];

/** The frame of every statement: this purpose, this signer, canonical, for a week at most, and not from the future. */
function framed(
  statement: string,
  purpose: string,
  { signer, now }: Signing,
): { readonly covers: unknown; readonly madeAt: number } {
  let value: unknown;
  try {
    value = JSON.parse(statement);
    if (canonicalJson(value) !== statement) throw differs();
  } catch {
    throw differs();
  }
  const frame = membersOf(value, [
    'v',
    'ledger',
    'purpose',
    'signer',
    'madeAt',
    'expiresAt',
    'nonce',
    'covers',
  ]);
  const madeAt = Date.parse(text(frame.madeAt));
  if (
    frame.v !== 'countersign/statement/v1' ||
    frame.purpose !== purpose ||
    frame.signer !== signer ||
    !(Date.parse(text(frame.expiresAt)) <= madeAt + signableMs)
  )
    throw differs();
  if (!(madeAt <= now + aheadMs))
    throw new Problem({
      code: 'clock_differs',
      status: 0,
      message: t('clockDiffers'),
      next: t('clockDiffersNext'),
    });
  return { covers: frame.covers, madeAt };
}

/** The members of an object that has exactly these. */
function membersOf<const K extends string>(value: unknown, names: readonly K[]): Partial<Record<K, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw differs();
  const entries = Object.entries(value);
  const members: Partial<Record<K, unknown>> = {};
  for (const name of names) {
    const found = entries.find(([key]) => key === name);
    if (found === undefined) throw differs();
    members[name] = found[1];
  }
  if (entries.length !== names.length) throw differs();
  return members;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw differs();
  return value;
}

/** What is thrown when a statement says anything else. */
export const differs = (): Problem =>
  new Problem({ code: 'statement_differs', status: 0, message: t('differs'), next: t('differsNext') });

/** What one answer of a campaign was shown as, and was answered with. */
export interface CampaignAnswerShown {
  readonly leaf: unknown;
  /** The item's exact text: its leaf digest stands in `leaf`. */
  readonly text: string;
  readonly account: string;
  readonly object: string;
  readonly answer: string;
  readonly until: string | null;
  readonly reason: string | null;
}

/**
 * The answers of one reviewer and the decisions that follow from them, under one root. Each leaf is held to the item that
 * was shown and to the answer that was given; a decision approves exactly the changes that are shown. Throws Problem
 * `statement_differs`; gives the root.
 */
export async function submissionCovers(
  statement: string,
  signing: Signing,
  {
    campaign,
    answers,
    decisions,
    about,
  }: {
    readonly campaign: string;
    readonly answers: readonly CampaignAnswerShown[];
    readonly decisions: readonly { readonly item: unknown; readonly shown: Answer }[];
    readonly about: unknown;
  },
): Promise<string> {
  const { covers, madeAt } = framed(statement, 'decision', signing);
  const { root, size } = membersOf(covers, ['root', 'size']);
  await Promise.all(decisions.map(({ item, shown }) => itemSays(item, shown, madeAt)));
  await Promise.all(answers.map((each) => answerSays(each, campaign)));
  const said = membersOf(about, ['v', 'campaign', 'launch', 'manifest', 'answers']);
  if (said.campaign !== campaign || said.answers !== answers.length) throw differs();
  const leaves = [...decisions.map(({ item }) => item), ...answers.map(({ leaf }) => leaf), about];
  const own = await rootOf(leaves.map(canonicalJson));
  if (size !== leaves.length || root !== own) throw differs();
  return own;
}

async function answerSays(shown: CampaignAnswerShown, campaign: string): Promise<void> {
  const leaf = membersOf(shown.leaf, [
    'v',
    'campaign',
    'item',
    'itemDigest',
    'seat',
    'answer',
    'until',
    'reason',
    'corrects',
    'proposal',
  ]);
  const frozen = frozenItem(shown.text);
  if (
    leaf.campaign !== campaign ||
    leaf.answer !== shown.answer ||
    leaf.until !== shown.until ||
    leaf.reason !== shown.reason ||
    leaf.itemDigest !== (await rootOf([shown.text])) ||
    frozen.account !== shown.account ||
    frozen.object !== shown.object
  )
    throw differs();
}

/** Whose access to what the frozen text of an item speaks of, by their keys. */
function frozenItem(text: string): { readonly account: string; readonly object: string } {
  const value: unknown = JSON.parse(text);
  return { account: keyIn(value, 'account'), object: keyIn(value, 'object') };
}

function keyIn(value: unknown, member: string): string {
  if (typeof value !== 'object' || value === null) throw differs();
  const part: unknown = Object.entries(value).find(([key]) => key === member)?.[1];
  if (typeof part !== 'object' || part === null) throw differs();
  return text(Object.entries(part).find(([key]) => key === 'key')?.[1]);
}

/** A mandate over exactly these terms. Throws Problem `statement_differs`. */
export function mandateCovers(
  statement: string,
  signing: Signing,
  asked: { readonly mandate: string; readonly terms: object },
): void {
  const { covers } = framed(statement, 'mandate', signing);
  const item = membersOf(membersOf(covers, ['item']).item, ['mandate', 'terms']);
  if (item.mandate !== asked.mandate || canonicalJson(item.terms) !== canonicalJson(asked.terms))
    throw differs();
}

/** The end of this mandate, for this reason. Throws Problem `statement_differs`. */
export function mandateEndCovers(
  statement: string,
  signing: Signing,
  asked: { readonly mandate: string; readonly reason: string },
): void {
  const { covers } = framed(statement, 'mandate.end', signing);
  const item = membersOf(membersOf(covers, ['item']).item, ['mandate', 'reason']);
  if (item.mandate !== asked.mandate || item.reason !== asked.reason) throw differs();
}

/** The close of one campaign for one reason; how many items it says are left open. Throws Problem `statement_differs`. */
export function campaignCovers(
  statement: string,
  signing: Signing,
  asked: { readonly campaign: string; readonly reason: string },
): { readonly open: number } {
  const { covers } = framed(statement, 'campaign', signing);
  const item = membersOf(membersOf(covers, ['item']).item, [
    'v',
    'campaign',
    'launch',
    'items',
    'kept',
    'taken',
    'open',
    'reason',
  ]);
  if (item.campaign !== asked.campaign || item.reason !== asked.reason || typeof item.open !== 'number')
    throw differs();
  return { open: item.open };
}

/** The launch of a campaign: this design, and so many items under one digest. Throws Problem `statement_differs`. */
export async function launchCovers(
  statement: string,
  signing: Signing,
  asked: {
    readonly campaign: string;
    readonly design: unknown;
    readonly items: number;
    readonly manifest: string;
  },
): Promise<void> {
  const { covers } = framed(statement, 'campaign', signing);
  const item = membersOf(membersOf(covers, ['item']).item, [
    'v',
    'campaign',
    'kind',
    'lane',
    'manifest',
    'items',
    'design',
    'sources',
    'dueAt',
  ]);
  if (
    item.campaign !== asked.campaign ||
    item.items !== asked.items ||
    item.manifest !== asked.manifest ||
    item.design !== (await digestOfValue('countersign/campaign-design/v1', asked.design))
  )
    throw differs();
}
