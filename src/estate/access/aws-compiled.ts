import { digestOf } from '../../platform/canonical.ts';
import type { Principal } from './aws-estate.ts';
import { Organization, type OrganizationRows } from './aws-organization.ts';
import { compilePolicy, type CompiledPolicy, type PolicySet } from './aws/index.ts';
import { Remembered } from './remembered.ts';

/**
 * What was compiled of a source, from one of its reads to the next: what says the same is the same object again, so that
 * whoever has judged it can tell by that. It keeps what the last read had, and nothing older.
 */
export class AwsCompiled {
  readonly #policies = new Remembered<{ readonly policy: CompiledPolicy | undefined }>();
  readonly #sets = new Remembered<PolicySet>();
  readonly #principals = new Remembered<Principal>();
  readonly #organizations = new Remembered<Organization>();
  readonly #numbers = new WeakMap<object, number>();
  #count = 0;

  /** A read is compiled: what it does not have is let go. */
  turn(): void {
    for (const each of [this.#policies, this.#sets, this.#principals, this.#organizations]) each.turn();
  }

  /** Undefined: the document cannot be read. A policy of an organisation is at many places and is the same at all of them. */
  policy(key: string, document: string): CompiledPolicy | undefined {
    const id = /^arn:[^:]+:organizations:/.test(key) ? (key.split('#', 1)[0] ?? key) : key;
    return this.#policies.of(`${digestOf(document)} ${id}`, () => {
      const compiled = compilePolicy(id, document);
      return { policy: compiled.ok ? compiled.value : undefined };
    }).policy;
  }

  set(of: PolicySet): PolicySet {
    return this.#sets.of(
      JSON.stringify([of.policies.map((each) => this.#numberOf(each)), of.unread]),
      () => of,
    );
  }

  organization(rows: OrganizationRows): Organization {
    const attached = rows.attached.map(({ policy, ...each }) => [
      each,
      policy === undefined ? 0 : this.#numberOf(policy),
    ]);
    const name = JSON.stringify([rows.places, attached, [...rows.unread]]);
    return this.#organizations.of(name, () => new Organization(rows));
  }

  /** Its sets come from `set`, and what its organisation says from `organization`. */
  principal(of: Principal, organization: Organization): Principal {
    const { caller, identity, boundary, context } = of.ask;
    const sets = [organization, identity, ...(boundary === undefined ? [] : [boundary])];
    const rests = [of.hash, caller, of.facts, [...context], sets.map((each) => this.#numberOf(each))];
    return this.#principals.of(`${of.key}\n${JSON.stringify(rests)}`, () => of);
  }

  #numberOf(each: object): number {
    const known = this.#numbers.get(each);
    if (known !== undefined) return known;
    this.#numbers.set(each, ++this.#count);
    return this.#count;
  }
}
