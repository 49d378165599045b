import type { MembershipAdd, MembershipRemove, TargetState } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import { sidOf } from '../directory.ts';
import { normaliseDn } from '../dn.ts';
import { classesOf, numberOf, textOf, type DirectoryEntry } from '../entry.ts';
import type { LdapTarget } from './target.ts';

export interface MembershipState {
  readonly member: boolean;
  readonly admin: boolean;
}
export const isMembershipState = (state: TargetState): state is TargetState & MembershipState =>
  typeof state['member'] === 'boolean' && state['admin'] === false;
type MembershipChange = MembershipAdd | MembershipRemove;

/** A value of the group's entry that makes the member one. */
interface Way {
  readonly attribute: 'member' | 'uniqueMember' | 'memberUid' | 'roleOccupant';
  readonly value: string;
}
interface Found {
  readonly group: DirectoryEntry | undefined;
  readonly member: DirectoryEntry | undefined;
  /** How this group lists this member, the way to add it first. */
  readonly ways: readonly Way[];
  /** Those of them that the group has now. */
  readonly held: readonly Way[];
  /** It is the member's primary group, which its own entry says. */
  readonly isPrimary: boolean;
}

const groupAttributes = ['objectClass', 'gidNumber', 'objectSid'];
const memberAttributes = ['objectClass', 'uid', 'gidNumber', 'objectSid', 'primaryGroupID'];

export async function observeMembership(
  target: LdapTarget,
  change: MembershipChange,
): Promise<MembershipState> {
  const { held, isPrimary } = await find(target, change);
  return { member: held.length > 0 || isPrimary, admin: false };
}

/** Adds or removes the one value; done only when the group, read again, shows it. */
export async function setMembership(
  target: LdapTarget,
  change: MembershipChange,
  wanted: boolean,
): Promise<void> {
  const before = await find(target, change);
  if ((before.held.length > 0 || before.isPrimary) === wanted) return;
  const { group, member, ways, held } = before;
  if (group === undefined || member === undefined) throw gone(change, group === undefined);
  if (before.isPrimary) throw primary(group, member);
  if (held.length > 1) throw severalWays(group, member, held);
  const way = wanted ? ways[0] : held[0];
  if (way === undefined) throw noWay(group, member);
  await refuseUnlessAlone(target, way);
  await target.with((session) =>
    session.modify(group.dn, [
      { operation: wanted ? 'add' : 'delete', attribute: way.attribute, values: [way.value] },
    ]),
  );
  const after = await find(target, change);
  if ((after.held.length > 0 || after.isPrimary) !== wanted)
    throw new Fault(
      'target_failed',
      `The re-read shows that \`${member.dn}\` ${wanted ? 'did not become a member of' : 'is still a member of'} \`${group.dn}\`.`,
      { next: 'Look who else changes this group, then read the source again.' },
    );
}

async function find(target: LdapTarget, { memberKey, groupKey }: MembershipChange): Promise<Found> {
  const group = await target.find(groupKey, groupAttributes);
  const member = await target.find(memberKey, memberAttributes);
  if (group === undefined || member === undefined)
    return { group, member, ways: [], held: [], isPrimary: false };
  const ways = waysOf(group, member);
  const held: Way[] = [];
  for (const way of ways)
    if (await target.with((session) => session.compare(group.dn, way.attribute, way.value))) held.push(way);
  return { group, member, ways, held, isPrimary: isPrimaryGroup(group, member) };
}

function waysOf(group: DirectoryEntry, member: DirectoryEntry): readonly Way[] {
  const classes = classesOf(group);
  const has = (...names: readonly string[]): boolean => names.some((name) => classes.has(name));
  const uid = textOf(member, 'uid');
  return [
    ...(has('groupofnames', 'groupofentries', 'groupofmembers', 'group', 'ipausergroup')
      ? [{ attribute: 'member', value: member.dn } as const]
      : []),
    ...(has('groupofuniquenames') ? [{ attribute: 'uniqueMember', value: member.dn } as const] : []),
    ...(has('organizationalrole') ? [{ attribute: 'roleOccupant', value: member.dn } as const] : []),
    ...(has('posixgroup') && uid !== undefined ? [{ attribute: 'memberUid', value: uid } as const] : []),
  ];
}

function isPrimaryGroup(group: DirectoryEntry, member: DirectoryEntry): boolean {
  const number = numberOf(group, 'gidnumber');
  if (number !== undefined && number === numberOf(member, 'gidnumber')) return true;
  const [ofGroup, ofMember, rid] = [sidOf(group), sidOf(member), numberOf(member, 'primarygroupid')];
  return ofGroup !== undefined && ofMember !== undefined && rid !== undefined
    ? ofGroup === ofMember.replace(/-\d+$/, `-${rid}`)
    : false;
}

/** A login in a list means everyone who has it. */
async function refuseUnlessAlone(target: LdapTarget, way: Way): Promise<void> {
  if (way.attribute !== 'memberUid') return;
  if (
    (await target.count(
      `(&(uid=${escaped(way.value)})(|(objectClass=person)(objectClass=account)(objectClass=posixAccount)))`,
    )) > 1
  )
    throw new Fault(
      'not_reversible',
      `Several accounts have the login \`${way.value}\`, and the group lists logins.`,
      {
        next: 'Give each account a login of its own, or change the group by hand.',
      },
    );
}

const escaped = (value: string): string =>
  // RFC 4515, section 3
  value.replace(/[\\*()\0]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

const gone = ({ memberKey, groupKey }: MembershipChange, isGroup: boolean): Fault =>
  new Fault('target_failed', `There is no entry \`${isGroup ? groupKey : memberKey}\` at the target.`, {
    next: 'Read the source again; the proposal rests on an entry that is gone.',
  });
const primary = (group: DirectoryEntry, member: DirectoryEntry): Fault =>
  new Fault(
    'target_failed',
    `\`${group.dn}\` is the primary group of \`${member.dn}\`, which the account itself says: it cannot be taken out of it.`,
    { next: 'Give the account another primary group by hand first; nothing was changed.' },
  );
const severalWays = (group: DirectoryEntry, member: DirectoryEntry, held: readonly Way[]): Fault =>
  new Fault(
    'not_reversible',
    `\`${member.dn}\` is in \`${group.dn}\` in several ways (${held.map((way) => way.attribute).join(', ')}), which could not be put back exactly.`,
    { next: 'Leave one of them by hand first; nothing was changed.' },
  );
const noWay = (group: DirectoryEntry, member: DirectoryEntry): Fault =>
  new Fault(
    'target_failed',
    `\`${group.dn}\` has no list that \`${normaliseDn(member.dn) ?? member.dn}\` could be in or taken from.`,
    {
      next: 'A posixGroup lists logins only: the member needs a `uid`. Nothing was changed.',
    },
  );
