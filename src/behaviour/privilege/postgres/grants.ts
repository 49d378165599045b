import type { GrantHeld, Need } from '../dialect.ts';
import type { Sufficing } from '../suffices.ts';
import { postgresDialect } from './index.ts';
import { namesIn } from './names.ts';

/** One privilege on one thing, as GRANT names it. */
export interface Privilege {
  readonly action: string;
  readonly on: string;
}

/**
 * The privileges that would have sufficed, as a role to be a member of in place of what gives more, and what could be taken
 * from the account itself. Each is one that is granted, or a part of one: a table of all that a predefined role reads.
 */
export function grantsFor(
  account: string,
  of: {
    readonly grants: readonly GrantHeld[];
    readonly needs: readonly Need[];
    readonly kept: readonly GrantHeld[];
    /** Unused ones that the account holds by itself, and not by a role. */
    readonly unused: readonly GrantHeld[];
  },
): { readonly privileges: readonly Privilege[]; readonly policy: Sufficing } {
  const found = new Map<string, Privilege>();
  const notes = { generalised: new Set<string>(), leftOut: new Set<string>() };
  for (const need of of.needs) {
    const allowing = of.grants.filter((grant) => postgresDialect.fits(grant, need) !== 'no');
    const only = allowing.length === 1 ? allowing[0] : undefined;
    if (allowing.length === 0) continue;
    if (need.action === 'OWNER') {
      notes.leftOut.add(
        `${need.named ?? need.on ?? 'what it owns'}: only its owner may change it, and owning cannot be granted`,
      );
      continue;
    }
    if (need.on !== null) {
      found.set(`${need.action} ${need.on}`, { action: need.action, on: need.on });
      if (!allowing.some((grant) => postgresDialect.fits(grant, need) === 'yes'))
        notes.generalised.add(
          `${need.action} on all columns of ${need.on}: the log does not say which were used`,
        );
    } else if (only !== undefined && only.action !== 'OWNER' && only.on !== '*' && !/[*?]/.test(only.on))
      found.set(`${only.action} ${only.on}`, { action: only.action.toUpperCase(), on: only.on });
    else
      notes.leftOut.add(
        `${need.action} on ${need.named ?? 'something'}: the log does not name it as rights do`,
      );
  }
  for (const { action, on } of of.kept)
    if (canBeGranted(action, on)) found.set(`${action} ${on}`, { action: action.toUpperCase(), on });
    else notes.leftOut.add(`${action} on ${on}, of which no log shows the use`);
  const privileges = [...found.values()].toSorted((a, b) =>
    a.on < b.on ? -1 : a.on > b.on ? 1 : a.action < b.action ? -1 : 1,
  );
  return {
    privileges,
    policy: {
      language: 'sql',
      text: textOf(account, privileges, of.unused),
      generalised: [...notes.generalised],
      kept: of.kept
        .filter(({ action, on }) => canBeGranted(action, on))
        .map(({ action, on }) => `${action} on ${on}: no log may show its use`),
      leftOut: [...notes.leftOut],
    },
  };
}

/** Whether these privileges are enough. */
export const privilegesAllow = (privileges: readonly Privilege[], need: Need): boolean =>
  privileges.some((each) => postgresDialect.fits({ entitlement: null, ...each }, need) !== 'no');

const canBeGranted = (action: string, on: string): boolean =>
  action.toUpperCase() !== 'OWNER' &&
  action !== '*' &&
  !/[*?]/.test(on) &&
  /^(table|sequence|schema|database|function)\//.test(on);

function textOf(account: string, privileges: readonly Privilege[], unused: readonly GrantHeld[]): string {
  const role = quoted(`${account}_least`.slice(0, 63));
  const lines = [`create role ${role} nologin;`];
  let database: string | undefined;
  const at = (on: string): void => {
    const next = namesIn(on).names[0];
    if (next !== database) lines.push(`-- in the database ${commented(next ?? '')}`);
    database = next;
  };
  for (const [on, together] of Map.groupBy(privileges, (each) => each.on)) {
    at(on);
    lines.push(
      `grant ${together.map(({ action }) => action.toLowerCase()).join(', ')} on ${thing(on)} to ${role};`,
    );
  }
  lines.push(`grant ${role} to ${quoted(account)};`);
  const takes = unused.filter(({ action, on }) => canBeGranted(action, on));
  database = undefined;
  for (const { action, on } of takes) {
    at(on);
    lines.push(`revoke ${action.toLowerCase()} on ${thing(on)} from ${quoted(account)};`);
  }
  return `${lines.join('\n')}\n`;
}

function thing(on: string): string {
  const { kind, names } = namesIn(on);
  if (kind === 'database' || kind === 'schema') return `${kind} ${quoted(names.at(-1) ?? '')}`;
  if (kind !== 'function') return `${kind} ${names.slice(1).map(quoted).join('.')}`;
  const signature = names.slice(2).join('.');
  const bracket = signature.indexOf('(');
  // types in a signature are the server’s own words; the name is somebody’s
  return `function ${quoted(names[1] ?? '')}.${quoted(signature.slice(0, bracket))}${types(signature.slice(bracket))}`;
}

/** An identifier: whatever it holds, it cannot end its quotes. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const commented = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?');
/** Types as PostgreSQL writes them; anything else would not be one. */
const types = (text: string): string =>
  /^\([\w\s,."[\]]*\)$/.test(text) && !text.includes('""') ? text : '()';
