import { describe, expect, test } from 'vitest';
import { checkCausation, foldCausation } from './causation.ts';
import { addChain, bootstrap, createScene, digest, persona, type Scene } from './scene.ts';
import { watchedContents } from './watched-contents.ts';

const dana = persona('dana');
const lee = persona('lee');
const suspendedAt = '2026-03-02T10:00:00.000Z';
const over = '2026-03-09T10:00:00.000Z';

interface Bends {
  readonly since?: string;
  readonly until?: string;
  readonly closedAt?: string;
  readonly how?: string;
  readonly deletedAt?: string;
  readonly unopened?: true;
  readonly unclosed?: true;
  /** Written by whoever holds the enforcer, before the deletion. */
  readonly between?: (at: Scene, ids: Readonly<Record<'started' | 'suspended' | 'opened', string>>) => void;
}
/** A plan that suspends and a week later deletes, as the enforcer records it. */
function scene(bends: Bends = {}): Scene {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  // its own execution is taken out: this one has two steps
  const chain = addChain(at, dana);
  const from = at.leaves.findIndex(({ entry }) => entry.id === chain.execution);
  at.leaves.splice(from);
  const plan = at.leaves.find(({ entry }) => entry.id === chain.plan)?.entry;
  const when = { at: suspendedAt };
  const started = at.add(
    'execution.started',
    {
      causedBy: [chain.plan],
      basis: { changes: plan?.basis['changes'] ?? '' },
      body: { plan: chain.plan, steps: 2 },
    },
    when,
  );
  const step = (number: number, moment: string): string => {
    const blob = { id: `blb_00000000000${number}`, name: 'pre-image', commitment: digest('x') };
    const intended = at.add(
      'execution.step.intended',
      { causedBy: [started], body: { step: number, before: digest('before') }, blobs: [blob] },
      { at: moment },
    );
    return at.add(
      'execution.step.applied',
      { causedBy: [intended], body: { step: number, after: digest('after') } },
      { at: moment },
    );
  };
  const suspended = step(0, suspendedAt);
  const opened =
    bends.unopened === true
      ? undefined
      : at.add(
          'window.opened',
          {
            causedBy: [started, suspended],
            body: { step: 1, since: bends.since ?? suspendedAt, until: bends.until ?? over },
          },
          when,
        );
  if (opened !== undefined && bends.unclosed !== true)
    at.add(
      'window.closed',
      { causedBy: [opened], body: { step: 1, how: bends.how ?? 'nothing broke', seenUntil: null } },
      { at: bends.closedAt ?? over },
    );
  if (opened !== undefined) bends.between?.(at, { started, suspended, opened });
  step(1, bends.deletedAt ?? over);
  return at;
}
const sentences = (at: Scene): string =>
  checkCausation(at.leaves)
    .problems.map(({ what }) => what)
    .join('\n');

test('a deletion after its watch holds', () => {
  expect(sentences(scene())).toBe('');
});

describe('a deletion is named', () => {
  test.each<[string, Bends, string]>([
    [
      'before its watch is over',
      { closedAt: suspendedAt, deletedAt: suspendedAt },
      'says that nothing broke before',
    ],
    ['while it is watched', { unclosed: true }, 'its watch was not over'],
    ['although its use was seen', { how: 'used' }, 'its watch ended as used'],
    [
      'after a watch that began earlier than it did',
      { since: '2026-02-01T10:00:00.000Z' },
      'does not begin with the re-read',
    ],
    [
      'although its use was seen, and a second end says otherwise',
      {
        how: 'used',
        between: (at, { opened }) =>
          void at.add(
            'window.closed',
            { causedBy: [opened], body: { step: 1, how: 'nothing broke', seenUntil: null } },
            { at: over },
          ),
      },
      'its watch ended as used',
    ],
    [
      'after a second, shorter watch',
      {
        between: (at, { started, suspended }) =>
          void at.add('window.opened', {
            causedBy: [started, suspended],
            body: { step: 1, since: suspendedAt, until: suspendedAt },
          }),
      },
      'is watched already',
    ],
    ['before its end, by a watch that was ended in time', { deletedAt: suspendedAt }, 'it is made before'],
  ])('%s', (_name, bends, named) => {
    expect(sentences(scene(bends))).toContain(named);
  });
});

describe('what was signed about the watch', () => {
  const told = (bends: Bends, watchedSeconds: number): readonly string[] => {
    const fold = foldCausation();
    for (const leaf of scene(bends).leaves) fold.apply(leaf);
    const [proposal] = fold.chain.proposals.values();
    if (proposal === undefined) throw new Error('no proposal');
    Object.assign(proposal, { blob: 'blb_the_proposal' });
    const content = JSON.stringify({
      changes: [
        { change: { type: 'account.disable' } },
        { change: { type: 'account.drop', watchedSeconds } },
      ],
    });
    return watchedContents(fold.chain)({
      id: 'blb_the_proposal',
      salt: new Uint8Array(),
      erasedBy: null,
      content,
    }).map(({ what }) => what);
  };
  test('is held to the window', () => {
    expect(told({}, 7 * 86_400)).toEqual([]);
    expect(told({}, 8 * 86_400)).toEqual([
      'step 2 was watched for less than the 691200 seconds that were signed',
    ]);
    expect(told({ unopened: true }, 60)).toEqual([
      'step 2 deletes what was to be watched first, and was not',
    ]);
  });
});
