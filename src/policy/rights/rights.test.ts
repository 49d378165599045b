import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { compileFiles, files, problemsOf } from '../../../test/support/policy-files.ts';
import { tables } from '../../../test/support/rights-tables.ts';
import { approverRoles } from '../../model/index.ts';
import { lint } from '../lint.ts';
import { parsePolicies } from '../parse-policies.ts';
import { compileRights } from './index.ts';

const held = new Set<string>(approverRoles);
const row = (over: object = {}, people: object = {}) => ({
  id: 'x',
  act: 'access.revoke',
  subject: ['person'],
  tier: 'low',
  ai: 'none',
  people: { approvals: [{ role: 'reviewer', count: 1 }], assurance: 'key', ...people },
  ...over,
});
const table = (...rows: readonly object[]) => stringify({ version: 1, roles: [...approverRoles], rows });
const told = (text: string, roles: ReadonlySet<string> = held) =>
  compileRights('t.yaml', text, roles).problems.map(({ place, reason }) => `${place}: ${reason}`);

describe('the decision-rights table', { timeout: 60_000 }, () => {
  it('compiles a row to one permit for AI, one for people and a forbid a requirement', () => {
    const { cedar, problems } = compileRights(
      't.yaml',
      table(row({ ai: 'suggest' }, { evidence: ['usage'], cooling_off: 'PT1H' })),
      held,
    );
    expect(problems).toEqual([]);
    expect(parsePolicies('t', cedar).policies.map(({ id, json }) => `${json.effect} ${id}`)).toEqual([
      'permit rights.x.ai',
      'permit rights.x.people',
      'forbid rights.x.approval.reviewer.1',
      'forbid rights.x.evidence.usage',
      'forbid rights.x.assurance.key',
      'forbid rights.x.wait.PT1H',
    ]);
    expect(cedar).toContain(
      'permit (principal, action in [Action::"see", Action::"infer", Action::"suggest"]',
    );
  });

  it('compiles steps in order to needs that name the steps before', () => {
    const approvals = [
      { role: 'manager', count: 1 },
      { role: 'resource_owner', count: 2 },
    ];
    const { cedar } = compileRights('t.yaml', table(row({}, { approvals, order: 'sequential' })), held);
    expect(cedar).toContain('@need("approval.manager.1.then.resource_owner.2")');
  });

  it.each([
    ['an AI that executes', row({ ai: 'execute' }), /ai: an AI can never approve, sign or execute/],
    ['an AI that executes what is reversible', row({ ai: 'execute_reversible' }), /an AI can never/],
    ['an AI that approves, in a list', row({ ai: ['see', 'approve'] }), /an AI can never/],
    ['`none` in a list', row({ ai: ['none'] }), /`none` is not an action/],
    ['an empty list', row({ ai: [] }), /`none` is not an action/],
    ['a bare `request`', row({ ai: 'request' }), /`request` is not a level/],
    ['an unknown level', row({ ai: 'drive' }), /`drive` is not a level/],
    ['a doubled word', row({ ai: ['see', 'see'] }), /twice/],
    ['an unknown act', row({ act: 'access.revoek' }), /`access.revoek` is not known/],
    ['editing policy', row({ act: 'policy.edit' }), /editing policy is not a row/],
    ['an unknown kind', row({ subject: ['robot'] }), /`robot` is not known/],
    ['a kind twice', row({ subject: ['all', 'person'] }), /twice/],
    ['an unknown tier', row({ tier: 'extreme' }), /`extreme` is not known/],
    ['an unknown role', row({}, { approvals: [{ role: 'boss', count: 1 }] }), /`boss` is not known/],
    ['unknown evidence', row({}, { evidence: ['luck'] }), /`luck` is not known/],
    ['nobody to approve', row({ tier: 'high' }, { approvals: [] }), /nobody has to approve/],
    [
      'no signature wanted',
      row({}, { approvals: [{ role: 'reviewer', count: 0 }] }),
      /approvals\[0\]\.count/,
    ],
    [
      'both `role` and `any`',
      row({}, { approvals: [{ role: 'reviewer', any: ['manager'], count: 1 }] }),
      /either/,
    ],
    [
      'the same roles twice',
      row(
        {},
        {
          approvals: [
            { role: 'reviewer', count: 1 },
            { any: ['reviewer'], count: 1 },
          ],
        },
      ),
      /same roles/,
    ],
    ['a session as assurance', row({}, { assurance: 'session' }), /`session` is not known/],
    [
      'a software key for a high grant',
      row({ act: 'access.grant', tier: 'high' }, { max_duration: 'P1D' }),
      /`key` assurance for access.grant at tier high/,
    ],
    [
      'a grant without an end',
      row({ act: 'access.grant' }, { assurance: 'passkey' }),
      /without a maximum duration/,
    ],
    [
      'an accepted risk without an end',
      row({ act: 'risk.accept' }, { assurance: 'passkey' }),
      /without a maximum/,
    ],
    ['a month as a duration', row({}, { max_duration: 'P1M' }), /`P1M` is not a duration/],
    ['a hostile id', row({ id: 'x") permit(principal, action, resource); //' }), /id: it is not lower-case/],
    ['an unknown key', row({ sign: true }), /unknown key `sign`/],
  ])('refuses %s', (_, bad, reason) => {
    expect(told(table(bad))).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
  });

  it('refuses two rows for one cell, two of one id, and names both', () => {
    expect(told(table(row(), row({ id: 'y', tier: ['low', 'medium'] })))).toEqual([
      't.yaml: rows[1] (y): row `x` already covers access.revoke of person at tier low',
    ]);
    expect(told(table(row(), row({ tier: 'high' })))).toEqual([
      't.yaml: rows[1] (x): another row has this id',
    ]);
  });

  it('refuses a role that no policy says who holds', () => {
    expect(told(table(row()), new Set(approverRoles.filter((role) => role !== 'sponsor')))).toEqual([
      't.yaml: roles: no policy says who holds `sponsor`',
    ]);
    const without = files['default.cedar']?.replaceAll(/@id\("(role|stand-in)\.sponsor"\)[^;]*;/g, '');
    expect(problemsOf({ 'default.cedar': without }).map(({ reason }) => reason)).toEqual([
      'no policy says who holds `sponsor`',
    ]);
  });

  it.each([
    ['an alias', 'version: 1\nroles: &r [reviewer]\nrows: *r\n', /alias|anchor/],
    ['an anchor', 'version: &v 1\nroles: [reviewer]\nrows: []\n', /anchor/],
    ['a tag', 'version: !!js/function 1\nroles: [reviewer]\nrows: []\n', /tag/i],
    ['a doubled key', 'version: 1\nversion: 1\nroles: [reviewer]\nrows: []\n', /unique/i],
    ['a second document', 'version: 1\n---\nversion: 1\n', /document/i],
    ['text that is not YAML', 'version: [1\n', /./],
    ['a list for a table', '- 1\n', /./],
    ['nothing', '', /./],
    ['a character that cannot be seen', 'version: 1 # \u202e\n', /U\+202E/],
    ['a NUL', 'version: 1 # \u0000\n', /U\+0000/],
    ['too much', `#${'x'.repeat(300_000)}\n`, /larger/],
  ])('refuses %s', (_, text, reason) => {
    expect(told(text)).toEqual([expect.stringMatching(reason)]);
  });

  it('tells the place, the reason and the remedy of every problem at once', () => {
    const { problems } = compileRights(
      't.yaml',
      table(row({ ai: 'sign', tier: 'x' }, { assurance: 'y' })),
      held,
    );
    expect(problems.map(({ place }) => place)).toEqual([
      't.yaml: rows[0] (x).tier',
      't.yaml: rows[0] (x).ai',
      't.yaml: rows[0] (x).people.assurance',
    ]);
    expect(problems.every(({ remedy }) => remedy.length > 10)).toBe(true);
  });

  it('whatever is written, gives a non-person none but the six actions without effect', () => {
    let compiled = 0;
    fc.assert(
      fc.property(tables, (written) => {
        const { cedar, problems } = compileRights('t.yaml', stringify(written), held);
        if (problems.length === 0) compiled++;
        expect(cedar === '').toBe(problems.length > 0);
        const parsed = parsePolicies('t', cedar);
        expect(parsed.problems).toEqual([]);
        expect(lint(parsed.policies, 'product')).toEqual([]);
        for (const { json } of parsed.policies) {
          if (json.effect === 'forbid') continue;
          if (json.principal.op === 'is' && json.principal.entity_type === 'Person') continue;
          expect(actionsOf(json.action)).toEqual(
            actionsOf(json.action).filter((action) =>
              ['see', 'infer', 'suggest', 'prepare', 'open_ticket', 'request'].includes(action),
            ),
          );
        }
      }),
      { numRuns: 400, seed: 3 },
    );
    expect(compiled).toBeGreaterThan(80);
  });

  it('validates strictly when fuzzed tables replace the shipped one', () => {
    const one = fc.sample(tables, { numRuns: 60, seed: 4 }).find((written) => {
      const text = stringify(written);
      return compileRights('t.yaml', text, held).problems.length === 0;
    });
    const set = compileFiles({ 'decision-rights.yaml': stringify(one) });
    expect(set.policies.some(({ id }) => id.startsWith('rights.'))).toBe(true);
    set.close();
  });

  it('is shipped in a form that reads the same written out again', () => {
    const shipped = files['decision-rights.yaml'] ?? '';
    const again = compileFiles({ 'decision-rights.yaml': stringify(parse(shipped)) });
    const original = compileFiles({});
    expect(again.digest).toBe(original.digest);
    again.close();
    original.close();
  });
});

const actionsOf = (constraint: unknown): readonly string[] =>
  [...JSON.stringify(constraint).matchAll(/"id":"([^"]*)"/g)].map((match) => match[1] ?? '');
