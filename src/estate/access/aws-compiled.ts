import { digestOf } from '../../platform/canonical.ts';
import type { AwsRows, Principal } from './aws-estate.ts';
import { Organization, type OrganizationRows } from './aws-organization.ts';
import { AwsRowsKept } from './aws-rows.ts';
import { compilePolicy, type CompiledPolicy, type PolicySet } from './aws/index.ts';
import { Remembered } from './remembered.ts';

/**
 * What was compiled of a source, from one of its reads to the next: what says the same is the same object again, so that
 * whoever has judged it can tell by that. It keeps what the last read had, and nothing older.
 */
export class AwsCompiled {
  readonly rows = new AwsRowsKept();
  readonly #policies = new Remembered<{ readonly policy: CompiledPolicy | undefined }>();
  readonly #sets = new Remembered<PolicySet>();
  readonly #principals = new Remembered<Principal>();
  readonly #organizations = new Remembered<Organization>();
  readonly #numbers = new WeakMap<object, number>();
  #count = 0;
  /** By the row that it was made from, and by whose it is: what rests on the same objects needs no name to be found again. */
  readonly #policyNames = new WeakMap<object, string>();
  #setsBefore = new Map<string, Named<PolicySet>>();
  #setsNow = new Map<string, Named<PolicySet>>();
  readonly #lastPrincipals = new WeakMap<
    object,
    Named<Principal> & { readonly organization: Organization }
  >();

  /** A read is compiled: what it does not have is let go. */
  turn(): void {
    for (const each of [this.#policies, this.#sets, this.#principals, this.#organizations]) each.turn();
    this.#setsBefore = this.#setsNow;
    this.#setsNow = new Map();
  }

  /** Undefined: the document cannot be read. A policy of an organisation is at many places and is the same at all of them. */
  policy(row: AwsRows['policies'][number]): CompiledPolicy | undefined {
    const { key, document } = row;
    const id = /^arn:[^:]+:organizations:/.test(key) ? (key.split('#', 1)[0] ?? key) : key;
    let name = this.#policyNames.get(row);
    if (name === undefined) this.#policyNames.set(row, (name = `${digestOf(document)} ${id}`));
    return this.#policies.of(name, () => {
      const compiled = compilePolicy(id, document);
      return { policy: compiled.ok ? compiled.value : undefined };
    }).policy;
  }

  /** `whose`: tells apart what has sets. */
  set(whose: string, of: PolicySet): PolicySet {
    const last = this.#setsNow.get(whose) ?? this.#setsBefore.get(whose);
    const isLast =
      last !== undefined && isSame(last.value.policies, of.policies) && isSame(last.value.unread, of.unread);
    const name = isLast
      ? last.name
      : JSON.stringify([of.policies.map((each) => this.#numberOf(each)), of.unread]);
    const value = this.#sets.of(name, () => (isLast ? last.value : of));
    this.#setsNow.set(whose, { name, value });
    return value;
  }

  organization(rows: OrganizationRows): Organization {
    const attached = rows.attached.map(({ policy, ...each }) => [
      each,
      policy === undefined ? 0 : this.#numberOf(policy),
    ]);
    const name = JSON.stringify([rows.places, attached, [...rows.unread]]);
    return this.#organizations.of(name, () => new Organization(rows));
  }

  /** Its sets come from `set`, what its organisation says from `organization`; all else is in the row, which `make` is of. */
  principal(
    row: AwsRows['accounts'][number],
    rests: {
      readonly organization: Organization;
      readonly identity: PolicySet;
      readonly boundary: PolicySet | undefined;
    },
    make: () => Principal,
  ): Principal {
    const last = this.#lastPrincipals.get(row);
    if (
      last?.organization === rests.organization &&
      last.value.ask.identity === rests.identity &&
      last.value.ask.boundary === rests.boundary
    )
      return this.#principals.of(last.name, () => last.value);
    const of = make();
    const { caller, identity, boundary, context } = of.ask;
    const sets = [rests.organization, identity, ...(boundary === undefined ? [] : [boundary])];
    const all = [of.hash, caller, of.facts, [...context], sets.map((each) => this.#numberOf(each))];
    const name = `${of.key}\n${JSON.stringify(all)}`;
    const value = this.#principals.of(name, () => of);
    this.#lastPrincipals.set(row, { name, value, organization: rests.organization });
    return value;
  }

  #numberOf(each: object): number {
    const known = this.#numbers.get(each);
    if (known !== undefined) return known;
    this.#numbers.set(each, ++this.#count);
    return this.#count;
  }
}

interface Named<V> {
  readonly name: string;
  readonly value: V;
}

const isSame = <V>(a: readonly V[], b: readonly V[]): boolean =>
  a === b || (a.length === b.length && a.every((each, at) => each === b[at]));
