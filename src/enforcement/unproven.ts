import { refuse, type Proposal, type Refusal } from '../model/index.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';

/** What a proposal came from: everything of one rule, model or campaign is one origin, and everything one person asked for. */
export const originOf = ({ origin, draftedBy, requester }: Proposal): string =>
  origin === 'person' ? `person/${requester ?? draftedBy}` : `${origin}/${draftedBy}`;

/**
 * Refuses to begin another of an origin of which more than the set number are not proven by re-read: under way and not only watched, or ended in
 * a state that is neither, with nothing proven at the same thing since. What takes back or puts back is never held up.
 */
export async function tooManyUnproven(
  bench: EnforcementBench,
  { body, proposal }: LoadedPlan,
): Promise<Refusal | undefined> {
  if (body.kind !== 'decision' && body.kind !== 'mandate') return undefined;
  const origin = originOf(proposal);
  const [row] = await bench.database.query<{ unproven: number }>(
    `select count(*)::int as unproven from enforcement.execution e
      where e.origin = $1 and ((e.outcome is null and not exists (
          select from enforcement.watch_window w where w.execution = e.entry)) or (e.outcome = 'diverged' and not exists (
        select from enforcement.step own
          join enforcement.step s on s.thing = own.thing and s.resolution = 'applied' and s.undone_entry is null
          join enforcement.execution later on later.entry = s.execution and later.no > e.no and later.outcome = 'done'
         where own.execution = e.entry)))`,
    [origin],
  );
  const unproven = row?.unproven ?? 0;
  return unproven <= bench.mostUnproven
    ? undefined
    : refuse(
        'rate_limited',
        `Plans of ${origin} stop: ${unproven} of their executions are not proven by re-read, and ${bench.mostUnproven} may be.`,
        'Look at those that diverged or are under way; this is carried out when it is asked for again.',
        { origin, unproven },
      );
}
