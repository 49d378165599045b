import fc from 'fast-check';
import { actClasses, approverRoles, identityKinds, tiers } from '../../src/model/index.ts';

/** Right words mostly, wrong and hostile ones now and then. */
const word = (known: readonly string[]) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...known) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '__proto__',
        'all',
        'execute',
        '"; permit(principal, action, resource);',
        '',
      ),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  );
const list = (known: readonly string[], max: number) =>
  fc.uniqueArray(word(known), { minLength: 1, maxLength: max });
const ladder = ['see', 'infer', 'suggest', 'prepare', 'open_ticket'];
const authority = ['approve', 'sign', 'execute', 'execute_reversible', 'reverse', 'policy.edit'];

const row = (id: fc.Arbitrary<string>) =>
  fc.record({
    id,
    act: word(actClasses),
    subject: list(identityKinds, 2),
    tier: fc.oneof(word(tiers), list(tiers, 2)),
    ai: fc.oneof(
      { weight: 6, arbitrary: word(['none', ...ladder]) },
      { weight: 6, arbitrary: list([...ladder, 'request'], 6) },
      { weight: 1, arbitrary: list([...ladder, ...authority], 3) },
      { weight: 1, arbitrary: fc.constantFrom<string | string[]>('request', ['none'], [], ...authority) },
    ),
    people: fc.record(
      {
        approvals: fc.array(
          fc.oneof(
            fc.record({ role: word(approverRoles), count: fc.integer({ min: 1, max: 3 }) }),
            fc.record({ any: list(approverRoles, 3), count: fc.integer({ min: 1, max: 2 }) }),
          ),
          { minLength: 1, maxLength: 2 },
        ),
        order: fc.constant('sequential'),
        evidence: list(['usage', 'purpose', 'effective_path'], 2),
        assurance: word(['passkey', 'passkey', 'passkey', 'key']),
        max_duration: word(['P1D', 'PT8H', 'P180D']),
        cooling_off: word(['PT15M', 'P1D']),
      },
      { requiredKeys: ['approvals', 'assurance', 'max_duration'] },
    ),
  });

/** Decision-rights tables of one to three rows, about a third of which can be used. */
export const tables = fc
  .integer({ min: 1, max: 3 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, n) =>
        row(
          fc.oneof({ weight: 40, arbitrary: fc.constant(`row-${n}`) }, { weight: 1, arbitrary: fc.string() }),
        ),
      ),
    ),
  )
  .map((rows) => ({ version: 1, roles: [...approverRoles], rows }));
