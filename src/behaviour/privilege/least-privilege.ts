import type { AspectShown, BehaviourSeen } from '../../model/index.ts';
import { actsOf, type Act } from './acts.ts';
import { narrowed, type PolicyHeld } from './aws/narrow.ts';
import { deniedBy, type TryPolicies } from './aws/prove.ts';
import type { Dialect, GrantHeld, Need, Platform } from './dialect.ts';
import { rolesAllow, rolesFor } from './kubernetes/roles.ts';
import { grantsFor, privilegesAllow } from './postgres/grants.ts';
import type { HeldOut, Sufficing, Tried } from './suffices.ts';
import { usesOf, type Uses } from './uses.ts';

/** Granted against used, and the policy that would have sufficed; null where nothing was seen to make one from. */
export type LeastPrivilege = Uses & {
  readonly platform: Platform;
  readonly suffices:
    | (Sufficing & {
        /** What it does to what was seen: it denies none of what the rights allowed. */
        readonly inWindow: Tried;
        /** One made from what was done before the last days, tried on these; null: one of the two is empty. */
        readonly heldOut: HeldOut | null;
      })
    | null;
};

/** A policy made from needs, and which needs it denies of those that what is granted allows. */
export type PolicyMaker = (needs: readonly Need[]) => {
  readonly policy: Sufficing;
  readonly denied: (needs: readonly Need[]) => readonly Need[];
};

export interface LeastPrivilegeAsked {
  readonly grants: readonly GrantHeld[];
  readonly seen: BehaviourSeen | null;
  readonly dialect: Dialect;
  /** `uses`: in the order of the grants. */
  readonly maker: (uses: Uses) => PolicyMaker;
}

/** What an account holds, what it used of that, and the least that would have done. Gives and takes nothing. */
export function leastPrivilege({ grants, seen, dialect, maker }: LeastPrivilegeAsked): LeastPrivilege {
  const uses = usesOf({ grants, seen, dialect });
  const { platform } = dialect;
  if (seen === null || uses.covered === null) return { ...uses, platform, suffices: null };
  const make = maker(uses);
  const explained = (aspect: AspectShown): readonly Explained[] => explainedIn(aspect, grants, dialect);
  const whole = explained(seen.whole.aspects.acts);
  if (whole.length === 0) return { ...uses, platform, suffices: null };
  const { policy, denied } = make(needsOf(whole));
  const [before, recent] = [explained(seen.before.aspects.acts), explained(seen.recent.aspects.acts)];
  return {
    ...uses,
    platform,
    suffices: {
      ...policy,
      inWindow: tried(whole, denied),
      heldOut:
        before.length === 0 || recent.length === 0
          ? null
          : { days: seen.recentDays, ...tried(recent, make(needsOf(before)).denied) },
    },
  };
}

/** An act that the rights allow, with what it needed of them. */
interface Explained {
  readonly act: Act;
  readonly needs: readonly Need[];
}

function explainedIn(
  aspect: AspectShown,
  grants: readonly GrantHeld[],
  dialect: Dialect,
): readonly Explained[] {
  return actsOf(aspect).acts.flatMap((act) => {
    const said = dialect.translate(act);
    if (said.is !== 'needs') return [];
    const needs = said.needs.filter((need) => grants.some((grant) => dialect.fits(grant, need) !== 'no'));
    return needs.length === 0 ? [] : [{ act, needs }];
  });
}

const needsOf = (explained: readonly Explained[]): readonly Need[] => [
  ...new Map(explained.flatMap(({ needs }) => needs).map((need) => [JSON.stringify(need), need])).values(),
];

function tried(explained: readonly Explained[], denied: (needs: readonly Need[]) => readonly Need[]): Tried {
  const not = new Set(denied(needsOf(explained)).map((need) => JSON.stringify(need)));
  const lost = explained.filter(({ needs }) => needs.some((need) => not.has(JSON.stringify(need))));
  const counted = (list: readonly Explained[]) => ({
    acts: list.length,
    count: list.reduce((sum, { act }) => sum + act.count, 0),
  });
  return {
    ...counted(explained),
    denied: {
      ...counted(lost),
      told: lost
        .slice(0, 20)
        .map(({ act: { action, target, count, last } }) => ({ action, target, count, last })),
    },
  };
}

/** Policies of AWS, cut down; the evaluator says what they deny. */
export const awsMaker =
  (policies: readonly PolicyHeld[], tryPolicies: TryPolicies): PolicyMaker =>
  (needs) => {
    const { document, policy } = narrowed(policies, needs);
    return { policy, denied: (asked) => deniedBy(document, { policies, needs: asked, tryPolicies }) };
  };

export const kubernetesMaker =
  (account: string, grants: readonly GrantHeld[], uses: Uses): PolicyMaker =>
  (needs) => {
    const { roles, policy } = rolesFor(account, { grants, needs, kept: untold(grants, uses) });
    return { policy, denied: (asked) => asked.filter((need) => !rolesAllow(roles, need)) };
  };

/** `isOwn`: the account holds the right by itself and by no role. */
export const postgresMaker =
  (account: string, grants: readonly (GrantHeld & { readonly isOwn: boolean })[], uses: Uses): PolicyMaker =>
  (needs) => {
    const { privileges, policy } = grantsFor(account, {
      grants,
      needs,
      kept: untold(grants, uses),
      unused: grants.filter(({ isOwn }, n) => isOwn && uses.uses[n]?.is === 'unused'),
    });
    // what it leaves out it says: owning cannot be granted, and a name alone is no table
    const isTold = (need: Need): boolean => need.action !== 'OWNER' && need.on !== null;
    return {
      policy,
      denied: (asked) => asked.filter((need) => isTold(need) && !privilegesAllow(privileges, need)),
    };
  };

const untold = (grants: readonly GrantHeld[], { uses }: Uses): readonly GrantHeld[] =>
  grants.filter((_, n) => uses[n]?.is === 'cannot_tell');
