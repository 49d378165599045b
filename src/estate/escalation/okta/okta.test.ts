import { describe, expect, it } from 'vitest';
import { isSourceId, must } from '../../../model/index.ts';
import { factsOf } from '../testing.ts';
import { oktaSteps } from './index.ts';

const keys = [
  'user/ada',
  'user/bo',
  'group/ops',
  'group/admins',
  'role/SUPER_ADMIN',
  'role/HELP_DESK_ADMIN',
  'group/everyone',
];
const nodes = factsOf(
  keys.map((key) => ({
    key,
    is: key.startsWith('user/') ? 'account' : 'group',
    attributes: key === 'group/everyone' ? { what: 'kept by Okta itself' } : {},
    kind: key.startsWith('role/') ? 'role' : key.startsWith('group/') ? 'group' : 'person',
  })),
);
const nodeOf = (key: string): number | undefined => (keys.includes(key) ? keys.indexOf(key) : undefined);
/** Ada is super administrator through the group of administrators; Bo is in operations. */
const members = new Map([
  ['role/SUPER_ADMIN', ['group/admins', 'user/ada']],
  ['group/admins', ['user/ada']],
  ['group/ops', ['user/ada', 'user/bo']],
]);
const membersOf = (group: number): ReadonlySet<number> =>
  new Set((members.get(keys[group] ?? '') ?? []).map((key) => keys.indexOf(key)));

/** What the help desk’s role leads to by one right: the technique, where to, and whom that holds. */
function opened(action: string, pattern: string, isConditional = false): readonly string[] {
  const holder = keys.indexOf('role/HELP_DESK_ADMIN');
  const right = { holder, action, pattern, isConditional, isDeny: false, because: [] };
  const steps = [...oktaSteps({ source: must(isSourceId, 'okta'), nodes, nodeOf }, [right], membersOf)];
  return steps.flatMap(({ from, to, technique, dependsOn }) => {
    if (from.is !== 'node' || from.node !== holder) return [];
    const within = steps.flatMap((part) =>
      part.from.is === 'any' && to.is === 'any' && part.from.key === to.key && part.to.is === 'node'
        ? [keys[part.to.node]]
        : [],
    );
    const whom =
      to.is === 'node'
        ? keys[to.node]
        : to.is === 'any'
          ? within.join(' ')
          : to.is === 'power'
            ? to.scope
            : to.is;
    return [`${technique.id} → ${whom}${dependsOn.length === 0 ? '' : ' ?'}`];
  });
}

describe('admin roles of Okta', () => {
  it('super administrator is everything', () => {
    expect(opened('*', '*')).toEqual(['okta-super-administrator → okta/okta']);
    expect(opened('*', '*', true)).toEqual(['okta-super-administrator → okta/okta ?']);
  });

  it('reset passwords of users who are no administrators themselves, also where it is by a group', () => {
    expect(opened('okta.users.credentials.manage', 'user/*')).toEqual(['okta-reset-password → user/bo ?']);
    expect(opened('okta.users.credentials.manage', 'group/ops/users')).toEqual([
      'okta-reset-password → user/bo ?',
    ]);
    expect(opened('okta.users.credentials.manage', 'user/ada')).toEqual([]);
    expect(opened('okta.users.read', 'user/*')).toEqual([]);
  });

  it('join groups, but none that holds an admin role', () => {
    expect(opened('okta.groups.members.manage', 'group/*')).toEqual(['okta-join-group → group/ops']);
    expect(opened('okta.groups.members.manage', 'group/ops')).toEqual(['okta-join-group → group/ops']);
    expect(opened('okta.groups.members.manage', 'group/admins')).toEqual([]);
    expect(opened('okta.groups.read', 'group/*')).toEqual([]);
  });
});
