import { describe, expect, test } from 'vitest';
import { checkCausation } from './causation.ts';
import { addChain, bootstrap, createScene, persona, type Scene } from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');

interface Bends {
  readonly checked?: string | null;
  readonly made?: string;
  readonly ended?: string;
  readonly is?: string;
}

/** A right that a secret store leases, as the enforcer records it under the step that gives it. */
function told(bends: Bends = {}): string {
  const at: Scene = createScene();
  bootstrap(at, [dana, lee]);
  addChain(at, dana);
  const intent = at.leaves.find(({ entry }) => entry.type === 'execution.step.intended')?.entry.id ?? '';
  const checked =
    bends.checked === null
      ? ''
      : at.add('lease.checked', {
          causedBy: [bends.checked ?? intent],
          body: { seconds: 60, checks: [{ check: 'ticket', is: bends.is ?? 'met' }], marked: 'effect' },
        });
  const made = at.add('lease.made', {
    causedBy: [bends.made ?? (checked === '' ? intent : checked)],
    body: { accessor: 'a', until: '2026-03-02T13:00:00.000Z', wrapped: true },
  });
  at.add('lease.ended', { causedBy: [bends.ended ?? made], body: { how: 'revoked' } });
  return checkCausation(at.leaves)
    .problems.map(({ what }) => what)
    .join('\n');
}

test('a lease whose context was checked first holds', () => {
  expect(told()).toBe('');
});

describe('a lease is named', () => {
  test.each<[string, Bends, string]>([
    ['that no step intended', { checked: 'ent_000000000000' }, 'before the context was checked'],
    ['whose context nobody checked', { checked: null }, 'its context was not recorded'],
    ['that is of another check', { made: 'ent_000000000000' }, 'its context was not recorded'],
    ['whose context was not met', { is: 'not met' }, 'was not met'],
    ['that ended and was never made', { ended: 'ent_000000000000' }, 'it ends no lease'],
  ])('%s', (_name, bends, named) => {
    expect(told(bends)).toContain(named);
  });
});
