import type { ViewReader } from '../../detection/index.ts';
import type { Duty, DutyException, DutyRule } from '../../duties/index.ts';
import type { AccessEngine, RightAsked, RightHoldersAt } from '../../estate/index.ts';
import type { AccountView, EstateRef, Instant, PersonView } from '../../model/index.ts';
import type { DutyFile } from '../duties/duty-file.ts';

/** Two duties that would come together in one identity, and who answers for that until when, if somebody does. */
export interface WouldBeConflict {
  readonly rule: Pick<DutyRule, 'id' | 'title' | 'why' | 'severity'>;
  /** The duty that the change gives, by which right. */
  readonly gains: { readonly duty: string; readonly right: string };
  /** The one that it is to stay apart from; `account`: who has it now; absent: the change gives that too. */
  readonly beside: { readonly duty: string; readonly right: string; readonly account?: string };
  /** What holds only under a condition that was not evaluated. */
  readonly isSure: boolean;
  /** Somebody answers for it until after what is given ends. */
  readonly exception?: Pick<DutyException, 'until' | 'owner' | 'because'>;
}

/** Whether what would be given keeps duties apart. Only `clear` is evidence. */
export type WouldBeDuties =
  | { readonly is: 'clear'; readonly excepted: readonly WouldBeConflict[] }
  | { readonly is: 'conflicts'; readonly conflicts: readonly WouldBeConflict[] }
  | { readonly is: 'cannot tell'; readonly because: string };

/** The check of duties over access that is not there yet. */
export interface DutyCheck {
  wouldBe(of: {
    readonly account: AccountView;
    readonly gained: readonly Pick<EstateRef, 'source' | 'key'>[];
    /** When what is given ends; null: never. An exception has to last until then. */
    readonly endsAt: Instant | null;
    readonly now: Instant;
  }): Promise<WouldBeDuties>;
}

export interface DutyCheckSources {
  readonly access: Pick<AccessEngine, 'rightHolders'>;
  readonly views: ViewReader;
  readonly file: () => Promise<DutyFile>;
  readonly spellings: (asked: { readonly action: string; readonly resource: string }) => readonly string[];
}

const askedAtOnce = 1000;

/** By the rules on disk and the closure that is in memory: the same engine that finds conflicts over the whole estate. */
export const dutyCheck = (of: DutyCheckSources): DutyCheck => ({
  async wouldBe({ account, gained, endsAt, now }) {
    const { book } = await of.file();
    if (!book.ok) return { is: 'cannot tell', because: book.message };
    const at = await of.access.rightHolders(now);
    const numbers = await at.entitlements(gained);
    if (numbers.size < gained.length)
      return { is: 'cannot tell', because: 'a right that it gives is not in the estate as last read' };
    const given = new Map<string, string>();
    for (const duty of book.value.duties) {
      const by = duty.any.find((right) => at.gives(askedOf(of, right), numbers));
      if (by !== undefined) given.set(duty.id, rightText(by));
    }
    const found: WouldBeConflict[] = [];
    for (const rule of book.value.rules) {
      const [first, second] = rule.apart;
      const [gains, other] = given.has(first.id) ? [first, second] : [second, first];
      const right = given.get(gains.id);
      if (right === undefined) continue;
      const beside = await besideOf(of, at, { duty: other, given: given.get(other.id), account });
      if (beside === undefined) continue;
      const { isSure, ...side } = beside;
      found.push({
        rule: { id: rule.id, title: rule.title, why: rule.why, severity: rule.severity },
        gains: { duty: gains.title, right },
        beside: side,
        isSure,
        ...exceptionFor(rule, namesFor(account), endsAt, now),
      });
    }
    const open = found.filter((each) => each.exception === undefined);
    return open.length > 0 ? { is: 'conflicts', conflicts: found } : { is: 'clear', excepted: found };
  },
});

const rightText = ({ action, on }: Duty['any'][number]): string => `${action} on ${on}`;

const askedOf = (of: DutyCheckSources, { action, on }: Duty['any'][number]): RightAsked => ({
  action,
  resource: on,
  also: of.spellings({ action, resource: on }),
});

async function besideOf(
  of: DutyCheckSources,
  at: RightHoldersAt,
  {
    duty,
    given,
    account,
  }: { readonly duty: Duty; readonly given: string | undefined; readonly account: AccountView },
): Promise<(WouldBeConflict['beside'] & { readonly isSure: boolean }) | undefined> {
  if (given !== undefined) return { duty: duty.title, right: given, isSure: true };
  let depends: (WouldBeConflict['beside'] & { readonly isSure: boolean }) | undefined;
  for (const right of duty.any) {
    const { holders } = await at.of(askedOf(of, right));
    for (const [holder, isSure] of await ownAmong(of.views, at, holders, account)) {
      const beside = { duty: duty.title, right: rightText(right), account: holder, isSure };
      if (isSure) return beside;
      depends ??= beside;
    }
  }
  return depends;
}

/** Of these holders the accounts of the same human, or the account itself where nobody knows whose it is. */
async function ownAmong(
  views: ViewReader,
  at: RightHoldersAt,
  holders: ReadonlyMap<number, boolean>,
  account: AccountView,
): Promise<readonly (readonly [string, boolean])[]> {
  const refs = await at.namesOf(holders.keys());
  const own = namesFor(account);
  const byName = new Map([...refs].map(([node, ref]) => [nameOf(ref), holders.get(node) === true]));
  const itself = nameOf(account.ref);
  const found: (readonly [string, boolean])[] = [];
  const isSure = byName.get(itself);
  if (isSure !== undefined) found.push([itself, isSure]);
  if (account.person === undefined) return found;
  const all = [...refs.values()];
  for (let from = 0; from < all.length; from += askedAtOnce)
    for await (const page of views.views({ is: 'accounts', accounts: all.slice(from, from + askedAtOnce) }))
      for (const { ref, person } of page)
        if (
          person !== undefined &&
          nameOf(ref) !== itself &&
          namesOfPerson(person).some((each) => own.has(each))
        )
          found.push([nameOf(ref), byName.get(nameOf(ref)) === true]);
  return found;
}

const namesFor = (account: AccountView): ReadonlySet<string> =>
  new Set([nameOf(account.ref), ...(account.person === undefined ? [] : namesOfPerson(account.person))]);

const namesOfPerson = ({ ref, alsoKnownAs = [] }: PersonView): readonly string[] =>
  [ref, ...alsoKnownAs].map(nameOf);

function exceptionFor(
  rule: DutyRule,
  names: ReadonlySet<string>,
  endsAt: Instant | null,
  now: Instant,
): Pick<WouldBeConflict, 'exception'> {
  const found = rule.exceptions.find(
    ({ who, until }) => names.has(who) && until > now && endsAt !== null && endsAt <= until,
  );
  if (found === undefined) return {};
  const { until, owner, because } = found;
  return { exception: { until, owner, because } };
}

const nameOf = ({ source, key }: Pick<EstateRef, 'source' | 'key'>): string => `${source}/${key}`;
