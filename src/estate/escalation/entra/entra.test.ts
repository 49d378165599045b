import { describe, expect, it } from 'vitest';
import { isSourceId, must } from '../../../model/index.ts';
import { factsOf } from '../testing.ts';
import { entraSteps } from './index.ts';

const keys = [
  'user/ada',
  'serviceprincipal/web',
  'serviceprincipal/agent',
  'serviceprincipal/web#owners',
  'group/ops',
  'group/ops#owners',
  'directory#applications',
  'role/admin',
  'role/privileged-role-administrator',
];
const nodes = factsOf(
  keys.map((key) => ({
    key,
    is: /^(?:user|serviceprincipal)\/[^#]+$/.test(key) ? 'account' : 'group',
    attributes: key === 'role/admin' ? { power: 'may do everything' } : {},
  })),
);

function step(from: string, to: string, ...conditions: readonly string[]): string | undefined {
  const memberships = [
    { number: 0, from: keys.indexOf(from), to: keys.indexOf(to), via: 'assume', isAdmin: false, conditions },
  ];
  const found = [...entraSteps({ source: must(isSourceId, 'entra'), nodes, memberships })].find(
    ({ because }) => because.length > 0,
  );
  return found && `${found.technique.id}${found.dependsOn.length === 0 ? '' : ' ?'}`;
}

describe('ways on in a tenant', () => {
  it('are told by what is done, and depend on what was not evaluated', () => {
    const lock = 'by adding a secret to it, which a policy may forbid';
    expect(step('serviceprincipal/web#owners', 'serviceprincipal/web', lock)).toBe(
      'entra-owner-adds-secret ?',
    );
    expect(step('group/ops#owners', 'group/ops', 'by adding themself to the group')).toBe(
      'entra-owner-joins-group ?',
    );
    expect(step('user/ada', 'role/admin', 'once it is activated')).toBe('entra-activate-role ?');
    expect(step('serviceprincipal/web', 'serviceprincipal/agent')).toBe('entra-act-as-agent');
    expect(
      step('serviceprincipal/web', 'directory#applications', 'it may add secrets to any application'),
    ).toBe('entra-add-secret-to-any ?');
    expect(step('directory#applications', 'serviceprincipal/web')).toBe('part-of');
  });

  it('to Global Administrator are sure where it gives itself the role, and not where it has to take one over', () => {
    const role = 'role/privileged-role-administrator';
    expect(step(role, 'role/admin', 'it may give itself any directory role')).toBe(
      'entra-become-administrator',
    );
    expect(step(role, 'role/admin', 'it may reset the password of any administrator')).toBe(
      'entra-become-administrator ?',
    );
  });

  it('lead from Global Administrator, and no other role, to everything', () => {
    const steps = [...entraSteps({ source: must(isSourceId, 'entra'), nodes, memberships: [] })];
    expect(
      steps.flatMap(({ from, to }) =>
        to.is === 'power' && from.is === 'node' ? [[keys[from.node], to.scope]] : [],
      ),
    ).toEqual([['role/admin', 'entra/entra']]);
  });
});
