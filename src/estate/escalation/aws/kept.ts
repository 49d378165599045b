import type { AwsWhen } from '../../access/aws-ask.ts';
import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import { Administrators } from './administrators.ts';
import { AnyOf } from './any-of.ts';
import { Asking, type Judged } from './asking.ts';
import { allowingEverything, type AdmittedBefore } from './estate-facts.ts';
import type { Opening } from './openings.ts';
import type { Answered, Reached } from './reaching.ts';
import type { AwsTechnique } from './technique.ts';
import type { Way } from './tell.ts';
import type { Found, Universe } from './universe.ts';

/** What one principal has for one technique, whatever it is over: nothing of it changes while the principal does not. */
export interface InHand {
  readonly technique: AwsTechnique;
  readonly things: readonly Answered[];
  readonly dependsOn: readonly string[];
  /** What it was told as for a list of what is reached: the very same list is told the same. */
  readonly last: { reached?: readonly Reached[] | undefined; opening?: Opening | undefined };
}

/**
 * What was judged of an AWS source, from one of its reads to the next. Everything is found again by all that it rests on: a
 * principal (the same object while nothing of it changed, see `AwsCompiled`), the policies that have a say, and the name of a
 * target. What rests on the organisation as well holds as long as that is the same; then all of it is judged anew.
 */
export class Kept {
  readonly asking: Asking;
  readonly administrators: Administrators;
  readonly anyOf: AnyOf;
  /** By principal, for one list of techniques. */
  readonly inHand = new WeakMap<
    Principal,
    { readonly of: readonly AwsTechnique[]; readonly has: readonly InHand[] }
  >();
  /** By principal: the name of what it shares with others for a technique; undefined: nothing, it tells callers apart. */
  readonly standing = new WeakMap<Principal, Map<AwsTechnique, string | undefined>>();
  /** By what the policies say of whom asks, and what is asked. */
  readonly shared = new Map<string, Map<string, Found<Reached>>>();
  readonly own = new WeakMap<Principal, Map<string, Found<Reached>>>();
  /** Of an account, or of the estate. */
  readonly universes = new Map<string, Universe>();
  readonly admitted: AdmittedBefore = new WeakMap();
  /** By principal: groups by what they give; null: it would be no administrator there. */
  readonly joined = new WeakMap<Principal, Map<string, readonly Judged[] | null>>();
  /** How a list is told for a technique. */
  readonly ways = new WeakMap<readonly Reached[], Map<AwsTechnique, readonly Way[]>>();
  readonly #organization: AwsEstate['organization'];
  readonly #when: AwsWhen;
  readonly #everything: string;
  readonly #seen = new WeakSet<Principal>();
  readonly #numbers = new WeakMap<Principal, number>();
  #count = 0;
  #left: number;

  constructor(estate: AwsEstate, when: AwsWhen) {
    this.#organization = estate.organization;
    this.#when = when;
    this.#everything = allowingEverything(estate).join(' ');
    this.asking = new Asking(estate, when);
    this.administrators = new Administrators(this.asking);
    this.anyOf = new AnyOf(this.asking);
    for (const principal of estate.principals) this.#seen.add(principal);
    this.#left = Math.max(fewest, estate.principals.length / 2);
  }

  /** A number that is this very principal's. */
  numberOf(principal: Principal): number {
    const known = this.#numbers.get(principal);
    if (known !== undefined) return known;
    this.#numbers.set(principal, ++this.#count);
    return this.#count;
  }

  /** Whether it holds for this estate too. Once half of the principals are others it is let go, with what it has of the old ones. */
  holdsFor(estate: AwsEstate, when: AwsWhen): boolean {
    for (const principal of estate.principals) {
      if (this.#seen.has(principal)) continue;
      this.#seen.add(principal);
      this.#left--;
    }
    return (
      this.#left >= 0 &&
      estate.organization === this.#organization &&
      when.now === this.#when.now &&
      when.rcpServices.size === this.#when.rcpServices.size &&
      [...when.rcpServices].every((service) => this.#when.rcpServices.has(service)) &&
      allowingEverything(estate).join(' ') === this.#everything
    );
  }
}

const fewest = 64;
