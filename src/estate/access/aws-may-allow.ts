import type { AwsEstate, Principal } from './aws-estate.ts';
import {
  namingOf,
  type CompiledPolicy,
  type CompiledStatement,
  type Named,
  type Question,
} from './aws/index.ts';

/**
 * Whether some policy could allow a principal one action on a resource at all, told without evaluating anything: most principals have no
 * policy about it, and most policies on resources (trust policies are some) leave it to the account whose they are. A yes means no more
 * than that it is to be evaluated; a no is what the evaluation would say.
 */
export class MayAllow {
  readonly #estate: AwsEstate;
  readonly #action: Question;
  /** Of each its policies that allow it of some resource. */
  readonly #own = new Map<Principal, readonly CompiledPolicy[]>();
  readonly #named = new Map<string, NamedThere>();

  constructor(estate: AwsEstate, action: Question) {
    this.#estate = estate;
    this.#action = action;
  }

  isOpen(principal: Principal, resource: string): boolean {
    const { caller } = principal.ask;
    if (caller.kind !== 'user' && caller.kind !== 'role') return true;
    if (this.#allowsItself(principal, resource)) return true;
    const there = this.#namedOn(resource);
    if (there === 'anybody') return true;
    return there.some((named) => {
      const naming = namingOf(named, caller);
      return naming !== undefined && naming.as !== 'account';
    });
  }

  /** Its own policies allow it of such a resource, or were not all read. */
  #allowsItself(principal: Principal, resource: string): boolean {
    const { identity } = principal.ask;
    if (identity.unread.length > 0) return true;
    let own = this.#own.get(principal);
    if (own === undefined) {
      own = identity.policies.filter((policy) => this.#action.statementsOf(policy).some(isAllow));
      this.#own.set(principal, own);
    }
    return own.some((policy) =>
      this.#action.fitting(policy, resource).some(({ statement }) => isAllow(statement)),
    );
  }

  #namedOn(resource: string): NamedThere {
    const known = this.#named.get(resource);
    if (known !== undefined) return known;
    const set = this.#estate.onResources.policyOn(resource);
    const named = set === undefined ? [] : set.unread.length > 0 ? 'anybody' : this.#namedIn(set.policies);
    this.#named.set(resource, named);
    return named;
  }

  #namedIn(policies: readonly CompiledPolicy[]): NamedThere {
    const named: Named[] = [];
    for (const { principals } of policies.flatMap((policy) =>
      this.#action.statementsOf(policy).filter(isAllow),
    )) {
      if (principals?.not === true) return 'anybody';
      for (const each of principals?.named ?? []) {
        if (each.type === 'anyone') return 'anybody';
        if (!isWholeAccount(each)) named.push(each);
      }
    }
    return named;
  }
}

/** Principals that a policy on a resource names, without whole accounts. */
type NamedThere = readonly Named[] | 'anybody';

const isAllow = ({ ref }: CompiledStatement): boolean => ref.effect === 'allow';
const isWholeAccount = ({ type, name }: Named): boolean =>
  type === 'aws' && /^(?:\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(name);
