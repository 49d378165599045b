import {
  done,
  type EntryId,
  type GlassReviewItem,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import {
  glassesOf,
  openGlass,
  openGlassReview,
  takeGlass,
  takeGlassReview,
  type GlassShown,
  type GlassTaken,
  type OpenGlass,
} from '../../review/index.ts';
import { namesOfPeople } from '../people-names.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { whoAnswers } from './who-answers.ts';

/** The statement of an emergency, with the case it is about. */
export async function openGlassOn(
  system: System,
  asked: { readonly proposal: ProposalId; readonly keyFingerprint: string; readonly reason: string },
): Promise<Result<OpenGlass>> {
  const bench = await reviewBench(system);
  return bench.ok ? openGlass(bench.value, asked) : bench;
}

/** Takes it; everybody who could have said yes is to be told. */
export async function breakGlass(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<GlassTaken>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const taken = await takeGlass(bench.value, signed, async (facts, verdict) => {
    const answers = await whoAnswers(
      system,
      facts,
      verdict.outcome === 'requestable' ? verdict.missing : [],
      (need) => bench.value.judge.explain(need),
      system.clock.now(),
    );
    const people = answers.flatMap(({ steps }) => steps.flatMap(({ people: each }) => each));
    return [...new Set(people.filter(({ because }) => because === undefined).map(({ id }) => id))];
  });
  if (taken.ok) await system.ledger.sequenced(taken.value.plan, 10);
  return taken;
}

/** Emergencies, those that still wait for somebody to look at them first. */
export async function emergencies(
  system: Pick<System, 'database' | 'ledger'>,
  asked: { readonly onlyOpen?: boolean; readonly limit: number },
): Promise<
  Result<{
    readonly items: readonly (GlassShown & { readonly execution: EntryId | null })[];
    readonly names: readonly { readonly id: SubjectId; readonly name: string | null }[];
  }>
> {
  const items: (GlassShown & { readonly execution: EntryId | null })[] = [];
  for (const glass of await glassesOf(system.database, asked)) {
    const [started] = await system.ledger.causedBy(glass.plan, 'execution.started');
    items.push({ ...glass, execution: started?.entry.id ?? null });
  }
  const names = await namesOfPeople(
    system,
    items.flatMap(({ person, review }) => [person, ...(review === null ? [] : [review.by])]),
  );
  return done({ items, names: names.ok ? names.value.items : [] });
}

export async function openEmergencyReview(
  system: System,
  asked: GlassReviewItem & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> {
  const bench = await reviewBench(system);
  return bench.ok ? openGlassReview(bench.value, asked) : bench;
}

export async function reviewEmergency(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<GlassShown>> {
  const bench = await reviewBench(system);
  return bench.ok ? takeGlassReview(bench.value, signed) : bench;
}
