import {
  done,
  type AspectShown,
  type BehaviourSeen,
  type EstateRef,
  type ProfileShown,
  type Result,
} from '../model/index.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

/** What one account did, and how the actors of logs were found to be it. */
export interface AccountBehaviour {
  readonly account: EstateRef;
  /** Null: no log that would show it was read. */
  readonly seen: BehaviourShown | null;
  readonly joined: readonly {
    readonly log: string;
    readonly actor: string;
    readonly kind: string;
    readonly because: string;
    readonly events: number;
  }[];
}

/** What an account, or each account of a person, did; as much as logs say. */
export async function profileOf(
  system: System,
  asked: { readonly identity: string; readonly names: number },
): Promise<Result<{ readonly identity: EstateRef; readonly accounts: readonly AccountBehaviour[] }>> {
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const accounts = subjects.filter(({ entity }) => entity === 'account');
  const behaviours = await system.behaviour.now();
  const seen = await behaviours.of(accounts);
  return done({
    identity,
    accounts: accounts.map((account, at) => ({
      account,
      seen: seenOf(seen[at], asked.names),
      joined: behaviours.joinedTo(account).map(({ actor, log, because }) => ({
        log: log.name,
        actor: actor.name,
        kind: actor.kind,
        because,
        events: actor.events,
      })),
    })),
  });
}

/** What an account did, with so many names of each aspect; how many there are is told all the same. */
export interface BehaviourShown extends Omit<BehaviourSeen, 'whole' | 'recent' | 'before'> {
  readonly whole: ProfileCut;
  readonly recent: ProfileCut;
  readonly before: ProfileCut;
}
/** Days are told all the same, for they are a line and no list. */
const mostDays = 400;

type ProfileCut = Omit<ProfileShown, 'aspects'> & { readonly aspects: Readonly<Record<string, AspectShown>> };

const seenOf = (seen: BehaviourSeen | null | undefined, most: number): BehaviourShown | null =>
  seen == null
    ? null
    : {
        ...seen,
        whole: cut(seen.whole, most),
        recent: cut(seen.recent, most),
        before: cut(seen.before, most),
      };

const cut = (profile: ProfileShown, most: number): ProfileCut => ({
  ...profile,
  aspects: Object.fromEntries(
    Object.entries(profile.aspects).map(([aspect, shown]) => [
      aspect,
      { ...shown, names: shown.names.slice(0, aspect === 'days' ? mostDays : most) },
    ]),
  ),
});
