import type { AwsWhen } from '../../access/aws-ask.ts';
import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import { compilePolicy, contextOf, type Context, type PolicySet } from '../../access/aws/index.ts';
import { Administrators, administratorPolicy } from './administrators.ts';
import { AnyOf } from './any-of.ts';
import { Asking, doubtsOf, isBetter, type Judged, type Request } from './asking.ts';
import { EstateFacts } from './estate-facts.ts';
import { targetsOf, type Gain, type Target } from './targets.ts';
import type { AwsTechnique, Need } from './technique.ts';

/** One technique that stands open to a principal, and what it comes to have by it. */
export interface Opening {
  readonly from: Principal;
  readonly technique: AwsTechnique;
  readonly gains: Gain;
  /** What the technique changes or takes over on the way: a key of the estate. */
  readonly over: string;
  /** What was not evaluated or is not known, each as one line; none: it is sure. */
  readonly dependsOn: readonly string[];
  /** Those of them that are about what is gained and the same for everybody. */
  readonly ofTarget: readonly string[];
  /** The answers that it rests on, need by need. */
  readonly judged: readonly { readonly action: string; readonly answer: Judged }[];
}

/** Becoming what one is. */
export const isIdle = ({ from, gains }: Opening): boolean =>
  gains.is === 'principal' && gains.principal === from;

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
  readonly #facts: EstateFacts;
  readonly #administrators: Administrators;
  readonly #anyOf: AnyOf;

  constructor(estate: AwsEstate, when: AwsWhen) {
    this.#estate = estate;
    this.#asking = new Asking(estate, when);
    this.#facts = new EstateFacts(estate, this.#asking);
    this.#administrators = new Administrators(this.#asking);
    this.#anyOf = new AnyOf(this.#asking);
  }

  administrators(): readonly Administrator[] {
    return this.#estate.principals.flatMap((principal) => {
      const { caller } = principal.ask;
      const judged = this.#administrators.isOne(principal);
      if (judged === undefined || !('account' in caller)) return [];
      return [{ principal, account: caller.account, judged }];
    });
  }

  /** Every way that stands open to one principal by these techniques; becoming itself is told too, see `isIdle`. */
  *of(principal: Principal, techniques: readonly AwsTechnique[]): Generator<Opening> {
    const isAdministrator = this.#isSurely(principal);
    const memo = new Map<string, Judged>();
    for (const technique of techniques) {
      const { over, needs } = technique;
      if (isAdministrator && over.is !== 'role to assume') continue;
      if (!needs.every((need) => isOfTrust(need) || this.#asking.mayHave(principal, need.action))) continue;
      const things = this.#things(principal, needs);
      if (things === undefined) continue;
      for (const target of targetsOf(technique, principal, this.#facts)) {
        if (isAdministrator && accountOf(target.key) === accountOf(principal.key)) continue;
        const opening = this.#opening({ principal, technique, target, things, memo });
        if (opening === undefined) continue;
        yield opening;
        const more = opening.gains.is === 'group' ? this.#joined(principal, opening.gains.key) : undefined;
        if (more === undefined) continue;
        const doubts = doubtsOf(more);
        yield {
          ...opening,
          gains: { is: 'administrator', account: accountOf(principal.key) },
          dependsOn: [...new Set([...opening.dependsOn, ...doubts])],
        };
      }
    }
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
  #things(principal: Principal, needs: readonly Need[]): Opening['judged'] | undefined {
    const found: { readonly action: string; readonly answer: Judged }[] = [];
    const byThing = Map.groupBy(
      needs.flatMap(({ action, on }) => (typeof on === 'object' ? [{ action, any: on.any }] : [])),
      ({ any }) => any,
    );
    const account = accountOf(principal.key);
    const partition = principal.key.split(':')[1] ?? 'aws';
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

  #opening(of: {
    readonly principal: Principal;
    readonly technique: AwsTechnique;
    readonly target: Target;
    readonly things: Opening['judged'];
    readonly memo: Map<string, Judged>;
  }): Opening | undefined {
    const { principal, technique, target, memo } = of;
    const judged: { readonly action: string; readonly answer: Judged }[] = [];
    for (const need of technique.needs) {
      const requests = this.#requestsOf(need, target);
      if (requests === undefined) continue;
      const answer = this.#best(principal, requests, memo);
      if (answer === undefined || answer.verdict === 'deny') return undefined;
      judged.push({ action: need.action, answer });
    }
    const gained = technique.gains === 'administrator' ? this.#administrators.wouldBeOne(target.changed) : [];
    if (gained === undefined) return undefined;
    const answers = [...judged, ...of.things];
    const ofTarget = [...doubtsOf([...(target.rests ?? []), ...gained]), ...target.presumes];
    const own = doubtsOf(answers.map(({ answer }) => answer));
    return {
      from: principal,
      technique,
      gains:
        technique.gains === 'administrator'
          ? { is: 'administrator', account: accountOf(target.changed.key) }
          : target.gains,
      over: target.key,
      dependsOn: [...new Set([...own, ...technique.presumes, ...ofTarget])],
      ofTarget,
      judged: answers,
    };
  }

  /** Any of these requests will do. Undefined: the need has nothing to do with what the technique is over. */
  #requestsOf({ action, on }: Need, target: Target): readonly Request[] | undefined {
    switch (on) {
      case 'user':
      case 'role':
      case 'group':
        return this.#attaching(action).map((policy) => ({
          action,
          resource: target.holder,
          keys: new Map([...target.boundary, ...policy]),
        }));
      case 'policy':
        return [{ action, resource: target.policy }];
      case 'passed role':
        return target.services.map((service) => ({
          action,
          resource: target.holder,
          keys: contextOf({ 'iam:PassedToService': service }),
        }));
      case 'role as trusted':
        return [{ action, resource: target.holder, policy: this.#facts.trustOf(target.changed) }];
      case 'role as rewritten':
        return [{ action, resource: target.holder, policy: trustsAnybody }];
      case 'nothing':
        return undefined;
      default:
        return undefined;
    }
  }

  /** A policy that is attached is named in the request: AWS’s own for administrators, or another that allows as much. */
  #attaching(action: string): readonly Context[] {
    if (!action.startsWith('iam:Attach')) return [contextOf({})];
    return [administratorPolicy, ...this.#ownAdministratorPolicies].map((policy) =>
      contextOf({ 'iam:PolicyARN': policy }),
    );
  }

  get #ownAdministratorPolicies(): readonly string[] {
    return (this.#everything ??= this.#estate.policies
      .filter(
        ({ id, statements }) =>
          /^arn:[^:]*:iam::(?:\d{12}|aws):policy\//.test(id) &&
          id !== administratorPolicy &&
          statements.some(
            ({ ref, actions, resources, tests }) =>
              ref.effect === 'allow' &&
              !actions.not &&
              actions.patterns.some((pattern) => pattern.every((unit) => unit < 0)) &&
              resources?.not === false &&
              resources.templates.some(({ text }) => text === '*') &&
              tests.length === 0,
          ),
      )
      .map(({ id }) => id)
      .slice(0, mostPolicies));
  }
  #everything: readonly string[] | undefined;

  #best(principal: Principal, requests: readonly Request[], memo: Map<string, Judged>): Judged | undefined {
    let best: Judged | undefined;
    for (const request of requests) {
      const name = `${request.action} ${request.resource} ${request.policy === trustsAnybody ? 'rewritten' : ''} ${JSON.stringify([...(request.keys ?? [])])}`;
      let judged = memo.get(name);
      if (judged === undefined) memo.set(name, (judged = this.#asking.judge(principal, request)));
      if (judged.verdict === 'allow') return judged;
      if (isBetter(judged, best)) best = judged;
    }
    return best;
  }
}

const mostPolicies = 20;

/** Whose trust policy has to let the caller in needs no right of its own: that is evaluated with the policy. */
const isOfTrust = ({ on }: Need): boolean => on === 'role as trusted' || on === 'role as rewritten';

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
