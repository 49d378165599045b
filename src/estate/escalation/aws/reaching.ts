import type { Principal } from '../../access/aws-estate.ts';
import { compilePolicy, contextOf, type Context, type PolicySet } from '../../access/aws/index.ts';
import { administratorPolicy, type Administrators } from './administrators.ts';
import { doubtsOf, isBetter, type Asking, type Judged, type Request } from './asking.ts';
import type { EstateFacts } from './estate-facts.ts';
import { isOfAccount, targetsOf, type Gain, type Target } from './targets.ts';
import type { AwsTechnique, Need } from './technique.ts';

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
  readonly #asking: Asking;
  readonly #facts: EstateFacts;
  readonly #administrators: Administrators;
  readonly #targets = new Map<string, readonly Target[]>();
  readonly #shared = new Map<string, readonly Reached[]>();
  readonly #answers = new Map<string, Memo>();
  #own: Own | undefined;

  constructor(asking: Asking, facts: EstateFacts, administrators: Administrators) {
    this.#asking = asking;
    this.#facts = facts;
    this.#administrators = administrators;
  }

  of(caller: Principal, technique: AwsTechnique): readonly Reached[] {
    const { over, gains } = technique;
    const needs = technique.needs.filter(({ on }) => typeof on !== 'object' && on !== 'nothing');
    const asked = JSON.stringify([{ ...over, by: undefined }, gains, needs]);
    const name = this.#isShared(technique) ? this.#asking.standing(caller, actionsOf(needs)) : undefined;
    if (this.#own?.caller !== caller)
      this.#own = { caller, lists: new Map(), memo: new Map(), shared: new Map() };
    const own = this.#own;
    const { lists } = own;
    const known = name === undefined ? lists.get(asked) : this.#shared.get(`${asked} ${name}`);
    if (known !== undefined) return known;
    const found = this.#targetsOf(technique, caller).flatMap(
      (target) => this.#reached({ own, target, needs, gains }) ?? [],
    );
    if (name === undefined) lists.set(asked, found);
    else this.#shared.set(`${asked} ${name}`, found);
    return found;
  }

  #isShared({ over, needs }: AwsTechnique): boolean {
    return isOfAccount(over) && !needs.some(({ on }) => on === 'role as trusted');
  }

  #targetsOf({ over }: AwsTechnique, caller: Principal): readonly Target[] {
    if (!isOfAccount(over)) return targetsOf(over, caller, this.#facts);
    const name = `${accountOf(caller.key)} ${JSON.stringify(over)}`;
    const known = this.#targets.get(name);
    if (known !== undefined) return known;
    const found = targetsOf(over, caller, this.#facts);
    this.#targets.set(name, found);
    return found;
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
    return (this.#attached ??= [administratorPolicy, ...this.#facts.policiesThatAllowEverything()].map(
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

/** What is remembered while one caller is looked at. */
interface Own {
  readonly caller: Principal;
  readonly lists: Map<string, readonly Reached[]>;
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
const actionsOf = (needs: readonly Need[]): readonly string[] => needs.map(({ action }) => action);

export const accountOf = (key: string): string => key.split(':')[4] ?? '';

/** What a caller writes who may rewrite whom a role trusts. */
const trustsAnybody: PolicySet = (() => {
  const compiled = compilePolicy('the trust policy as rewritten', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
  });
  if (!compiled.ok) throw new TypeError(compiled.message);
  return { policies: [compiled.value], unread: [] };
})();
