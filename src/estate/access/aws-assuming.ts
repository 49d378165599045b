import type { AwsEstate, Principal } from './aws-estate.ts';
import {
  namingOf,
  type CompiledPolicy,
  type CompiledStatement,
  type Named,
  type Question,
} from './aws/index.ts';

/**
 * Whether some policy could let a principal assume a role at all, told without evaluating anything: most principals of an account
 * have no policy about it, and most trust policies leave it to the account whose they are. A yes means no more than that it is to be
 * evaluated; a no is what the evaluation would say.
 */
export class Assuming {
  readonly #estate: AwsEstate;
  readonly #assume: Question;
  /** Of each its policies that allow it for some role. */
  readonly #own = new Map<Principal, readonly CompiledPolicy[]>();
  readonly #trusted = new Map<Principal, Trusted>();

  constructor(estate: AwsEstate, assume: Question) {
    this.#estate = estate;
    this.#assume = assume;
  }

  isOpen(principal: Principal, role: Principal): boolean {
    const { caller } = principal.ask;
    if (caller.kind !== 'user' && caller.kind !== 'role') return true;
    if (this.#allowsItself(principal, role)) return true;
    const trusted = this.#trustedBy(role);
    if (trusted === 'anybody') return true;
    return trusted.some((named) => {
      const naming = namingOf(named, caller);
      return naming !== undefined && naming.as !== 'account';
    });
  }

  /** Its own policies allow it for such a role, or were not all read. */
  #allowsItself(principal: Principal, role: Principal): boolean {
    const { identity } = principal.ask;
    if (identity.unread.length > 0) return true;
    let own = this.#own.get(principal);
    if (own === undefined) {
      own = identity.policies.filter((policy) => this.#assume.statementsOf(policy).some(isAllow));
      this.#own.set(principal, own);
    }
    return own.some((policy) =>
      this.#assume.fitting(policy, role.key).some(({ statement }) => isAllow(statement)),
    );
  }

  #trustedBy(role: Principal): Trusted {
    let trusted = this.#trusted.get(role);
    if (trusted === undefined) {
      const trust = this.#estate.onResources.policyOn(role.key);
      trusted =
        trust === undefined ? [] : trust.unread.length > 0 ? 'anybody' : this.#namedIn(trust.policies);
      this.#trusted.set(role, trusted);
    }
    return trusted;
  }

  #namedIn(policies: readonly CompiledPolicy[]): Trusted {
    const named: Named[] = [];
    for (const { principals } of policies.flatMap((policy) =>
      this.#assume.statementsOf(policy).filter(isAllow),
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

/** Principals that trust policies name, without whole accounts. */
type Trusted = readonly Named[] | 'anybody';

const isAllow = ({ ref }: CompiledStatement): boolean => ref.effect === 'allow';
const isWholeAccount = ({ type, name }: Named): boolean =>
  type === 'aws' && /^(?:\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(name);
