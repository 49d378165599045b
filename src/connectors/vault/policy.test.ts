import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/index.ts';
import { permissions } from './endpoints.ts';
import { effectiveRights } from './effective.ts';
import { byPriority, capabilitiesOn, mergeRules, pathMatches, pathsOverlap, patternOf } from './paths.ts';
import { parsePolicy, type Capability, type PathRule } from './policy.ts';
import { bounded, resourcePattern } from './policy-sets.ts';

const rule = (path: string, ...capabilities: Capability[]): PathRule => ({ path, capabilities, limits: [] });

const isReadOrRefused = (text: string): boolean => {
  try {
    return parsePolicy(text).length >= 0;
  } catch (error) {
    return error instanceof Fault;
  }
};

describe('a policy', () => {
  it('is read as Vault writes it', () => {
    const policy = `
      # what the app reads
      path "secret/data/app/*" { capabilities = ["read", "list"] }
      path "secret/data/app/root" {
        capabilities = ["deny",] // never
      }
      path "/auth/token/lookup-self" { policy = "read" } /* the older
        words */
      path "secret/data/+/shared" {
        capabilities = ["create"]
        denied_parameters = { "ttl" = [] "policies" = ["root"] }
      }
      path transit/sign { capabilities = ["update"] min_wrapping_ttl = "1s" }`;
    expect(parsePolicy(policy.replace('path transit/sign', 'path "transit/sign"'))).toEqual([
      rule('secret/data/app/*', 'list', 'read'),
      rule('secret/data/app/root', 'deny'),
      rule('auth/token/lookup-self', 'list', 'read'),
      {
        ...rule('secret/data/+/shared', 'create'),
        limits: ['denied_parameters of secret/data/+/shared: policies, ttl'],
      },
      { ...rule('transit/sign', 'update'), limits: ['min_wrapping_ttl of transit/sign'] },
    ]);
  });

  it('says the same in JSON', () => {
    const rules = [rule('a/*', 'read'), rule('__proto__', 'deny')];
    expect(
      parsePolicy(
        'path "a/*" { capabilities = ["read"] } path "__proto__" { capabilities = ["deny", "read"] }',
      ),
    ).toEqual(rules);
    expect(
      parsePolicy('{"path":{"a/*":{"capabilities":["read"]},"__proto__":{"capabilities":["deny"]}}}'),
    ).toEqual(rules);
  });

  it.each([
    ['path "a" { capabilities = ["read"]', /line 1: a `}` is missing/],
    ['path "a" {\n capabilities = ["raed"] }', /line 1: `raed` is no capability/],
    ['path "a" { capabilities = "read" }', /no list/],
    ['path "a" "b" { }', /two labels/],
    ['path "a/+*" { capabilities = ["read"] }', /refuses/],
    ['path "a', /no end/],
    ['/* ', /comment/],
    ['path "a" { policy = "all" }', /none of/],
    ['rule "a" { }', /not `rule`/],
    ['x = 1', /no word of a policy/],
    ['path "a" { capabilities = ["read"] capabilities = ["deny"] }', /twice/],
    ['path "a" { x = <<EOT\nEOT\n }', /stands where/],
    [`path "a" { x = ${'['.repeat(1000)} }`, /deeper/],
    [`{"path":${'['.repeat(1000)}`, /nested/],
    ['{"path":{"a":{}}} x', /follows its end/],
    ['{"path":{"a":{},"a":{}}}', /said twice/],
    ['{"path":3}', /no object/],
    ['path "a" { capabilities = ["\\x"] }', /escape/],
  ])('%s is refused with the line', (text, message) => {
    const caught = ((): unknown => {
      try {
        return parsePolicy(text);
      } catch (error) {
        return error;
      }
    })();
    if (!(caught instanceof Fault)) throw new TypeError(`no Fault: ${JSON.stringify(caught)}`);
    expect(caught.code).toBe('input_invalid');
    expect(caught.message).toMatch(message);
  });

  it('is read or refused, whatever stands in it', () => {
    const words = fc.constantFrom(
      'path',
      '"a/*"',
      '{',
      '}',
      '[',
      ']',
      '=',
      ',',
      'capabilities',
      '"read"',
      '"deny"',
      '#',
      '\n',
      '/*',
      '*/',
      '"',
      '\\',
      '{{x}}',
      '1',
      'true',
      ':',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(isReadOrRefused(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('says the same when it is written out and read again', () => {
    const names = fc.string({
      unit: fc.constantFrom('a', '/', '"', '\\', '\n', 'é', '*', '{', '#'),
      maxLength: 8,
    });
    const capability = fc.constantFrom<Capability>('read', 'list', 'create');
    fc.assert(
      fc.property(fc.dictionary(names, fc.uniqueArray(capability), { maxKeys: 5 }), (said) => {
        const hcl = Object.entries(said).map(
          ([path, of]) => `path ${JSON.stringify(path)} {\n capabilities = ${JSON.stringify(of)} }`,
        );
        const json = JSON.stringify({
          path: Object.fromEntries(
            Object.entries(said).map(([path, capabilities]) => [path, { capabilities }]),
          ),
        });
        expect(parsePolicy(hcl.join('\n'))).toEqual(parsePolicy(json));
      }),
    );
  });
});

/** The second implementation: slow, by regular expression and by sorting, straight from Vault's page on policies. */
function slowlyAllowed(policies: readonly (readonly PathRule[])[], path: string): ReadonlySet<string> {
  const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const regexOf = (pattern: string): RegExp => {
    const glob = pattern.endsWith('*');
    const parts = (glob ? pattern.slice(0, -1) : pattern)
      .split('/')
      .map((part) => (part === '+' ? '[^/]*' : escaped(part)));
    return new RegExp(`^${parts.join('/')}${glob ? '.*' : ''}$`, 's');
  };
  const matching = policies.flat().filter((each) => regexOf(each.path).test(path));
  const plus = (text: string): number => text.split('/').filter((part) => part === '+').length;
  // "If the first wildcard or glob occurs earlier in P1, P1 is lower priority" and so on, one sentence a line
  const lower = (p1: string, p2: string): boolean => {
    const exact = (text: string): boolean => plus(text) === 0 && !text.endsWith('*');
    if (exact(p1) !== exact(p2)) return !exact(p1);
    const first = (text: string): number =>
      plus(text) > 0 ? text.indexOf('+') : text.indexOf('*', text.length - 1);
    if (first(p1) !== first(p2)) return first(p1) < first(p2);
    if (p1.endsWith('*') !== p2.endsWith('*')) return p1.endsWith('*');
    if (plus(p1) !== plus(p2)) return plus(p1) > plus(p2);
    if (p1.length !== p2.length) return p1.length < p2.length;
    return p1 < p2;
  };
  const [best] = matching.map((each) => each.path).toSorted((a, b) => (a === b ? 0 : lower(a, b) ? 1 : -1));
  const said = new Set<string>(
    matching.filter((each) => each.path === best).flatMap((each) => each.capabilities),
  );
  return said.has('deny') ? new Set() : said;
}

describe('what policies amount to on a path', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '+');
  const plain = fc.constantFrom('a', 'b', 'ab', 'abc', '');
  const pattern = fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '*', '/*', '/'))
    .map(([parts, end]) => parts.join('/') + (parts.at(-1) === '+' && end === '*' ? '' : end));
  const path = fc.array(plain, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  const capability = fc.constantFrom<Capability>('read', 'list', 'update', 'deny');
  const policy = fc.array(
    fc
      .tuple(pattern, fc.uniqueArray(capability, { minLength: 1, maxLength: 2 }))
      .map(([at, all]) => rule(at, ...(all.includes('deny') ? ['deny' as const] : all))),
    { maxLength: 6 },
  );
  const policies = fc.array(policy, { minLength: 1, maxLength: 3 });

  it.each<[string, readonly string[], string]>([
    // the examples of Vault's own page
    ['secret/foo', ['secret/*', 'secret/foo'], 'secret/foo'],
    ['secret/foobar', ['secret/*', 'secret/foo*'], 'secret/foo*'],
    ['foo/bar/baz', ['foo/+/baz', 'foo/bar/+'], 'foo/bar/+'],
    ['foo/bar', ['foo/*', 'foo/+'], 'foo/+'],
    ['foo/x/bar', ['foo/+/ba*', 'foo/+/bar'], 'foo/+/bar'],
    ['foo/a/b/baz', ['foo/+/+/baz', 'foo/+/b/baz'], 'foo/+/b/baz'],
    ['foo/x/bar/bas', ['foo/+/bar/b*', 'foo/+/bar/ba*'], 'foo/+/bar/ba*'],
  ])('of the rules for %s, the strongest of %j is %s', (at, patterns, strongest) => {
    for (const order of [patterns, patterns.toReversed()]) {
      expect(order.every((each) => pathMatches(patternOf(each), at))).toBe(true);
      expect(order.toSorted(byPriority)[0]).toBe(strongest);
    }
  });

  it('is what the slow implementation says', () => {
    fc.assert(
      fc.property(policies, path, (given, at) => {
        expect(new Set(capabilitiesOn(mergeRules(given), at))).toEqual(slowlyAllowed(given, at));
      }),
      { numRuns: 5000 },
    );
  });

  it('finds two patterns to overlap whenever a path matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, path, (a, b, at) => {
        const both = pathMatches(patternOf(a), at) && pathMatches(patternOf(b), at);
        expect(!both || pathsOverlap(patternOf(a), patternOf(b))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('never allows without a condition what is not allowed, and leaves out nothing that is', () => {
    fc.assert(
      fc.property(policies, path, (given, at) => {
        const allowed = slowlyAllowed(given, at);
        const on = effectiveRights(given).filter((right) => pathMatches(patternOf(right.path), at));
        for (const each of ['read', 'list', 'update'] as const) {
          const rights = on.filter((right) => right.capability === each);
          const allows = rights.filter(({ effect }) => effect === 'allow');
          const denied = rights.some(({ effect }) => effect === 'deny');
          const holds = allowed.has(each)
            ? allows.length > 0 && !denied
            : denied || allows.every(({ conditions }) => conditions.length > 0);
          expect(holds).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('tells that a stronger rule takes something away, and where', () => {
    const given = [
      [rule('secret/*', 'read', 'list'), rule('secret/prod/*', 'list'), rule('secret/prod/open', 'read')],
    ];
    expect(effectiveRights(given)).toEqual([
      { path: 'secret/prod/open', capability: 'list', effect: 'deny', conditions: [] },
      { path: 'secret/prod/open', capability: 'read', effect: 'allow', conditions: [] },
      { path: 'secret/prod/*', capability: 'list', effect: 'allow', conditions: [] },
      { path: 'secret/*', capability: 'list', effect: 'allow', conditions: [] },
      {
        path: 'secret/*',
        capability: 'read',
        effect: 'allow',
        conditions: ['not where secret/prod/* matches, which is stronger'],
      },
    ]);
  });
});

describe('policies that were made to be slow', () => {
  const many = (count: number, of: (n: number) => PathRule): readonly PathRule[] =>
    Array.from({ length: count }, (_, n) => of(n));
  const slow = [
    many(400, (n) => rule(`e/${n}`, 'read')),
    many(400, (n) => rule(`a/${'b'.repeat(n + 300)}*`, 'list')),
    many(300, (n) => rule(`a/${'b'.repeat(n)}*`, 'read')),
  ];

  it('are compared so far and no further, and what was not compared is a condition', () => {
    const effort = { left: 50_000 };
    const rights = effectiveRights(slow, effort);
    expect(effort.left).toBeGreaterThan(-1000);
    const last = rights.find(({ path, capability }) => path === 'a/*' && capability === 'read');
    expect(last?.conditions).toEqual([expect.stringContaining('too many to compare')]);
  });

  it('are one rule where they say the same path over and over', () => {
    expect(effectiveRights([many(20_000, () => rule('a', 'read'))])).toHaveLength(1);
  });
});

describe('a path as a pattern', () => {
  it.each([
    ['secret/*', 'secret/*'],
    ['secret/+/x', 'secret/*/x'],
    ['a*b/c?', 'a%2Ab/c%3F'],
    ['secret/{{identity.entity.id}}/*', 'secret/*/*'],
  ])('%s is %s', (path, pattern) => {
    expect(resourcePattern(path)).toBe(pattern);
  });
});

describe('the policy that the page gives to the reader’s token', () => {
  it('allows exactly the questions that are asked, and nothing of a secret engine', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/connectors/vault.md'), 'utf8');
    const [, hcl = ''] = /```hcl\n([\s\S]*?)```/.exec(page) ?? [];
    const rules = mergeRules([parsePolicy(hcl)]);
    expect(
      rules.flatMap(({ path, capabilities: all }) => all.map((each) => `${path}: ${each}`)).toSorted(),
    ).toEqual(permissions);
    for (const permission of permissions) {
      const [path = '', capability = ''] = permission.split(': ');
      expect(capabilitiesOn(rules, path.replaceAll('+', 'any'))).toContain(capability);
    }
    expect(capabilitiesOn(rules, 'secret/data/payments/db')).toEqual([]);
  });
});

describe('a key of many policies', () => {
  it('is never that of others, however long', () => {
    const long = `policies/${'x'.repeat(5000)}`;
    expect(bounded(`${long}a`)).not.toBe(bounded(`${long}b`));
    expect(bounded(long).length).toBeLessThan(1000);
    expect(bounded('policies/a')).toBe('policies/a');
  });
});
