import type { Observation } from '../../model/index.ts';
import type { TrustedPrincipal } from './trust.ts';

interface Arn {
  readonly partition: string;
  readonly account: string;
  /** `root`, `user/path/name`, `role/…`, `assumed-role/ROLE/SESSION`, `saml-provider/…` */
  readonly rest: string;
}

export function parseArn(text: string): Arn | undefined {
  const found = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):(.+)$/s.exec(text);
  const [, partition, account, rest] = found ?? [];
  return partition === undefined || account === undefined || rest === undefined
    ? undefined
    : { partition, account, rest };
}

/** Who a trusted principal is in the estate: a key that something else observes, or a group to observe here. */
export interface Resolved {
  readonly key: string;
  readonly observe: readonly Observation[];
  readonly conditions: readonly string[];
  /** Set when every principal of this account of ours is meant. */
  readonly wholeAccount?: string;
  readonly outside: boolean;
}

/** The users and roles of the export by ARN, by unique id and, in their account, by name. ~300 bytes each. */
export class Principals {
  private readonly byArn = new Map<string, Arn>();
  private readonly byId = new Map<string, string>();
  private readonly byName = new Map<string, string>();
  private readonly ours = new Set<string>();

  add(kind: 'user' | 'role', key: string, name: string, id: string | undefined): void {
    const arn = parseArn(key);
    if (arn === undefined) return;
    this.byArn.set(key, arn);
    if (id !== undefined) this.byId.set(id, key);
    this.byName.set(`${arn.account} ${kind} ${name}`, key);
  }

  /** Accounts of ours, also where none of their principals was read. */
  alsoOurs(accounts: Iterable<string>): void {
    for (const each of accounts) this.ours.add(each);
  }

  hasAccount(account: string): boolean {
    return this.ours.has(account) || this.inAccount(account).next().done !== true;
  }

  *inAccount(account: string): Generator<string> {
    for (const [key, arn] of this.byArn) if (arn.account === account) yield key;
  }

  resolve({ kind, named }: Pick<TrustedPrincipal, 'kind' | 'named'>): Resolved {
    if (named === '*') return outside('*', 'anyone', 'anyone');
    if (kind === 'service') return outside(`service:${named}`, named, 'service');
    if (kind === 'federated') return outside(named, named, federation(named));
    if (kind === 'other') return outside(named, named, 'other');
    const known = this.byArn.has(named) ? named : this.byId.get(named);
    if (known !== undefined) return { key: known, observe: [], conditions: [], outside: false };
    const arn = parseArn(/^\d{12}$/.test(named) ? `arn:aws:iam::${named}:root` : named);
    if (arn === undefined) return outside(named, named, 'principal that no longer exists');
    if (arn.rest === 'root') return this.wholeAccount(arn);
    return (
      this.session(arn) ??
      outside(named, named, this.hasAccount(arn.account) ? 'not in the export' : 'other account')
    );
  }

  private wholeAccount({ partition, account }: Arn): Resolved {
    const ours = this.hasAccount(account);
    const key = `arn:${partition}:iam::${account}:root#principals`;
    const made = outside(
      key,
      `every principal of account ${account}`,
      ours ? 'this account' : 'other account',
    );
    return {
      ...made,
      outside: !ours,
      conditions: [
        'the trust names the whole account: the caller’s own policies must also allow sts:AssumeRole on it',
      ],
      ...(ours ? { wholeAccount: account } : {}),
    };
  }

  /** A session of a role, or a federated user, stands for whoever it was made from. */
  private session({ account, rest }: Arn): Resolved | undefined {
    const [type, name, session] = rest.split('/');
    const kind = type === 'assumed-role' ? 'role' : type === 'federated-user' ? 'user' : undefined;
    if (kind === undefined || name === undefined) return undefined;
    const key = this.byName.get(`${account} ${kind} ${name}`);
    if (key === undefined) return undefined;
    const conditions = session === undefined ? [] : [`only its session named ${session}`];
    return { key, observe: [], conditions, outside: false };
  }
}

const federation = (provider: string): string =>
  /:saml-provider\//.test(provider) ? 'SAML provider' : 'OIDC provider';

/** Whom nobody describes here; every principal of an account that was read is described, and one that is gone is nobody. */
const attributesOf = (key: string, principal: string): Readonly<Record<string, string>> => ({
  principal,
  ...(principal === 'this account' || principal === 'principal that no longer exists'
    ? {}
    : { standsFor: key === '*' ? 'anyone' : 'outside' }),
});

/** Outside principals are groups (whoever they stand for), so that nobody looks for an owner of `ec2.amazonaws.com`. */
const outside = (key: string, name: string, principal: string): Resolved => ({
  key,
  observe: [{ type: 'group', key, name, kind: 'group', attributes: attributesOf(key, principal) }],
  conditions: [],
  outside: true,
});
