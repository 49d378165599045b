import { Fault, type Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { anyone, organizationKey, roleKey, userKey } from './keys.ts';
import { grantOf, memberOf } from '../kit/links.ts';

const mostPeople = 1_000_000;

interface Known {
  readonly type: string | undefined;
  affiliation: 'member' | 'owner' | 'outside collaborator' | 'none';
  secondFactor?: boolean;
  readonly adminOf: string[];
  adminOfMore: number;
}

/** Everybody who is met while reading, told once at the end, when it is known what they are to the organisation. */
export class People {
  readonly #org: string;
  readonly #known = new Map<string, Known>();

  constructor(org: string) {
    this.#org = org;
  }

  /** Members, owners, outside collaborators, and who signs in without a second factor. */
  async read(asking: Asking): Promise<void> {
    const where = { org: this.#org };
    for await (const { login, type } of (await asking.list(endpoints.members, where)) ?? [])
      this.#see(login, type).affiliation = 'member';
    for await (const { login, type } of (await asking.list(endpoints.owners, where)) ?? [])
      this.#see(login, type).affiliation = 'owner';
    for await (const { login, type } of (await asking.list(endpoints.outside, where)) ?? [])
      this.#see(login, type).affiliation = 'outside collaborator';
    const without = await asking.list(endpoints.withoutSecondFactor, where);
    if (without === undefined) return;
    for (const each of this.#known.values())
      if (each.affiliation === 'member' || each.affiliation === 'owner') each.secondFactor = true;
    for await (const { login, type } of without) this.#see(login, type).secondFactor = false;
  }

  /** Somebody whom another answer names; the key of their account. */
  meet(login: string, type?: string): string {
    this.#see(login, type);
    return userKey(login);
  }

  /** For a rule that asks what people from outside may do. */
  holdsAdmin(login: string, repository: string): void {
    const known = this.#see(login, undefined);
    // an attribute has 4,096 characters
    if (known.adminOf.length < 20) known.adminOf.push(repository.slice(0, 150));
    else known.adminOfMore++;
  }

  *observe({ readPublic }: { readonly readPublic: boolean }): Iterable<Observation> {
    const organization = organizationKey(this.#org);
    for (const [login, known] of this.#known) {
      const key = userKey(login);
      const isBot = known.type === 'Bot';
      const admin = known.adminOf.toSorted().join(', ');
      yield {
        type: 'account',
        key,
        name: login,
        kind: isBot ? 'integration' : 'person',
        state: 'active',
        interactive: !isBot,
        ...(known.secondFactor === undefined ? {} : { mfa: known.secondFactor }),
        attributes: {
          affiliation: known.affiliation,
          ...(admin === ''
            ? {}
            : { adminOf: known.adminOfMore === 0 ? admin : `${admin} and ${known.adminOfMore} more` }),
        },
      };
      if (readPublic) yield memberOf(key, anyone);
      if (known.affiliation === 'member' || known.affiliation === 'owner')
        yield memberOf(key, `${organization}#members`);
      if (known.affiliation === 'owner') yield memberOf(key, `${organization}#owners`);
    }
  }

  /** The groups of all members and of all owners, and what an owner may do. */
  *groups(defaultRole: 'read' | 'write' | 'admin' | 'none' | undefined): Iterable<Observation> {
    const key = organizationKey(this.#org);
    const administer = `${key}#administer`;
    yield { type: 'group', key: `${key}#members`, name: `members of ${this.#org}`, kind: 'group' };
    yield { type: 'group', key: `${key}#owners`, name: `owners of ${this.#org}`, kind: 'role' };
    yield {
      type: 'entitlement',
      key: administer,
      resourceKey: key,
      action: 'administer',
      resourcePattern: key,
      privileged: true,
    };
    yield grantOf(`${key}#owners`, administer);
    yield memberOf(`${key}#owners`, roleKey(key, 'admin'));
    if (defaultRole !== undefined && defaultRole !== 'none')
      yield memberOf(`${key}#members`, roleKey(key, defaultRole));
  }

  #see(login: string, type: string | undefined): Known {
    const before = this.#known.get(login);
    if (before !== undefined) return before;
    if (this.#known.size >= mostPeople)
      throw new Fault('input_too_large', `The organisation has more than ${mostPeople} people.`, {
        next: 'Read a smaller organisation, or check where this export comes from.',
      });
    const fresh: Known = { type, affiliation: 'none', adminOf: [], adminOfMore: 0 };
    this.#known.set(login, fresh);
    return fresh;
  }
}
