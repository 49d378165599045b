import { isGiven, type AwsWhen } from '../../access/aws-ask.ts';
import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import type { CompiledPolicy } from '../../access/aws/index.ts';
import { doubtsOf, type Judged } from './asking.ts';
import { EstateFacts } from './estate-facts.ts';
import { Kept, type InHand } from './kept.ts';
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
  readonly #kept: Kept;
  readonly #reaching: Reaching;
  #byId: ReadonlyMap<string, readonly CompiledPolicy[]> | undefined;

  /** `kept`: what was judged of an earlier version of the estate, which holds for this one. */
  constructor(estate: AwsEstate, when: AwsWhen, kept = new Kept(estate, when)) {
    this.#estate = estate;
    this.#kept = kept;
    this.#reaching = new Reaching(kept, new EstateFacts(estate, kept));
  }

  /** Whether it is an administrator of its account as it is. */
  administrator(principal: Principal): Administrator | undefined {
    const { caller } = principal.ask;
    const judged = this.#kept.administrators.isOne(principal);
    if (judged === undefined || !('account' in caller)) return undefined;
    return { principal, account: caller.account, judged };
  }

  /** Every technique of these that stands open to one principal. */
  *of(principal: Principal, techniques: readonly AwsTechnique[]): Generator<Opening> {
    const isAdministrator = this.#isSurely(principal);
    const account = ownAccount(principal);
    for (const inHand of this.#inHand(principal, techniques)) {
      const { technique, last } = inHand;
      const { over } = technique;
      if (isAdministrator && over.is !== 'role to assume') continue;
      const all = this.#reaching.of(principal, technique);
      if (last.reached !== all) {
        const reached = isAdministrator
          ? all.filter(({ target }) => ownAccount(target.changed) !== account)
          : all;
        last.reached = all;
        last.opening = this.#opening(principal, inHand, reached);
      }
      if (last.opening !== undefined)
        yield over.is === 'group to join' ? this.#withGroups(last.opening) : last.opening;
    }
  }

  #opening(
    from: Principal,
    { technique, things, dependsOn }: InHand,
    reached: readonly Reached[],
  ): Opening | undefined {
    const isOpen = reached.some(({ target }) => !isIdle(technique.over, from, target));
    return isOpen ? { from, technique, things, dependsOn, reached } : undefined;
  }

  /** What it has for techniques whatever they are over; one that needs what it has not is closed. */
  #inHand(principal: Principal, techniques: readonly AwsTechnique[]): readonly InHand[] {
    const known = this.#kept.inHand.get(principal);
    if (known?.of === techniques) return known.has;
    const { asking } = this.#kept;
    const has = techniques.flatMap((technique): readonly InHand[] => {
      const { needs } = technique;
      if (!needs.every((need) => isOfTrust(need) || asking.mayHave(principal, need.action))) return [];
      const things = this.#things(principal, needs);
      if (things === undefined) return [];
      const dependsOn = [...doubtsOf(things.map(({ answer }) => answer)), ...technique.presumes];
      return [{ technique, things, dependsOn, last: {} }];
    });
    this.#kept.inHand.set(principal, { of: techniques, has });
    return has;
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
    this.#byId ??= Map.groupBy(this.#estate.policies, ({ id }) => id);
    const held = [...new Set(this.#estate.holds.get(group))].toSorted();
    const given = held.flatMap((key) => this.#byId?.get(key) ?? []);
    const unread = held.filter((key) => this.#byId?.has(key) !== true);
    let known = this.#kept.joined.get(principal);
    if (known === undefined) this.#kept.joined.set(principal, (known = new Map()));
    const name = [...given.map((policy) => this.#kept.asking.numberOf(policy)), ...unread].join(' ');
    let shown = known.get(name);
    if (shown === undefined) {
      const identity = {
        policies: [...ask.identity.policies, ...given],
        unread: [...ask.identity.unread, ...unread],
      };
      shown = this.#kept.administrators.isOne({ ...principal, ask: { ...ask, identity } }) ?? null;
      known.set(name, shown);
    }
    return shown ?? undefined;
  }

  /** What was read gives it, and nothing but policies that were not read could take it away. */
  #isSurely(principal: Principal): boolean {
    const shown = this.#kept.administrators.isOne(principal);
    return (
      shown !== undefined &&
      shown.every(
        ({ answer }) =>
          answer.verdict === 'allow' ||
          (answer.verdict === 'depends' && isGiven(answer) && answer.on.every(({ is }) => is === 'policy')),
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
      const judged = this.#kept.anyOf.judge(principal, { partition, account }, { any, actions });
      if (judged === undefined) return undefined;
      found.push(...judged.map((answer, at) => ({ action: actions[at] ?? '', answer })));
    }
    for (const { action, on } of needs) {
      if (on !== 'nothing') continue;
      const answer = this.#kept.asking.judge(principal, { action, resource: '*', account });
      if (answer.verdict === 'deny') return undefined;
      found.push({ action, answer });
    }
    return found;
  }
}

const ownAccount = ({ ask: { caller } }: Principal): string => ('account' in caller ? caller.account : '');

/** Whose trust policy has to let the caller in needs no right of its own: that is evaluated with the policy. */
const isOfTrust = ({ on }: Need): boolean => on === 'role as trusted' || on === 'role as rewritten';
