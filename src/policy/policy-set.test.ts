import { describe, expect, it } from 'vitest';
import { ask, defaultSet, ida, revoke } from '../../test/support/policy-world.ts';
import { basisDigest, normalise } from './normalise.ts';
import { compileFiles, files, problemsOf } from '../../test/support/policy-files.ts';

describe('a policy set', { timeout: 60_000 }, () => {
  it('has a digest that comments and spacing do not change, while the sources’ digest follows every byte', () => {
    const spaced = compileFiles({
      'default.cedar': `// a comment\n${files['default.cedar']?.replaceAll('\n@id', '\n\n  @id')}`,
    });
    expect(spaced.digest).toBe(defaultSet.digest);
    expect(spaced.sourcesDigest).not.toBe(defaultSet.sourcesDigest);
    spaced.close();
  });

  it('has another digest when a policy, a row or a sentence of a policy changes', () => {
    const digests = [
      compileFiles({
        'extra.cedar': '@id("extra") permit (principal is Person, action == Action::"see", resource);',
      }),
      compileFiles({
        [rightsName]: files[rightsName]?.replace('evidence: [usage]', 'evidence: [purpose]') ?? '',
      }),
      compileFiles({
        'default.cedar': files['default.cedar']?.replace('A reviewer can', 'Reviewers can') ?? '',
      }),
    ].map((set) => {
      set.close();
      return set.digest;
    });
    expect(new Set([...digests, defaultSet.digest]).size).toBe(4);
  });

  it('replays a kept input to the same verdict, byte for byte', () => {
    const request = ask('execute', { change: revoke({ tier: 'high' }) });
    const input = defaultSet.inputOf(request) ?? '';
    const verdict = defaultSet.judge.judge(request);
    expect(JSON.stringify(defaultSet.replay(input))).toBe(JSON.stringify(verdict));
  });

  it('digests a request whatever the order and repetition in its sets', () => {
    const one = ask('execute', {
      principal: { ...ida, roles: ['reviewer', 'security'] },
      discharge: { signatures: [], evidence: ['usage', 'purpose'], waitedSeconds: 3 },
    });
    const other = ask('execute', {
      principal: { ...ida, roles: ['security', 'reviewer', 'security'] },
      discharge: { signatures: [], evidence: ['purpose', 'usage', 'usage'], waitedSeconds: 3 },
    });
    expect(defaultSet.judge.judge(one)).toEqual(defaultSet.judge.judge(other));
  });

  it('keeps a signature’s basis while time passes and signers come and go, and not when the change differs', () => {
    const basis = (request: unknown) => {
      const normalised = normalise(request);
      return normalised.ok ? basisDigest(normalised.request) : '';
    };
    const signed = basis(ask('execute'));
    expect(
      basis(
        ask('execute', {
          factsAgeSeconds: 999,
          principal: { ...ida, roles: ['auditor'] },
          change: revoke({ holders: { security: [ida.id] } }),
        }),
      ),
    ).toBe(signed);
    expect(basis(ask('execute', { change: revoke({ tier: 'medium' }) }))).not.toBe(signed);
    expect(
      basis(
        ask('execute', {
          change: revoke({ interest: { requester: [], beneficiary: [], steward: [ida.id] } }),
        }),
      ),
    ).not.toBe(signed);
  });

  it('is refused, with every problem and its place, when a file is wrong', () => {
    expect(
      problemsOf({
        'mine.cedar': `@id("role.reviewer") permit (principal, action == Action::"approve", resource);
@id("typo") permit (principal, action, resource) when { resource.act == ActClass::"access.revoek" };`,
      }).map(({ place, reason }) => `${place}: ${reason}`),
    ).toEqual(['mine.cedar: `role.reviewer`: the id is already used in default.cedar']);
    expect(
      problemsOf({
        'mine.cedar':
          '@id("typo") permit (principal, action, resource) when { resource.act == ActClass::"access.revoek" };',
      })[0]?.place,
    ).toBe('mine.cedar: `typo`');
  });

  it.each([
    ['a policy that can never apply', '@id("x") permit (principal is Tier, action, resource);'],
    [
      'an attribute read without asking for it',
      '@id("x") permit (principal, action, resource) when { resource.tier == Tier::"low" };',
    ],
    ['text that is not Cedar', '@id("x") permit principal;'],
    ['a policy without an id', 'permit (principal, action, resource);'],
    ['a template', '@id("x") permit (principal == ?principal, action, resource);'],
    ['a character that cannot be seen', '@id("x") permit (principal, action, resource); // \u202e'],
  ])('is refused for %s', (_, text) => {
    expect(problemsOf({ 'mine.cedar': text })).not.toEqual([]);
  });

  it('is refused without a decision-rights table', () => {
    expect(problemsOf({ [rightsName]: undefined })).toMatchObject([{ place: rightsName }]);
  });

  it('denies everything once closed', () => {
    const set = compileFiles({});
    set.close();
    expect(set.judge.judge(ask('see'))).toMatchObject({ outcome: 'deny' });
  });
});

const rightsName = 'decision-rights.yaml';
