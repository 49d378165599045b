import { reachOf, type Reached } from '../../estate/index.ts';
import { isSourceId, type Change, type SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { onlyReduces, says, type ItemContent } from '../../review/index.ts';
import { changesOf } from './changes-of.ts';

/** A right, and by which way it is held. */
export interface RightShown {
  readonly entitlement: string;
  readonly action: string;
  readonly resource: string | null;
  /** From who holds it through each group. */
  readonly path: readonly string[];
}

/** Something that can be done instead of the plain no, and what it comes to. */
export interface Alternative {
  readonly says: string;
  readonly changes: readonly Change[];
  /** How many others lose it too; 0: nobody. */
  readonly alsoAffects: number;
}

/** What this access allows, and what a plain no would really do to it. */
export interface NoShown {
  /** What is allowed by it: itself, or all that comes with the group. */
  readonly allows: readonly RightShown[];
  /** What would be gone. */
  readonly takesAway: readonly RightShown[];
  /** What would still be held, by another way: the no alone does not take it away. */
  readonly stillHeld: readonly RightShown[];
  /** How many others hold the same by the row that the no takes away: more than none for what a group holds. */
  readonly alsoAffects: number;
  readonly says: string;
  readonly alternatives: readonly Alternative[];
  /** More rights are there than are told. */
  readonly truncated: boolean;
}

const mostTold = 100;

/** Works out what a plain no to an item really does, on the estate as it is now, and offers what would work. */
export async function effectOfNo(
  on: Queryable,
  content: ItemContent,
  /** What stands for access that nobody has is told as if it were there. */
  is: 'there' | 'as if it were' = 'there',
): Promise<NoShown> {
  const { source, account, object, entity } = content;
  if (!isSourceId(source)) return cannotTell;
  const now = await reachOf(on, source, account.key);
  const asIf: Reached = {
    entitlementKey: object.key,
    action: object.name,
    resourceKey: object.resource,
    effect: 'allow',
    path: [account.key],
  };
  const after = await reachOf(on, source, account.key, { entity, objectKey: object.key });
  const by = (rights: readonly Reached[]): ReadonlyMap<string, Reached> =>
    new Map(rights.filter(({ effect }) => effect === 'allow').map((right) => [right.entitlementKey, right]));
  const left = by(after.rights);
  const allows =
    entity === 'grant'
      ? is === 'as if it were'
        ? [asIf]
        : [...by(now.rights).values()].filter(({ entitlementKey }) => entitlementKey === object.key)
      : [...by((await reachOf(on, source, object.key)).rights).values()];
  const takesAway = allows.filter(({ entitlementKey }) => !left.has(entitlementKey));
  const stillHeld = allows.flatMap(({ entitlementKey }) => left.get(entitlementKey) ?? []);
  const alsoAffects = account.kind === 'group' ? await membersOf(on, source, account.key) : 0;
  return {
    allows: told(allows),
    takesAway: told(takesAway),
    stillHeld: told(stillHeld),
    alsoAffects,
    says: inWords(content, { allows, takesAway, stillHeld, alsoAffects }),
    alternatives: whatWorks(source, content, stillHeld),
    truncated: now.truncated || after.truncated || allows.length > mostTold,
  };
}

const cannotTell: NoShown = {
  allows: [],
  takesAway: [],
  stillHeld: [],
  alsoAffects: 0,
  says: 'What this comes to cannot be told.',
  alternatives: [],
  truncated: true,
};

const told = (rights: readonly Reached[]): readonly RightShown[] =>
  rights.slice(0, mostTold).map(({ entitlementKey, action, resourceKey, path }) => ({
    entitlement: entitlementKey,
    action,
    resource: resourceKey,
    path,
  }));

function inWords(
  { account, object, entity }: ItemContent,
  of: {
    readonly allows: readonly Reached[];
    readonly takesAway: readonly Reached[];
    readonly stillHeld: readonly Reached[];
    readonly alsoAffects: number;
  },
): string {
  const who = account.personName ?? account.name;
  const others =
    of.alsoAffects === 0
      ? ''
      : ` It is held by a group: ${of.alsoAffects} ${of.alsoAffects === 1 ? 'account loses' : 'accounts lose'} it.`;
  if (of.allows.length === 0)
    return `${entity === 'membership' ? `${who} leaves ${object.name}` : `${who} no longer holds ${object.name} directly`}. No right is known to come with it.${others}`;
  const [still] = of.stillHeld;
  if (of.takesAway.length === 0 && still !== undefined)
    return `A no alone changes nothing: ${who} still ${of.stillHeld.length === 1 ? 'holds this' : `holds all ${of.stillHeld.length} rights`} by ${wayOf(still)}.${others}`;
  const gone = `${who} loses ${of.takesAway.length === 1 ? (of.takesAway[0]?.action ?? 'one right') : `${of.takesAway.length} rights`}`;
  return still === undefined
    ? `${gone}.${others}`
    : `${gone}, and still holds ${of.stillHeld.length} more by another way, ${wayOf(still)}.${others}`;
}

const wayOf = ({ path }: Reached): string =>
  path.length <= 1 ? 'a right of its own' : path.slice(1).join(' in ');

/** Rows by which it would still be held: taking these away too is what works. */
function whatWorks(
  source: SourceId,
  content: ItemContent,
  stillHeld: readonly Reached[],
): readonly Alternative[] {
  const alternatives: Alternative[] = [];
  const own = changesOf(content, 'revoke', null);
  const rows = new Map<string, Change>();
  for (const { path, entitlementKey } of stillHeld) {
    const [member, group] = path;
    const change: Change =
      member !== undefined && group !== undefined
        ? { type: 'membership.remove', source, memberKey: member, groupKey: group }
        : { type: 'grant.remove', source, subjectKey: content.account.key, entitlementKey };
    rows.set(JSON.stringify(change), change);
  }
  if (rows.size > 0 && rows.size <= 10) {
    const changes = [...own, ...rows.values()];
    alternatives.push({
      says: `Take away every way at once: ${changes.map((change) => says(change)).join('; ')}.`,
      changes,
      alsoAffects: 0,
    });
  }
  return alternatives.filter(({ changes }) => changes.every(onlyReduces));
}

/** Everyone who is in a group, directly or through groups in it. */
async function membersOf(on: Queryable, source: SourceId, group: string): Promise<number> {
  const [row] = await on.query<{ n: number }>(
    `with recursive down as (
       select m.source_no, m.member_hash from estate.memberships m join sources.source s on s.no = m.source_no
        where s.id = $1 and m.group_key = $2 and m.valid_to_read is null
       union
       select m.source_no, m.member_hash from down d
         join estate.memberships m on m.source_no = d.source_no and m.group_hash = d.member_hash and m.valid_to_read is null)
     select count(*) as n from down d
       join estate.accounts a on a.source_no = d.source_no and a.key_hash = d.member_hash and a.valid_to_read is null`,
    [source, group],
  );
  return row?.n ?? 0;
}
