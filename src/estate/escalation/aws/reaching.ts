import type { Principal } from '../../access/aws-estate.ts';
import { accountIn, compilePolicy, contextOf, type Context, type PolicySet } from '../../access/aws/index.ts';
import { administratorPolicy, type Administrators } from './administrators.ts';
import { doubtsOf, isBetter, type Asking, type Judged, type Request } from './asking.ts';
import { allowingEverything, type EstateFacts } from './estate-facts.ts';
import type { Kept } from './kept.ts';
import { isOfAccount, targetsOf, type Gain, type Target } from './targets.ts';
import type { AwsTechnique, Need } from './technique.ts';
import { carry, findIn, Universe, type Found } from './universe.ts';

/** An action and the answer to it. */
export interface Answered {
  readonly action: string;
  readonly answer: Judged;
}

/** One thing that a technique is open over, as far as that thing matters. */
export interface Reached {
  readonly target: Target;
  readonly gains: Gain;
  readonly judged: readonly Answered[];
  /** What was not evaluated of the caller’s rights. */
  readonly dependsOn: readonly string[];
  /** What is not known of the target, whoever the caller is. */
  readonly ofTarget: readonly string[];
}

/**
 * Over what a technique is open to a caller. The same list for techniques that ask for the same, and for callers of whom policies
 * say the same: then it is one list, so that who looks at it can remember what it found.
 */
export class Reaching {
  readonly #kept: Kept;
  readonly #asking: Asking;
  readonly #facts: EstateFacts;
  readonly #administrators: Administrators;
  /** Of this version. */
  readonly #universes = new Map<AwsTechnique, Map<string, Universe>>();
  readonly #named = new Map<string, Universe>();
  readonly #answers = new Map<string, Memo>();
  #own: Own | undefined;

  constructor(kept: Kept, facts: EstateFacts) {
    this.#kept = kept;
    this.#asking = kept.asking;
    this.#administrators = kept.administrators;
    this.#facts = facts;
  }

  of(caller: Principal, technique: AwsTechnique): readonly Reached[] {
    const { gains } = technique;
    const { asked, needs } = askedBy(technique);
    const standing = this.#standing(caller, technique, needs);
    const known = standing === undefined ? this.#ownOf(caller) : this.#sharedBy(standing);
    if (this.#own?.caller !== caller) this.#own = { caller, memo: new Map(), shared: new Map() };
    const own = this.#own;
    const judge = (target: Target): Reached | undefined => this.#reached({ own, target, needs, gains });
    const before = known.get(asked);
    const universe = this.#universeOf(technique, caller, before?.universe);
    const found = before === undefined ? findIn(universe, judge) : carry(before, universe, judge);
    known.set(asked, found);
    return found.reached;
  }

  /** Names whom else the answers are of; undefined: nobody. */
  #standing(caller: Principal, technique: AwsTechnique, needs: readonly Need[]): string | undefined {
    let known = this.#kept.standing.get(caller);
    if (known === undefined) this.#kept.standing.set(caller, (known = new Map()));
    if (known.has(technique)) return known.get(technique);
    const isShared = isOfAccount(technique.over) && !needs.some(({ on }) => on === 'role as trusted');
    const name = isShared
      ? this.#asking.standing(
          caller,
          needs.map(({ action }) => action),
        )
      : undefined;
    known.set(technique, name);
    return name;
  }

  #sharedBy(standing: string): Map<string, Found<Reached>> {
    const known = this.#kept.shared.get(standing);
    if (known !== undefined) return known;
    const made = new Map<string, Found<Reached>>();
    this.#kept.shared.set(standing, made);
    return made;
  }

  #ownOf(caller: Principal): Map<string, Found<Reached>> {
    const known = this.#kept.own.get(caller);
    if (known !== undefined) return known;
    const made = new Map<string, Found<Reached>>();
    this.#kept.own.set(caller, made);
    return made;
  }

  /** What it is tried with; of an account, or for who may assume any role, the same for many. */
  #universeOf(technique: AwsTechnique, caller: Principal, before: Universe | undefined): Universe {
    const { over, gains } = technique;
    const facts = this.#facts;
    const place = isOfAccount(over)
      ? accountOf(caller.key)
      : over.is === 'role to assume' && facts.mayAssume(caller)
        ? 'every role'
        : undefined;
    const make = (earlier: Universe | undefined): Universe => {
      const found = new Universe(
        targetsOf(over, caller, facts).map((target) => ({ name: this.#nameOf(target, gains), target })),
      );
      return earlier?.isAs(found) === true ? earlier : found;
    };
    if (place === undefined) return make(before);
    let here = this.#universes.get(technique);
    if (here === undefined) this.#universes.set(technique, (here = new Map()));
    let universe = here.get(place);
    if (universe === undefined) {
      const name = `${place} ${gains} ${askedBy(technique).what}`;
      // other techniques may have been tried with the same
      universe = this.#named.get(name) ?? make(this.#kept.universes.get(name));
      this.#named.set(name, universe);
      this.#kept.universes.set(name, universe);
      here.set(place, universe);
    }
    return universe;
  }

  /** What the target has itself matters only to whoever gains by changing that. */
  #nameOf(
    { changed, holder, key, policy, services, boundary, presumes }: Target,
    gains: AwsTechnique['gains'],
  ): string {
    return [
      gains === 'administrator' ? this.#kept.numberOf(changed) : '',
      this.#facts.nameOfTrust(changed),
      key,
      holder,
      policy,
      services.join(' '),
      boundary.get('iam:permissionsboundary')?.join() ?? '',
      ...presumes,
    ].join('\n');
  }

  #reached(of: {
    readonly own: Own;
    readonly target: Target;
    readonly needs: readonly Need[];
    readonly gains: AwsTechnique['gains'];
  }): Reached | undefined {
    const { own, target } = of;
    const judged: Answered[] = [];
    for (const need of of.needs) {
      const answer = this.#best(own, this.#requestsOf(need, target));
      if (answer === undefined || answer.verdict === 'deny') return undefined;
      judged.push({ action: need.action, answer });
    }
    const isRaised = of.gains === 'administrator';
    const raised = isRaised ? this.#administrators.wouldBeOne(target.changed) : [];
    if (raised === undefined) return undefined;
    return {
      target,
      gains: isRaised ? { is: 'administrator', account: accountOf(target.changed.key) } : target.gains,
      judged,
      dependsOn: doubtsOf(judged.map(({ answer }) => answer)),
      ofTarget: [...doubtsOf([...(target.rests ?? []), ...raised]), ...target.presumes],
    };
  }

  /** Any of these requests will do. */
  #requestsOf({ action, on }: Need, target: Target): readonly Named[] {
    const { holder } = target;
    switch (on) {
      case 'user':
      case 'role':
      case 'group':
        return this.#attaching(action).map(({ name, keys }) => ({
          name: `${action} ${holder} ${name}`,
          request: {
            action,
            resource: holder,
            keys: keys.size === 0 ? target.boundary : new Map([...target.boundary, ...keys]),
          },
        }));
      case 'policy':
        return [{ name: `${action} ${target.policy}`, request: { action, resource: target.policy } }];
      case 'passed role':
        return target.services.map((service) => ({
          name: `${action} ${holder} ${service}`,
          request: { action, resource: holder, keys: this.#passedTo(service) },
        }));
      case 'role as trusted':
        return [
          {
            name: `${action} ${holder}`,
            request: { action, resource: holder, policy: this.#facts.trustOf(target.changed) },
          },
        ];
      case 'role as rewritten':
        return [
          {
            name: `${action} ${holder} rewritten`,
            request: { action, resource: holder, policy: trustsAnybody },
          },
        ];
      case 'nothing':
        return [];
      default:
        return [];
    }
  }

  #passedTo(service: string): Context {
    const known = this.#passed.get(service);
    if (known !== undefined) return known;
    const made = contextOf({ 'iam:PassedToService': service });
    this.#passed.set(service, made);
    return made;
  }
  readonly #passed = new Map<string, Context>();

  /** A policy that is attached is named in the request: AWS’s own for administrators, or another that allows as much. */
  #attaching(action: string): readonly { readonly name: string; readonly keys: Context }[] {
    if (!action.startsWith('iam:Attach')) return noPolicy;
    return (this.#attached ??= [administratorPolicy, ...allowingEverything(this.#facts.estate)].map(
      (policy) => ({
        name: policy,
        keys: contextOf({ 'iam:PolicyARN': policy }),
      }),
    ));
  }
  #attached: readonly { readonly name: string; readonly keys: Context }[] | undefined;

  #best(own: Own, requests: readonly Named[]): Judged | undefined {
    let best: Judged | undefined;
    for (const { name, request } of requests) {
      const memo = this.#memoFor(own, request);
      let judged = memo.get(name);
      if (judged === undefined) memo.set(name, (judged = this.#asking.judge(own.caller, request)));
      if (judged.verdict === 'allow') return judged;
      if (isBetter(judged, best)) best = judged;
    }
    return best;
  }

  /** Answers that are the same for others too are remembered for all of them. */
  #memoFor({ caller, memo, shared }: Own, { action, policy }: Request): Memo {
    if (policy !== undefined && policy !== trustsAnybody && !this.#facts.namesNobody(policy)) return memo;
    const known = shared.get(action);
    if (known !== undefined) return known;
    const name = this.#asking.standing(caller, [action]);
    let answers = memo;
    if (name !== undefined) {
      answers = this.#answers.get(`${action} ${name}`) ?? new Map();
      this.#answers.set(`${action} ${name}`, answers);
    }
    shared.set(action, answers);
    return answers;
  }
}

/** What is asked by a technique over one thing, and over what, the same for techniques that ask for the same. */
function askedBy(technique: AwsTechnique): {
  readonly asked: string;
  readonly what: string;
  readonly needs: readonly Need[];
} {
  const known = askedOnce.get(technique);
  if (known !== undefined) return known;
  const needs = technique.needs.filter(({ on }) => typeof on !== 'object' && on !== 'nothing');
  const over = { ...technique.over, by: undefined };
  const what = JSON.stringify(over);
  const found = { asked: JSON.stringify([over, technique.gains, needs]), what, needs };
  askedOnce.set(technique, found);
  return found;
}
const askedOnce = new WeakMap<AwsTechnique, ReturnType<typeof askedBy>>();

/** What is remembered while one caller is looked at. */
interface Own {
  readonly caller: Principal;
  readonly memo: Memo;
  /** By action: what is remembered for all of whom policies say the same. */
  readonly shared: Map<string, Memo>;
}

/** A request with a name that is its own among those of one caller. */
interface Named {
  readonly name: string;
  readonly request: Request;
}
type Memo = Map<string, Judged>;

const noPolicy = [{ name: '', keys: contextOf({}) }];

export const accountOf = (key: string): string => accountIn(key) ?? '';

/** What a caller writes who may rewrite whom a role trusts. */
const trustsAnybody: PolicySet = (() => {
  const compiled = compilePolicy('the trust policy as rewritten', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
  });
  if (!compiled.ok) throw new TypeError(compiled.message);
  return { policies: [compiled.value], unread: [] };
})();
