import {
  awsDialect,
  awsMaker,
  kubernetesDialect,
  kubernetesMaker,
  leastPrivilege,
  loadAwsActions,
  postgresDialect,
  postgresMaker,
  type GrantHeld,
  type LeastPrivilege,
  type Platform,
  type Use,
} from '../behaviour/privilege/index.ts';
import { identityPoliciesOf, tryPolicies, type Right } from '../estate/index.ts';
import { done, type BehaviourSeen, type EstateRef, type Result } from '../model/index.ts';
import { basesOf, type Based } from './access-basis.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

/** One right, by which path and why it is held, and what logs say of its use. */
export type GrantUse = Based & {
  /** Null: a power, a right on everything of its source. */
  readonly entitlement: EstateRef | null;
  readonly verdict: 'yes' | 'depends';
  readonly use: Use;
};

/** Granted against used, of one account. */
export type AccountUse = Omit<LeastPrivilege, 'uses' | 'platform'> & {
  readonly account: EstateRef;
  /** Null: logs of such a source are not laid against its rights. */
  readonly platform: Platform | null;
  readonly grants: readonly GrantUse[];
  readonly counts: Readonly<Record<Use['is'], number>>;
  /** Rights that are not told here; those that were laid against logs are among the counts. */
  readonly more: number;
};

export interface LeastPrivilegeTold {
  readonly identity: EstateRef;
  readonly accounts: readonly AccountUse[];
}

/** More rights of one account are counted, not laid against logs. */
const mostGrants = 5000;
/** Rights that one answer tells, over all accounts; all that were laid against logs are counted. */
export const mostTold = 1000;

type Asked = Pick<System, 'access' | 'database' | 'clock' | 'behaviour'>;

/**
 * What an account, or a person by all their accounts, holds and used, and the policy that would have sufficed. Changes nothing;
 * the policy is a text for a person. `identity` as for `whatCan`.
 */
export async function leastPrivilegeOf(
  system: Asked,
  asked: { readonly identity: string },
): Promise<Result<LeastPrivilegeTold>> {
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const accounts: AccountUse[] = [];
  for (const { account, seen } of await seenOf(system, subjects)) {
    const told = accounts.reduce((sum, { grants }) => sum + grants.length, 0);
    const used = await accountUse(system, account, { seen, most: mostTold - told });
    if (used.ok) accounts.push(used.value);
    else if (subjects.length === 1) return used;
  }
  return done({ identity, accounts });
}

/** What logs say of each account; groups do nothing by themselves. */
export async function seenOf(
  { behaviour }: Pick<System, 'behaviour'>,
  accounts: readonly EstateRef[],
): Promise<readonly { readonly account: EstateRef; readonly seen: BehaviourSeen | null }[]> {
  const found = await (await behaviour.now()).of(accounts);
  return accounts.map((account, n) => ({
    account,
    seen: account.entity === 'account' ? (found[n] ?? null) : null,
  }));
}

/** One account’s rights laid against what logs say it did. */
export async function accountUse(
  system: Omit<Asked, 'behaviour'>,
  account: EstateRef,
  { seen, most }: { readonly seen: BehaviourSeen | null; readonly most: number },
): Promise<Result<AccountUse>> {
  const now = system.clock.now();
  const can = await system.access.whatCan({ identity: account, limit: mostGrants, now });
  if (!can.ok) return can;
  const { rights, total } = can.value;
  const bases = await basesOf(
    system.database,
    rights.map(({ path }) => ({ subject: account, path })),
    now,
  );
  const held = rights.map((right) => ({ ...grantOf(right), isOwn: right.path.length <= 1 }));
  const { platform, uses, ...found } = await usesIn(system, { account, held, seen });
  const counts = { used: 0, unused: 0, cannot_tell: 0 };
  for (const { is } of uses) counts[is]++;
  return done({
    account,
    platform,
    ...found,
    // where not every right was looked at, nobody can say that none allows it
    ...(total > rights.length ? { unexplained: { total: 0, told: [] } } : {}),
    grants: rights.slice(0, Math.max(0, most)).flatMap((right, n) => {
      const [based, use] = [bases[n], uses[n]];
      if (based === undefined || use === undefined) return [];
      return [{ ...based, entitlement: right.entitlement ?? null, verdict: right.verdict, use }];
    }),
    counts,
    more: total - Math.min(rights.length, Math.max(0, most)),
  });
}

/** A right in the words that its source has for it. */
function grantOf({ entitlement }: Right): GrantHeld {
  if (entitlement === undefined) return { entitlement: null, action: '*', on: '*' };
  const [action = '', ...pattern] = entitlement.name.split(' on ');
  return { entitlement, action, on: pattern.join(' on ') };
}

async function usesIn(
  system: Pick<System, 'database'>,
  of: {
    readonly account: EstateRef;
    readonly held: readonly (GrantHeld & { readonly isOwn: boolean })[];
    readonly seen: BehaviourSeen | null;
  },
): Promise<Omit<LeastPrivilege, 'platform'> & { readonly platform: Platform | null }> {
  const { account, held: grants, seen } = of;
  const [source] = await system.database.query<{ connector: string }>(
    'select connector from sources.source where id = $1',
    [account.source],
  );
  const { name, key } = account;
  switch (source?.connector) {
    case 'aws': {
      const acts =
        seen === null
          ? []
          : seen.whole.aspects.acts.names.map((each) => ({ action: each.name.split('\t')[0] ?? '' }));
      const dialect = awsDialect(await loadAwsActions(acts));
      const policies = seen === null ? [] : await identityPoliciesOf(system.database, account);
      const tried = (...[documents, calls]: Parameters<Parameters<typeof awsMaker>[1]>) =>
        tryPolicies(key, documents, calls);
      return leastPrivilege({ grants, seen, dialect, maker: () => awsMaker(policies, tried) });
    }
    case 'kubernetes':
      return leastPrivilege({
        grants,
        seen,
        dialect: kubernetesDialect,
        maker: (uses) => kubernetesMaker(name, grants, uses),
      });
    case 'postgres':
      return leastPrivilege({
        grants,
        seen,
        dialect: postgresDialect,
        maker: (uses) => postgresMaker(name, grants, uses),
      });
    case undefined:
    default:
      return notLaid(grants);
  }
}

/** Of sources whose logs are not laid against rights nothing is said, and never “unused”. */
const notLaid = (
  grants: readonly GrantHeld[],
): Omit<LeastPrivilege, 'platform'> & { readonly platform: null } => ({
  platform: null,
  covered: null,
  uses: grants.map(() => ({
    is: 'cannot_tell',
    because: 'logs of such a source are not laid against its rights',
  })),
  unexplained: { total: 0, told: [] },
  untranslated: { total: 0, told: [], because: null },
  denied: { total: 0, told: [] },
  suffices: null,
});
