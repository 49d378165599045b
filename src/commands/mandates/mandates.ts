import {
  done,
  isMandateId,
  isSubjectId,
  refuse,
  type EntryId,
  type Instant,
  type MandateId,
  type MandateTerms,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import {
  itemColumns,
  listMandates,
  loadMandate,
  openMandate,
  openMandateEnd,
  proposeMandate,
  says,
  takeMandate,
  takeMandateEnd,
  type MandateItemRow,
  type StoredMandate,
} from '../../review/index.ts';
import { namesOfPeople } from '../people-names.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { whyNotStanding } from './carry-under.ts';
import { selectedBy, type SelectedChange } from './select.ts';

export interface Signatory {
  readonly person: string;
  /** What the estate calls them; null: they are linked to nobody there. */
  readonly name: string | null;
  readonly entry: EntryId;
  readonly at: Instant;
}

/** How it stands with a mandate, for people. */
export interface MandateShown {
  readonly id: MandateId;
  readonly terms: MandateTerms;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly signatures: readonly Signatory[];
  /** Null: it stands, and what it selects is carried out. */
  readonly whyNot: string | null;
  readonly ended: { readonly entry: EntryId; readonly at: Instant; readonly because: string } | null;
  readonly done: number;
  readonly leftToday: number;
  readonly leftInAll: number;
  readonly items: Readonly<Record<string, number>>;
}

/** What it would do, as the estate is now: how many changes, the first of them, and of how many it cannot tell. */
export interface MandatePreview {
  readonly selected: number;
  readonly unknown: number;
  readonly first: readonly { readonly says: string; readonly because: string }[];
}

/** Keeps terms for people to sign, and says what they would select now. */
export async function propose(
  system: System,
  asked: { readonly terms: MandateTerms; readonly by: string },
): Promise<Result<{ readonly mandate: MandateId; readonly preview: MandatePreview }>> {
  const proposed = await proposeMandate(system, asked.terms, asked.by);
  if (!proposed.ok) return proposed;
  return done({ ...proposed.value, preview: await previewOf(system, asked.terms) });
}

const mostShown = 20;

async function previewOf(system: System, terms: MandateTerms): Promise<MandatePreview> {
  if (terms.kind !== 'standing_order') return { selected: 0, unknown: 0, first: [] };
  const first: SelectedChange[] = [];
  let [selected, unknown] = [0, 0];
  for await (const { is, found } of selectedBy(system, terms, system.clock.now())) {
    if (is === 'unknown') unknown++;
    else {
      selected++;
      if (first.length < mostShown) first.push(found);
    }
  }
  return {
    selected,
    unknown,
    first: first.map(({ change, because }) => ({ says: says(change), because })),
  };
}

export async function openSigning(
  system: System,
  asked: { readonly mandate: string; readonly keyFingerprint: string },
): Promise<
  Result<{ readonly statement: string; readonly mandate: MandateId; readonly terms: MandateTerms }>
> {
  const id = idOf(asked.mandate);
  if (!id.ok) return id;
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const opened = await openMandate(bench.value, { ...asked, mandate: id.value });
  if (!opened.ok) return opened;
  const { statement, mandate } = opened.value;
  return done({ statement, mandate: mandate.id, terms: mandate.terms });
}

interface SignedText {
  readonly statement: string;
  readonly signature: string;
}

export async function sign(
  system: System,
  { statement, signature }: SignedText,
): Promise<Result<{ readonly entry: EntryId; readonly missing: readonly string[] }>> {
  const bench = await reviewBench(system);
  return bench.ok ? takeMandate(bench.value, statement, signature) : bench;
}

export async function openEnd(
  system: System,
  asked: { readonly mandate: string; readonly keyFingerprint: string; readonly reason: string },
): Promise<Result<{ readonly statement: string }>> {
  const id = idOf(asked.mandate);
  if (!id.ok) return id;
  const bench = await reviewBench(system);
  return bench.ok ? openMandateEnd(bench.value, { ...asked, mandate: id.value }) : bench;
}

export async function end(
  system: System,
  { statement, signature }: SignedText,
): Promise<Result<{ readonly entry: EntryId }>> {
  const bench = await reviewBench(system);
  return bench.ok ? takeMandateEnd(bench.value, statement, signature) : bench;
}

/** Every mandate, newest first: what stands, who signed, what it did and what is left of its caps. */
export async function list(
  system: System,
  asked: { readonly standing: boolean; readonly limit: number },
): Promise<Result<{ readonly items: readonly MandateShown[]; readonly truncated: boolean }>> {
  const now = system.clock.now();
  const stored = await listMandates(system.database, {
    limit: asked.limit + 1,
    ...(asked.standing ? { standing: now } : {}),
  });
  const items: MandateShown[] = [];
  for (const mandate of stored.slice(0, asked.limit)) items.push(await shown(system, mandate));
  return done({ items, truncated: stored.length > asked.limit });
}

/** One mandate with its items, the newest first. */
export async function show(
  system: System,
  asked: { readonly mandate: string; readonly limit: number; readonly preview: boolean },
): Promise<
  Result<{
    readonly mandate: MandateShown;
    readonly items: readonly MandateItemRow[];
    readonly truncated: boolean;
    readonly preview: MandatePreview | null;
  }>
> {
  const id = idOf(asked.mandate);
  if (!id.ok) return id;
  const loaded = await loadMandate(system.database, id.value);
  if (!loaded.ok) return loaded;
  const rows = await system.database.query<MandateItemRow>(
    `${itemColumns} where i.mandate = $1 order by i.no desc limit $2`,
    [id.value, asked.limit + 1],
  );
  return done({
    mandate: await shown(system, loaded.value),
    items: rows.slice(0, asked.limit),
    truncated: rows.length > asked.limit,
    preview: asked.preview ? await previewOf(system, loaded.value.terms) : null,
  });
}

async function shown(system: System, mandate: StoredMandate): Promise<MandateShown> {
  const { id, terms, proposedBy, proposedAt, ended } = mandate;
  const people = mandate.signatures.map(({ signer }) => signer).filter(isSubjectId);
  const named = await namesOfPeople(system, people);
  const names = new Map<SubjectId, string | null>(
    named.ok ? named.value.items.map((each) => [each.id, each.name]) : [],
  );
  const counts = await system.database.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from review.mandate_item where mandate = $1 group by state order by state',
    [id],
  );
  const [begun] = await system.database.query<{ today: number; ever: number }>(
    `select coalesce(sum(changes) filter (where started_at > $2::timestamptz - interval '1 day'), 0)::int as today,
            coalesce(sum(changes), 0)::int as ever
       from enforcement.execution where mandate = $1 and kind = 'mandate'`,
    [id, system.clock.now()],
  );
  return {
    id,
    terms,
    proposedBy,
    proposedAt,
    ended,
    signatures: mandate.signatures.map(({ signer, entry, signedAt }) => ({
      person: signer,
      name: isSubjectId(signer) ? (names.get(signer) ?? null) : null,
      entry,
      at: signedAt,
    })),
    whyNot: (await whyNotStanding(system, mandate)) ?? null,
    done: begun?.ever ?? 0,
    leftToday: Math.max(0, terms.perDay - (begun?.today ?? 0)),
    leftInAll: Math.max(0, terms.inAll - (begun?.ever ?? 0)),
    items: Object.fromEntries(counts.map(({ state, count }) => [state, count])),
  };
}

const idOf = (text: string): Result<MandateId> =>
  isMandateId(text)
    ? done(text)
    : refuse(
        'not_found',
        `\`${text.slice(0, 60)}\` is no mandate’s id (mnd_…).`,
        'List them with `countersign mandate list`.',
      );

export type { MandateItemRow } from '../../review/index.ts';
