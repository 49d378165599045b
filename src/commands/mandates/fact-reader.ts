import type { ViewReader } from '../../detection/index.ts';
import { defaultDetectionConfig, evaluateAccount, rules } from '../../detection/index.ts';
import {
  daysBetween,
  type AccountView,
  type Change,
  type Instant,
  type MandateAbout,
  type MandateFactReader,
  type MandateFacts,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { concernedBy } from '../case/concerned.ts';
import { reachOnce } from '../case/reach-once.ts';
import { tierOfChange } from '../case/tier.ts';

/** Further facts for mandates of one kind, each named with this prefix: `person.department`, `item.answered`. */
export interface FactSource {
  readonly prefix: 'person' | 'item';
  factsOf(
    on: Queryable,
    asked: {
      readonly change: Change;
      readonly account: AccountView | undefined;
      readonly about: MandateAbout | undefined;
      readonly now: Instant;
    },
  ): Promise<MandateFacts>;
}

/**
 * Works out the facts of one change that the conditions of mandates speak of, from the estate as its sources were last read
 * and from the rules themselves, never from what somebody concluded before. The server selects by it and the enforcer asks
 * it again, on its own connection. What no source tells is absent.
 */
export const mandateFacts = (
  views: ViewReader,
  sources: readonly FactSource[],
): MandateFactReader<Queryable> => ({
  async factsOf(on, change, about, now) {
    const concerned = await concernedBy(on, change, now);
    if (concerned === undefined) return {};
    const { tier } = await tierOfChange(on, change, concerned, reachOnce(on));
    const account = await viewOf(views, concerned);
    const further: MandateFacts[] = [];
    for (const source of sources) {
      const told = await source.factsOf(on, { change, account, about, now });
      further.push(
        Object.fromEntries(Object.entries(told).filter(([name]) => name.startsWith(`${source.prefix}.`))),
      );
    }
    return Object.assign(
      {
        source: concerned.source,
        tier,
        ...namedBy(change),
        ...(account === undefined ? {} : accountFacts(account, now)),
      },
      ...further,
    );
  },
});

async function viewOf(
  views: ViewReader,
  account: { readonly source: string; readonly key: string },
): Promise<AccountView | undefined> {
  for await (const [view] of views.views({ is: 'accounts', accounts: [account] })) return view;
  return undefined;
}

function namedBy(change: Change): MandateFacts {
  if ('entitlementKey' in change) return { entitlement: change.entitlementKey };
  return 'groupKey' in change ? { group: change.groupKey } : {};
}

/** What an account's view says, in the words of conditions; each rule is asked about the account as it is now. */
export const accountFacts = (view: AccountView, now: Instant): MandateFacts => ({
  ...plainFacts(view, now),
  rule: [
    ...new Set(
      evaluateAccount(view, rules, { ...defaultDetectionConfig, now }).hits.map((hit) => hit.ruleId),
    ),
  ].toSorted(),
});

/** The same without asking any rule: enough to leave out most accounts of an estate. */
export function plainFacts(view: AccountView, now: Instant): MandateFacts {
  const lastUse = view.lastUsedAt === null ? view.createdAt : view.lastUsedAt;
  return {
    source: view.ref.source,
    account: view.ref.key,
    ...(view.kind === 'unknown' ? {} : { kind: view.kind }),
    ...(view.state === 'unknown' ? {} : { state: view.state }),
    ...(lastUse === undefined ? {} : { unused_days: daysBetween(lastUse, now) }),
    ...(view.createdAt === undefined ? {} : { age_days: daysBetween(view.createdAt, now) }),
    owner: answersFor(view) ? 'somebody' : 'nobody',
    shared: isShared(view) ? 'yes' : 'no',
    ...(view.person === undefined
      ? { person: 'nobody' }
      : view.person.state === 'unknown'
        ? {}
        : { person: view.person.state }),
  };
}

/** A person who is there: its owner or sponsor, or whose own account it is. */
const answersFor = ({ owners, person }: AccountView): boolean =>
  owners.some((owner) => owner.person?.state === 'active') || person?.state === 'active';

/** A credential of it is also another account's, or a secret store lets others sign in as it. */
const isShared = ({ credentials, sharedPaths }: AccountView): boolean =>
  credentials.some((credential) => credential.sameAs.length > 0) || (sharedPaths?.length ?? 0) > 0;
