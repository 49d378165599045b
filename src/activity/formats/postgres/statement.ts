import type { ApiActivity, Deed, Party, Target } from '../../told.ts';

const name = String.raw`("(?:[^"]|"")+"|[\w$.]+)`;
const roleMade = new RegExp(
  String.raw`^\s*(create|alter|drop)\s+(?:role|user|group)\s+(?:if\s+exists\s+)?${name}`,
  'i',
);
const privileges = new RegExp(
  String.raw`^\s*(grant|revoke)\s+(?:grant\s+option\s+for\s+)?([\w\s,()"*]{1,200}?)\s+on\s+(?:(table|schema|database|function|sequence|all tables in schema)\s+)?${name}\s+(?:to|from)\s+${name}`,
  'i',
);
const membership = new RegExp(String.raw`^\s*(grant|revoke)\s+${name}\s+(?:to|from)\s+${name}`, 'i');

/** What a statement does, by its first words; its text is not kept. */
export function deedOfStatement(statement: string): Deed {
  const text = statement.slice(0, 2000);
  const role = roleMade.exec(text);
  if (role !== null) {
    const verb = role[1]?.toLowerCase();
    const password = /\bpassword\b/i.test(text);
    return {
      class: 'account',
      activity:
        verb === 'create' ? 'create' : verb === 'drop' ? 'delete' : password ? 'password change' : 'other',
      user: roleOf(role[2]),
    };
  }
  const granted = privileges.exec(text);
  if (granted !== null)
    return {
      class: 'access',
      activity: granted[1]?.toLowerCase() === 'grant' ? 'assign' : 'revoke',
      user: roleOf(granted[5]),
      privileges: (granted[2] ?? '')
        .split(',')
        .map((word) => `${word.trim().toUpperCase()} on ${unquoted(granted[4])}`),
    };
  const member = membership.exec(text);
  if (member !== null)
    return {
      class: 'group',
      activity: member[1]?.toLowerCase() === 'grant' ? 'add' : 'remove',
      group: { uid: `role/${unquoted(member[2])}`, name: unquoted(member[2]), type: 'role' },
      user: roleOf(member[3]),
    };
  return { class: 'api', activity: verbOfTag(text) };
}

const object = new RegExp(
  String.raw`^\s*(?:select\b[^]{0,1500}?\bfrom|insert\s+into|update|delete\s+from|truncate(?:\s+table)?|copy|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:table|view|schema|function|database|sequence|extension)(?:\s+if\s+(?:not\s+)?exists)?)\s+(?:only\s+)?${name}`,
  'i',
);

/** The first thing that a statement names as what it works on; one without is told by its database. */
export function targetOfStatement(statement: string): readonly Target[] {
  const found = object.exec(statement.slice(0, 2000))?.[1];
  return found === undefined ? [] : [{ name: unquoted(found) }];
}

/** The command as PostgreSQL would tag it: `SELECT`, `CREATE ROLE`. The tag in the log is `idle` for a statement on its own. */
export function commandOf(statement: string): string {
  const [first = '', second = ''] = statement
    .slice(0, 200)
    .trim()
    .toUpperCase()
    .split(/[^A-Z]+/, 2);
  if (first === '') return 'STATEMENT';
  return ['CREATE', 'ALTER', 'DROP'].includes(first) && second !== '' ? `${first} ${second}` : first;
}

export function verbOfTag(tag: string): ApiActivity {
  const word = tag.trim().split(/\s+/, 1)[0]?.toUpperCase() ?? '';
  if (['SELECT', 'SHOW', 'FETCH', 'EXPLAIN'].includes(word)) return 'read';
  if (['INSERT', 'CREATE'].includes(word)) return 'create';
  if (['DELETE', 'DROP', 'TRUNCATE'].includes(word)) return 'delete';
  if (['UPDATE', 'ALTER', 'GRANT', 'REVOKE', 'MERGE', 'SET', 'COMMENT', 'REASSIGN'].includes(word))
    return 'update';
  return 'other';
}

const unquoted = (identifier: string | undefined): string =>
  identifier === undefined
    ? ''
    : identifier.startsWith('"')
      ? identifier.slice(1, -1).replaceAll('""', '"')
      : identifier;

const roleOf = (identifier: string | undefined): Party => ({
  uid: `role/${unquoted(identifier)}`,
  name: unquoted(identifier),
  kind: 'user',
  type: 'role',
});
