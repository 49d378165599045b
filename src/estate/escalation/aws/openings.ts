import type { AwsWhen } from '../../access/aws-ask.ts';
import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import { Administrators } from './administrators.ts';
import { AnyOf } from './any-of.ts';
import { Asking, doubtsOf, type Judged } from './asking.ts';
import { EstateFacts } from './estate-facts.ts';
import { accountOf, Reaching, type Answered, type Reached } from './reaching.ts';
import { isIdle } from './targets.ts';
import type { AwsTechnique, Need } from './technique.ts';

/** One technique that stands open to a principal. */
export interface Opening {
  readonly from: Principal;
  readonly technique: AwsTechnique;
  /** Answers to what the technique needs whatever it is over. */
  readonly things: readonly Answered[];
  /** What of them was not evaluated, and what the technique presumes; none: as far as that goes it is sure. */
  readonly dependsOn: readonly string[];
  /** Over what: at least one, and the caller itself perhaps among them, see `isIdle`. */
  readonly reached: readonly Reached[];
}

/** An administrator of an account as it is, and the answers that show it. */
export interface Administrator {
  readonly principal: Principal;
  readonly account: string;
  readonly judged: readonly Judged[];
}

/**
 * What principals of an AWS source could become, judged by the evaluation of AWS policies: everything that a technique needs is
 * asked for, and one need that is denied closes it. Of an administrator only what leads out of its account is told.
 */
export class Openings {
  readonly #estate: AwsEstate;
  readonly #asking: Asking;
  readonly #administrators: Administrators;
  readonly #anyOf: AnyOf;
  readonly #reaching: Reaching;

  constructor(estate: AwsEstate, when: AwsWhen) {
    this.#estate = estate;
    this.#asking = new Asking(estate, when);
    this.#administrators = new Administrators(this.#asking);
    this.#anyOf = new AnyOf(this.#asking);
    this.#reaching = new Reaching(this.#asking, new EstateFacts(estate, this.#asking), this.#administrators);
  }

  administrators(): readonly Administrator[] {
    return this.#estate.principals.flatMap((principal) => {
      const { caller } = principal.ask;
      const judged = this.#administrators.isOne(principal);
      if (judged === undefined || !('account' in caller)) return [];
      return [{ principal, account: caller.account, judged }];
    });
  }

  /** Every technique of these that stands open to one principal. */
  *of(principal: Principal, techniques: readonly AwsTechnique[]): Generator<Opening> {
    const isAdministrator = this.#isSurely(principal);
    for (const technique of techniques) {
      const { over, needs } = technique;
      if (isAdministrator && over.is !== 'role to assume') continue;
      if (!needs.every((need) => isOfTrust(need) || this.#asking.mayHave(principal, need.action))) continue;
      const things = this.#things(principal, needs);
      if (things === undefined) continue;
      const all = this.#reaching.of(principal, technique);
      const reached = isAdministrator ? all.filter(({ target }) => isElsewhere(principal, target.key)) : all;
      if (reached.every(({ target }) => isIdle(over, principal, target))) continue;
      const dependsOn = [...doubtsOf(things.map(({ answer }) => answer)), ...technique.presumes];
      const opening: Opening = { from: principal, technique, things, dependsOn, reached };
      yield over.is === 'group to join' ? this.#withGroups(opening) : opening;
    }
  }

  /** What a group gives can make an administrator of whoever joins it. */
  #withGroups(opening: Opening): Opening {
    const { from } = opening;
    const more = opening.reached.flatMap((each): readonly Reached[] => {
      const shown = this.#joined(from, each.target.key);
      if (shown === undefined) return [];
      const ofTarget = [...each.ofTarget, ...doubtsOf(shown)];
      return [{ ...each, gains: { is: 'administrator', account: accountOf(from.key) }, ofTarget }];
    });
    return { ...opening, reached: [...opening.reached, ...more] };
  }

  /** The answers that show it would be an administrator in this group. */
  #joined(principal: Principal, group: string): readonly Judged[] | undefined {
    const { ask } = principal;
    const held = new Set(this.#estate.holds.get(group));
    const given = this.#estate.policies.filter(({ id }) => held.has(id));
    const unread = [...held].filter((key) => !given.some(({ id }) => id === key));
    const identity = {
      policies: [...ask.identity.policies, ...given],
      unread: [...ask.identity.unread, ...unread],
    };
    return this.#administrators.isOne({ ...principal, ask: { ...ask, identity } });
  }

  /** Nothing but policies that were not read could take it away. */
  #isSurely(principal: Principal): boolean {
    const shown = this.#administrators.isOne(principal);
    return (
      shown !== undefined &&
      shown.every(
        ({ answer }) =>
          answer.verdict === 'allow' ||
          (answer.verdict === 'depends' && answer.on.every(({ is }) => is === 'policy')),
      )
    );
  }

  /** Answers to the needs that are the same whatever the technique is over; undefined when one is denied. */
  #things(principal: Principal, needs: readonly Need[]): readonly Answered[] | undefined {
    const found: Answered[] = [];
    const account = accountOf(principal.key);
    const partition = principal.key.split(':')[1] ?? 'aws';
    const byThing = Map.groupBy(
      needs.flatMap(({ action, on }) => (typeof on === 'object' ? [{ action, any: on.any }] : [])),
      ({ any }) => any,
    );
    for (const [any, each] of byThing) {
      const actions = each.map(({ action }) => action);
      const judged = this.#anyOf.judge(principal, { partition, account }, { any, actions });
      if (judged === undefined) return undefined;
      found.push(...judged.map((answer, at) => ({ action: actions[at] ?? '', answer })));
    }
    for (const { action, on } of needs) {
      if (on !== 'nothing') continue;
      const answer = this.#asking.judge(principal, { action, resource: '*', account });
      if (answer.verdict === 'deny') return undefined;
      found.push({ action, answer });
    }
    return found;
  }
}

/** Whose trust policy has to let the caller in needs no right of its own: that is evaluated with the policy. */
const isOfTrust = ({ on }: Need): boolean => on === 'role as trusted' || on === 'role as rewritten';

const isElsewhere = (principal: Principal, key: string): boolean =>
  accountOf(key) !== accountOf(principal.key);
