import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { compileFiles, problemsOf } from '../../../test/support/policy-files.ts';
import { ask, helper, revoke } from '../../../test/support/policy-world.ts';
import { approverRoles } from '../../model/index.ts';
import { compileRights } from './index.ts';

const row = (over: object = {}) => ({
  id: 'wide',
  act: 'access.revoke',
  subject: ['all'],
  tier: ['low', 'medium', 'high'],
  ai: 'prepare',
  people: { approvals: [{ role: 'reviewer', count: 1 }], assurance: 'key' },
  ...over,
});
const agents = (over: object = {}) =>
  row({ id: 'agents', subject: ['agent'], tier: ['low', 'medium'], ai: 'see', narrows: 'wide', ...over });
const table = (...rows: readonly object[]) => stringify({ version: 1, roles: [...approverRoles], rows });
const told = (...rows: readonly object[]) =>
  compileRights('t.yaml', table(...rows), new Set<string>(approverRoles)).problems.map(
    ({ reason }) => reason,
  );

describe('an exception to a row', { timeout: 60_000 }, () => {
  it('speaks in its cells instead of the row that it narrows, and nowhere else', () => {
    const set = compileFiles({
      'decision-rights.yaml': table(
        row(),
        agents({ people: { approvals: [{ role: 'security', count: 2 }], assurance: 'passkey' } }),
      ),
    });
    const judged = (subject: 'agent' | 'person', tier: 'low' | 'high') =>
      set.judge.judge(ask('execute', { change: revoke({ subject, tier }) }));
    expect(judged('agent', 'low')).toMatchObject({
      missing: ['approval.security.2', 'assurance.passkey', 'signature.current'],
    });
    for (const other of [judged('agent', 'high'), judged('person', 'low')])
      expect(other).toMatchObject({
        missing: expect.arrayContaining(['approval.reviewer.1', 'assurance.key']),
      });
    const prepares = (subject: 'agent' | 'person') =>
      set.judge.judge(ask('prepare', { principal: helper, change: revoke({ subject }) })).outcome;
    expect([prepares('agent'), prepares('person')]).toEqual(['deny', 'permit']);
    set.close();
  });

  it('gathers the needs of both where the tier is not known', () => {
    const set = compileFiles({
      'decision-rights.yaml': table(
        row(),
        agents({ people: { approvals: [{ role: 'security', count: 2 }], assurance: 'passkey' } }),
      ),
    });
    const { tier: _, ...untold } = revoke({ subject: 'agent' });
    expect(set.judge.judge(ask('execute', { change: untold })).outcome).toBe('deny');
    set.close();
  });

  it.each([
    [
      'two rows give an AI different rights in one cell',
      [row(), agents({ narrows: undefined })],
      /gives an AI other rights there/,
    ],
    ['it narrows no row', [row(), agents({ narrows: 'x' })], /no such other row/],
    ['it narrows itself', [row({ narrows: 'wide' })], /no such other row/],
    [
      'it reaches beyond the row',
      [row({ tier: ['low'] }), agents()],
      /does not cover access.revoke of agent at tier medium/,
    ],
    [
      'it covers all of the row',
      [row({ subject: ['agent'], tier: ['low', 'medium'] }), agents()],
      /covers all of it/,
    ],
    [
      'it is an exception to an exception',
      [row(), agents(), agents({ id: 'x', tier: ['low'], narrows: 'agents' })],
      /is an exception itself/,
    ],
    [
      'two exceptions speak of one cell',
      [row(), agents(), agents({ id: 'x', tier: ['low'] })],
      /already covers access.revoke of agent at tier low/,
    ],
  ])('is refused when %s', (_name, rows, reason) => {
    expect(told(...rows)).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
  });
});

describe('what an AI drafts', () => {
  it('is permitted under the obligation that a person releases it, where a row says so', () => {
    const set = compileFiles({
      'decision-rights.yaml': table(row({ ai_held_for: ['security', 'governor'] })),
    });
    const judged = set.judge.judge(ask('suggest', { principal: helper }));
    expect(judged).toMatchObject({ outcome: 'permit', obligations: ['hold_for_release.governor+security'] });
    expect(set.judge.explain('hold_for_release.governor+security')).toBe(
      'It is held until one governor or security releases it.',
    );
    set.close();
  });

  it('is not held where it drafts nothing, nor by an obligation that nobody knows', () => {
    expect(told(row({ ai: 'see', ai_held_for: ['security'] }))).toEqual([
      'an AI drafts nothing here that could be held',
    ]);
    const reasons = problemsOf({
      'x.cedar':
        '@id("x") @obligation("sing") permit (principal is Person, action == Action::"see", resource is Change);',
    });
    expect(reasons.map(({ reason }) => reason)).toEqual([
      '`sing` is no obligation that anybody here could keep',
    ]);
  });
});
