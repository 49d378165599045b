import {
  done,
  isProposalId,
  refuse,
  type EntryId,
  type Instant,
  type Proposal,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import {
  caseOf,
  denialsOf,
  heldUntil,
  loadProposal,
  notesOn,
  type Denial,
  type HeldUntil,
  type NoteShown,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import { namesOfPeople } from '../people-names.ts';
import type { System } from '../system.ts';
import { whoAnswers, type AnswersNeeded } from './who-answers.ts';

/** What stands beside a case: who is to answer, what was said, who refused the same before, what it extends or narrows. */
export interface AboutCase {
  readonly answers: readonly AnswersNeeded[];
  readonly notes: readonly NoteShown[];
  /** A question has waited for its answer since then. */
  readonly waitingSince: Instant | null;
  readonly denials: readonly Denial[];
  /** There when the same is held already until a date: then this prolongs it. */
  readonly extends: HeldUntil | null;
  /** The case of which this is a part. */
  readonly narrows: ProposalId | null;
  /** Cases that are a part of this one, oldest first. */
  readonly narrowed: readonly ProposalId[];
  /** Names of everybody who is named here; null: linked to nobody of the estate. */
  readonly names: readonly { readonly id: SubjectId; readonly name: string | null }[];
}

/** `concerned`: only for whoever asked for it, filed it or is to answer it; to others there is no such case. */
export async function aboutCase(
  system: System,
  { id, concerned }: { readonly id: string; readonly concerned?: SubjectId | undefined },
): Promise<Result<AboutCase>> {
  if (!isProposalId(id)) return refuse('not_found', `\`${id}\` is not a proposal’s id (prp_…).`);
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const loaded = await loadProposal(system.database, id);
  if (!loaded.ok) return loaded;
  const { proposal, state, entry, verdictEntry } = loaded.value;
  const now = system.clock.now();
  const notes = await notesOn(system.database, id);
  const last = notes.at(-1);
  const denials: Denial[] = [];
  let extended: HeldUntil | undefined;
  for (const { change } of proposal.changes) {
    denials.push(...(await denialsOf(system.database, change)).filter((each) => each.proposal !== id));
    const held = await heldUntil(system.database, change);
    if (held !== undefined && held.proposal !== id) extended ??= held;
  }
  const answers =
    state === 'open' ? await answersOf(system, bench.value, { proposal, verdictEntry }, now) : [];
  if (concerned !== undefined && !concerns(loaded.value.proposal, answers, concerned))
    return refuse(
      'not_found',
      `There is no proposal \`${id}\`.`,
      'List yours with `countersign request mine`.',
    );
  const people = [
    ...notes.map(({ person }) => person),
    ...denials.map(({ by }) => by),
    ...(proposal.requester === undefined ? [] : [proposal.requester]),
  ];
  const names = await namesOfPeople(system, people);
  const leaf = await system.ledger.entry(entry);
  const narrows = leaf?.entry.body['narrows'];
  return done({
    answers,
    notes,
    waitingSince: state === 'open' && last?.kind === 'question' ? last.at : null,
    denials,
    extends: extended ?? null,
    narrows: typeof narrows === 'string' ? await proposalFiledBy(system, narrows) : null,
    narrowed: (await system.ledger.causedBy(entry, 'proposal.filed')).flatMap(({ entry: { body } }) =>
      body['narrows'] === entry && typeof body['proposal'] === 'string' && isProposalId(body['proposal'])
        ? body['proposal']
        : [],
    ),
    names: names.ok ? names.value.items : [],
  });
}

const concerns = (
  { requester, filer }: Pick<Proposal, 'requester' | 'filer'>,
  answers: readonly AnswersNeeded[],
  person: SubjectId,
): boolean =>
  requester === person ||
  filer === person ||
  answers.some(({ steps }) => steps.some(({ people }) => people.some(({ id }) => id === person)));

async function answersOf(
  system: System,
  bench: Extract<Awaited<ReturnType<typeof reviewBench>>, { readonly ok: true }>['value'],
  {
    proposal,
    verdictEntry,
  }: {
    readonly proposal: Parameters<typeof caseOf>[0];
    readonly verdictEntry: EntryId;
  },
  now: Instant,
): Promise<readonly AnswersNeeded[]> {
  const leaf = await system.ledger.entry(verdictEntry);
  const missing = leaf?.entry.body['missing'];
  const facts = await bench.cases.lookUp(system.database, caseOf(proposal), now);
  // what is stale has nobody to answer it: the case page says what changed when somebody opens it to sign
  if (!facts.ok || !Array.isArray(missing)) return [];
  const needs = missing.filter((each) => typeof each === 'string');
  return whoAnswers(system, facts.value, needs, (need) => bench.judge.explain(need), now);
}

async function proposalFiledBy(system: Pick<System, 'database'>, entry: string): Promise<ProposalId | null> {
  const [row] = await system.database.query<{ id: string }>(
    'select id from review.proposal where entry = $1',
    [entry],
  );
  return row !== undefined && isProposalId(row.id) ? row.id : null;
}
