import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import { contextOf, type CompiledStatement, type PolicySet } from '../../access/aws/index.ts';
import type { Asking, Judged } from './asking.ts';

/** What techniques are tried with in one account. */
export interface AccountFacts {
  readonly users: readonly Principal[];
  readonly roles: readonly Principal[];
  /** Roles that anybody can change: not those that AWS keeps for a service or for Identity Center. */
  readonly changeable: readonly Principal[];
  /** Groups that give something. */
  readonly groups: readonly string[];
  /** Policies of the customer's, and the roles that have each. */
  readonly rolesByPolicy: ReadonlyMap<string, readonly Principal[]>;
}

/** Services by role: what was judged, and by which trust policy; null: it may not assume it. */
export type AdmittedBefore = WeakMap<
  Principal,
  Map<string, { readonly trust: string; readonly judged: Judged | null }>
>;

/** What follows from the estate whoever asks, worked out when it is first needed. */
export class EstateFacts {
  readonly estate: AwsEstate;
  readonly #asking: Asking;
  readonly #known: AdmittedBefore;
  readonly #accounts = new Map<string, AccountFacts>();
  readonly #admitted = new Map<string, readonly Admitted[]>();
  readonly #trusts = new WeakMap<Principal, string>();
  #trusting: Trusting | undefined;

  /** `admitted`: what was judged of roles and services before. */
  constructor(
    estate: AwsEstate,
    { asking, admitted = new WeakMap() }: { readonly asking: Asking; readonly admitted?: AdmittedBefore },
  ) {
    this.estate = estate;
    this.#asking = asking;
    this.#known = admitted;
  }

  of(account: string): AccountFacts {
    if (this.#accounts.size === 0) this.#sort();
    return this.#accounts.get(account) ?? nothing;
  }

  trustOf(role: Principal): PolicySet | undefined {
    return this.estate.onResources.policyOn(role.key);
  }

  /** The trust policy by what it says. */
  nameOfTrust(role: Principal): string {
    const known = this.#trusts.get(role);
    if (known !== undefined) return known;
    const trust = this.trustOf(role);
    const policies = trust?.policies.map((policy) => this.#asking.numberOf(policy)) ?? ['none'];
    const name = [...policies, ...(trust?.unread ?? [])].join(' ');
    this.#trusts.set(role, name);
    return name;
  }

  /** A trust policy that says the same of all who are of one account: it names accounts or anybody, and no key that tells them apart. */
  namesNobody(trust: PolicySet): boolean {
    const known = namingNobody.get(trust);
    if (known !== undefined) return known;
    const is =
      trust.unread.length === 0 &&
      trust.policies.every(({ statements }) =>
        statements.every(
          ({ principals, tests, resources }) =>
            tests.length === 0 &&
            resources === undefined &&
            principals?.not === false &&
            principals.named.every(({ type, name }) => type !== 'aws' || isOfAccount(name)),
        ),
      );
    namingNobody.set(trust, is);
    return is;
  }

  /** By a right of its own; who is named itself in a trust policy needs none. */
  mayAssume(principal: Principal): boolean {
    return this.#asking.mayHave(principal, 'sts:AssumeRole');
  }

  /** Roles of an account that a service may assume, and what that depends on. */
  admitted(account: string, service: string): readonly Admitted[] {
    const name = `${account} ${service}`;
    const known = this.#admitted.get(name);
    if (known !== undefined) return known;
    const ask = {
      caller: { kind: 'service', name: service } as const,
      identity: none,
      context: contextOf({}),
    };
    const keys = contextOf({ 'aws:SourceAccount': account, 'sts:ExternalId': null });
    const found = this.of(account).changeable.flatMap((role): readonly Admitted[] => {
      const policy = this.trustOf(role);
      if (policy === undefined) return [];
      const judged = this.#admits(role, service, () =>
        this.#asking.judge({ ask }, { action: 'sts:AssumeRole', resource: role.key, policy, account, keys }),
      );
      return judged === null ? [] : [{ role, judged }];
    });
    this.#admitted.set(name, found);
    return found;
  }

  #admits(role: Principal, service: string, judge: () => Judged): Judged | null {
    let known = this.#known.get(role);
    if (known === undefined) this.#known.set(role, (known = new Map()));
    const trust = this.nameOfTrust(role);
    const before = known.get(service);
    if (before?.trust === trust) return before.judged;
    const found = judge();
    const judged = found.verdict === 'deny' ? null : found;
    known.set(service, { trust, judged });
    return judged;
  }

  /** Roles whose trust policy could let it in: those that name it, and with rights of its own those that name its account. */
  rolesTrusting(principal: Principal, hasRights: boolean): Iterable<Principal> {
    this.#trusting ??= trusting(this.estate);
    const { all, open, byName } = this.#trusting;
    if (hasRights) return all;
    const { caller } = principal.ask;
    const names = 'arn' in caller ? [caller.arn, ...('id' in caller ? [caller.id] : [])] : [];
    const session = caller.kind === 'role' ? sessionsOf(caller) : undefined;
    return new Set([
      ...open,
      ...names.flatMap((name) => byName.get(name ?? '') ?? []),
      ...(session === undefined ? [] : (byName.get(session) ?? [])),
    ]);
  }

  #sort(): void {
    const byAccount = Map.groupBy(this.estate.principals, ({ ask: { caller } }) =>
      'account' in caller ? caller.account : '',
    );
    const groups = Map.groupBy(
      [...this.estate.holds.keys()].filter((key) => key.includes(':group/')),
      (key) => key.split(':')[4] ?? '',
    );
    for (const [account, principals] of byAccount) {
      const roles = principals.filter(({ ask }) => ask.caller.kind === 'role');
      const changeable = roles.filter((role) => !isReserved(role));
      const held = changeable.flatMap((role) =>
        (this.estate.holds.get(role.key) ?? []).filter(isOfCustomer).map((policy) => ({ role, policy })),
      );
      this.#accounts.set(account, {
        users: principals.filter(({ ask }) => ask.caller.kind === 'user'),
        roles,
        changeable,
        groups: groups.get(account) ?? [],
        rolesByPolicy: new Map(
          [...Map.groupBy(held, ({ policy }) => policy)].map(([policy, each]) => [
            policy,
            each.map(({ role }) => role),
          ]),
        ),
      });
    }
  }
}

const namingNobody = new WeakMap<PolicySet, boolean>();

const mostPolicies = 20;

/** Managed policies that allow everything, by their ARN: who may attach only some may be left one of these. */
export const allowingEverything = ({ policies }: Pick<AwsEstate, 'policies'>): readonly string[] =>
  policies
    .filter(
      ({ id, statements }) =>
        /^arn:[^:]*:iam::(?:\d{12}|aws):policy\//.test(id) && statements.some(allowsEverything),
    )
    .map(({ id }) => id)
    .slice(0, mostPolicies);

const allowsEverything = ({ ref, actions, resources, tests }: CompiledStatement): boolean =>
  ref.effect === 'allow' &&
  !actions.not &&
  actions.patterns.some((pattern) => pattern.every((unit) => unit < 0)) &&
  resources?.not === false &&
  resources.templates.some(({ text }) => text === '*') &&
  tests.length === 0;

export interface Admitted {
  readonly role: Principal;
  readonly judged: Judged;
}

const none: PolicySet = { policies: [], unread: [] };
const nothing: AccountFacts = { users: [], roles: [], changeable: [], groups: [], rolesByPolicy: new Map() };

const isOfAccount = (name: string): boolean => /^(?:\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(name);

/** AWS lets nobody change or pass the roles of its services, nor those of Identity Center. */
const isReserved = ({ key }: Principal): boolean => /:role\/aws-(?:service-role|reserved)\//.test(key);

/** A managed policy of the account: AWS’s own cannot be rewritten. */
export const isOfCustomer = (policy: string): boolean => /^arn:[^:]*:iam::\d{12}:policy\//.test(policy);

interface Trusting {
  readonly all: readonly Principal[];
  /** Trust anybody, everybody but some, or nobody knows whom. */
  readonly open: readonly Principal[];
  readonly byName: ReadonlyMap<string, readonly Principal[]>;
}

function trusting(estate: AwsEstate): Trusting {
  const all = estate.principals.filter(({ ask }) => ask.caller.kind === 'role');
  const open = new Set<Principal>();
  const byName = new Map<string, Principal[]>();
  for (const role of all) {
    const trust = estate.onResources.policyOn(role.key);
    if ((trust?.unread.length ?? 0) > 0) open.add(role);
    for (const { principals, ref } of trust?.policies.flatMap(({ statements }) => statements) ?? []) {
      if (ref.effect !== 'allow' || principals === undefined) continue;
      if (principals.not || principals.named.some(({ type }) => type === 'anyone')) open.add(role);
      for (const { name } of principals.named) {
        const key = sessionName(name) ?? name;
        const known = byName.get(key);
        if (known === undefined) byName.set(key, [role]);
        else known.push(role);
      }
    }
  }
  return { all, open: [...open], byName };
}

/** Sessions of a role are looked up without the name of the session. */
const sessionName = (name: string): string | undefined =>
  /^arn:[^:]*:sts::\d{12}:assumed-role\/[^/]+\//.exec(name)?.[0];
const sessionsOf = ({ arn, account }: { readonly arn: string; readonly account: string }): string =>
  `arn:${arn.split(':')[1] ?? ''}:sts::${account}:assumed-role/${arn.split('/').at(-1) ?? ''}/`;
