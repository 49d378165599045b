import type { Observation } from '../../model/index.ts';
import { int8Text, type Hasher } from './keyed-hash.ts';

const special = /[\\\t\n\r\0]/;

/** A text cell of COPY's text format. NUL, which PostgreSQL cannot hold, becomes its visible sign ␀. */
export function textCell(text: string | undefined): string {
  if (text === undefined) return '\\N';
  if (!special.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', '␀');
}

/** A moment; the year 0000, which PostgreSQL's calendar lacks, counts as not said. */
const timeCell = (at: string | undefined): string => (at === undefined || at.startsWith('0000') ? '\\N' : at);

const boolCell = (value: boolean | undefined): string => (value === undefined ? '\\N' : value ? 't' : 'f');

/** Arrays and records; members sorted by name, since a source's order of tags is not a change. */
function jsonCell(value: readonly string[] | Readonly<Record<string, string>> | undefined): string {
  if (value === undefined) return '\\N';
  if (Array.isArray(value)) return textCell(JSON.stringify(value.map(withoutNul)));
  const sorted = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, text]) => `${JSON.stringify(withoutNul(name))}:${JSON.stringify(withoutNul(text))}`);
  return textCell(`{${sorted.join(',')}}`);
}

const withoutNul = (text: string): string => text.replaceAll('\0', '␀').toWellFormed();

/** What the source said, as the stored cells in the order of `columns` (without those that `derivedCells` adds). */
export function saidCells(o: Observation): string {
  switch (o.type) {
    case 'person':
      return `${textCell(o.name)}\t${textCell(o.email)}\t${textCell(o.employeeNumber)}\t${textCell(o.department)}\t${textCell(o.title)}\t${textCell(o.managerKey)}\t${o.state}\t${timeCell(o.startedAt)}\t${timeCell(o.leftAt)}`;
    case 'account':
      return `${textCell(o.name)}\t${o.kind}\t${o.state}\t${textCell(o.email)}\t${textCell(o.employeeNumber)}\t${timeCell(o.createdAt)}\t${timeCell(o.expiresAt)}\t${boolCell(o.canBeAssumed)}\t${jsonCell(o.powers)}\t${boolCell(o.interactive)}\t${boolCell(o.mfa)}\t${jsonCell(o.attributes)}`;
    case 'group':
      return `${textCell(o.name)}\t${o.kind}\t${jsonCell(o.attributes)}`;
    case 'membership':
      return `${textCell(o.memberKey)}\t${textCell(o.groupKey)}\t${o.via}\t${boolCell(o.admin)}\t${jsonCell(o.conditions)}`;
    case 'credential':
      return `${textCell(o.accountKey)}\t${o.credential}\t${o.state}\t${timeCell(o.createdAt)}\t${timeCell(o.rotatedAt)}\t${timeCell(o.expiresAt ?? undefined)}\t${boolCell(o.expiresAt === null)}\t${textCell(o.fingerprint)}`;
    case 'resource':
      return `${textCell(o.name)}\t${textCell(o.kind)}\t${textCell(o.parentKey)}\t${textCell(o.environment)}\t${textCell(o.dataClass)}\t${textCell(o.tier)}`;
    case 'entitlement':
      return `${textCell(o.resourceKey)}\t${textCell(o.action)}\t${textCell(o.resourcePattern)}\t${boolCell(o.privileged)}`;
    case 'grant':
      return `${o.effect}\t${boolCell(o.grantable)}\t${jsonCell(o.conditions)}`;
    case 'ownership':
      return `${textCell(o.subjectKey)}\t${o.role}\t${textCell(o.ownerRef)}`;
    case 'exposure':
      return `${textCell(o.credentialKey)}\t${textCell(o.place)}\t${textCell(o.foundBy)}\t${textCell(o.resourceKey)}\t${textCell(o.commit)}\t${textCell(o.author)}\t${timeCell(o.since)}`;
    case 'gap':
      return `${textCell(o.what)}\t${textCell(o.why)}\t${boolCell(o.mayDeny)}`;
    case 'policy':
      return `${o.language}\t${o.use}\t${textCell(o.subjectKey)}\t${jsonCell(o.document)}`;
  }
}

/**
 * Everything whose change makes a new row: type, key, what was said, and what a grant keeps only as hashes. A column that
 * came later adds nothing while it is not said, so that a new version does not write every row again.
 */
export function rowText(o: Observation, said: string): string {
  if (o.type === 'grant')
    return `g\t${textCell(o.key)}\t${said}\t${textCell(o.subjectKey)}\t${textCell(o.entitlementKey)}`;
  const later = laterSaid(o);
  return `${o.type}\t${textCell(o.key)}\t${said}${later}`;
}

function laterSaid(o: Observation): string {
  if (o.type === 'credential' && o.publicId !== undefined) return `\t${textCell(o.publicId)}`;
  if (o.type === 'person' && (o.onLeave !== undefined || o.timeZone !== undefined))
    return `\t${boolCell(o.onLeave)}\t${textCell(o.timeZone)}`;
  return '';
}

/** Cells computed from what was said, each led by a tab: reference hashes, case-folded match keys, and columns that came later. */
export function derivedCells(o: Observation, key: Hasher): string {
  const ref = (text: string): string => int8Text(key(text));
  switch (o.type) {
    case 'person': {
      const fold = o.email?.toLowerCase();
      return `\t${textCell(fold)}\t${textCell(fold === undefined ? undefined : localPart(fold))}\t${boolCell(o.onLeave)}\t${textCell(o.timeZone)}`;
    }
    case 'membership':
      return `\t${ref(o.memberKey)}\t${ref(o.groupKey)}`;
    case 'credential':
      return `\t${ref(o.accountKey)}\t${textCell(o.publicId)}`;
    case 'exposure':
      return `\t${ref(o.credentialKey)}`;
    case 'grant':
      return `\t${ref(o.subjectKey)}\t${ref(o.entitlementKey)}`;
    case 'ownership':
      return `\t${ref(o.subjectKey)}`;
    case 'account':
    case 'group':
    case 'resource':
    case 'entitlement':
    case 'gap':
    case 'policy':
      return '';
  }
}

/** What stands before the last `@`; the whole text when there is none. */
export const localPart = (email: string): string => {
  const at = email.lastIndexOf('@');
  return at === -1 ? email : email.slice(0, at);
};

export const noUse = Number.MIN_SAFE_INTEGER;
export const neverUsed = -1;

/** Milliseconds of the last use; `neverUsed` when the source says never, `noUse` when it does not say. */
export function useOf(o: Observation): number {
  if (o.type !== 'account' && o.type !== 'credential') return noUse;
  if (o.lastUsedAt === undefined) return noUse;
  return o.lastUsedAt === null ? neverUsed : Date.parse(o.lastUsedAt);
}

/** What the row refers to, and where that must be found for the row to mean something. */
export function referencesOf(o: Observation): readonly Reference[] {
  switch (o.type) {
    case 'membership':
      return [
        { to: 'holder', key: o.memberKey },
        { to: 'holder', key: o.groupKey },
      ];
    case 'credential':
      return [{ to: 'account', key: o.accountKey }];
    case 'grant':
      return [
        { to: 'holder', key: o.subjectKey },
        { to: 'entitlement', key: o.entitlementKey },
      ];
    case 'ownership':
      return [{ to: 'holder', key: o.subjectKey }];
    case 'person':
    case 'account':
    case 'group':
    case 'resource':
    case 'entitlement':
    case 'exposure':
    case 'gap':
    case 'policy':
      return [];
  }
}

/** `holder`: an account or a group. */
export interface Reference {
  readonly to: 'holder' | 'account' | 'entitlement';
  readonly key: string;
}
