import {
  evaluateAccount,
  rules,
  type Conclusive,
  type RuleContext,
  type Standings,
} from '../../detection/index.ts';
import type { AccountView, DutyConflictView, EstateRef, Instant } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { nameOf } from '../behaviour.ts';
import type { World } from './world.ts';

type Account = EstateWhatIf['lost'][number]['account'];
type Findings = EstateWhatIf['findings'];
type Conflict = EstateWhatIf['duties']['appear']['told'][number];

export const mostTold = 500;
const askedAtOnce = 500;

export const accountOf = ({ source, key, name }: EstateRef): Account => ({ source, key, name });
export const listOf = <T>(all: readonly T[]): { total: number; told: T[] } => ({
  total: all.length,
  told: all.slice(0, mostTold),
});

/** Accounts of which something follows otherwise from the rows of others: those whose digest differs, or is not there. */
export async function standOtherwise(
  before: Standings,
  after: Standings,
): Promise<readonly Pick<EstateRef, 'source' | 'key'>[]> {
  const was = new Map<string, string>();
  for await (const page of before.digests())
    for (const { account, digest } of page) was.set(nameOf(account), digest);
  const found: Pick<EstateRef, 'source' | 'key'>[] = [];
  for await (const page of after.digests())
    for (const { account, digest } of page) {
      if (was.get(nameOf(account)) !== digest) found.push(account);
      was.delete(nameOf(account));
    }
  for (const name of was.keys()) {
    const [source = '', ...key] = name.split('\n');
    found.push({ source, key: key.join('\n') });
  }
  return found;
}

/** What rules conclude of these accounts in one world: findings by id, and how often they could not tell. */
async function concluded(
  { views }: World,
  standings: Standings,
  accounts: readonly Pick<EstateRef, 'source' | 'key'>[],
  context: RuleContext,
): Promise<{ readonly hits: ReadonlyMap<string, Conclusive>; readonly unknown: number }> {
  const hits = new Map<string, Conclusive>();
  let unknown = 0;
  for (let at = 0; at < accounts.length; at += askedAtOnce)
    for await (const page of views.views({
      is: 'accounts',
      accounts: accounts.slice(at, at + askedAtOnce),
    })) {
      const found = await standings.of(page.map(({ ref }) => ref));
      for (const [n, view] of page.entries()) {
        const whole: AccountView = { ...view, ...found[n] };
        const conclusions = evaluateAccount(whole, rules, context);
        for (const hit of conclusions.hits) hits.set(hit.id, hit);
        unknown += conclusions.unknown.length;
      }
    }
  return { hits, unknown };
}

/** Which findings of these accounts would open and close. Both worlds are asked anew, at one moment, by the same rules. */
export async function findingsBetween(
  [before, after]: readonly [World, World],
  [was, is]: readonly [Standings, Standings],
  accounts: readonly Pick<EstateRef, 'source' | 'key'>[],
  context: RuleContext,
): Promise<Findings> {
  const now = await concluded(before, was, accounts, context);
  const then = await concluded(after, is, accounts, context);
  const only = (one: ReadonlyMap<string, Conclusive>, other: ReadonlyMap<string, Conclusive>) =>
    [...one.values()]
      .filter(({ id }) => !other.has(id))
      .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .map(({ id, ruleId, title, severity, account }) => ({
        id,
        rule: ruleId,
        title,
        severity,
        account: accountOf(account),
      }));
  return {
    open: listOf(only(then.hits, now.hits)),
    close: listOf(only(now.hits, then.hits)),
    unknown: then.unknown,
  };
}

type Found = DutyConflictView & { readonly identity: EstateRef };

/** Which conflicts of duties would appear and which would go, over the whole estate. */
export async function dutiesBetween(before: World, after: World): Promise<EstateWhatIf['duties']> {
  const was = await before.duties.found();
  const is = await after.duties.found();
  const none = { appear: listOf<Conflict>([]), go: listOf<Conflict>([]) };
  if (!was.ok) return { ...none, cannotTell: was.message };
  if (!is.ok) return { ...none, cannotTell: is.message };
  const named = (found: readonly Found[]): ReadonlyMap<string, Found> =>
    new Map(found.map((each) => [`${each.rule.id}\n${nameOf(each.identity)}\n${each.isSure}`, each]));
  const [had, has] = [named(was.value.conflicts), named(is.value.conflicts)];
  const now = before.clock.now();
  const only = (one: ReadonlyMap<string, Found>, other: ReadonlyMap<string, Found>): Conflict[] =>
    [...one].filter(([name]) => !other.has(name)).map(([, found]) => conflictOf(found, now));
  return { appear: listOf(only(has, had)), go: listOf(only(had, has)), cannotTell: null };
}

const conflictOf = ({ rule, identity, sides: [a, b], isSure, exception }: Found, now: Instant): Conflict => ({
  rule: rule.id,
  title: rule.title,
  severity: rule.severity,
  identity: accountOf(identity),
  duties: [a.duty, b.duty],
  isSure,
  answeredFor:
    exception === undefined || exception.until <= now
      ? null
      : { until: exception.until, owner: exception.owner },
});
