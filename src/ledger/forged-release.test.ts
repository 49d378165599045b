import { describe, expect, test } from 'vitest';
import { checkCausation } from './causation.ts';
import { bootstrap, createScene, digest, enrolled, persona, statementBy, type Persona } from './scene.ts';

const [dana, rae] = [persona('dana'), persona('rae')];
const events = digest('who left');

interface Bent {
  readonly by?: Persona;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly purpose?: string;
  readonly answer?: string;
  readonly causedBy?: readonly string[];
  readonly writer?: string;
  readonly twice?: boolean;
}

/** What is wrong with a ledger in which something was held and let go, each as it should be but for what is bent. */
function problemsOf(bent: Bent = {}): readonly string[] {
  const scene = createScene();
  bootstrap(scene, [dana, rae], { people: [enrolled(dana, ['governor']), enrolled(rae, ['requester'])] });
  const held = scene.add(
    'lifecycle.held',
    { basis: { events }, body: { hold: 'hld_1', source: 'hr', read: 4, events: 90, kinds: [] } },
    bent.writer === undefined ? {} : { writer: bent.writer },
  );
  const by = bent.by ?? dana;
  const item = {
    hold: 'hld_1',
    entry: held,
    events,
    answer: 'release',
    reason: 'a plant was sold',
    ...bent.item,
  };
  for (const _ of bent.twice === true ? [1, 2] : [1]) {
    const statement = statementBy(by, bent.purpose ?? 'lifecycle.release', item, {
      madeAt: '2026-03-02T12:00:01.000Z',
    });
    scene.add('lifecycle.released', {
      actor: { kind: 'person', id: by.id, via: [] },
      causedBy: bent.causedBy ?? [held],
      body: { hold: 'hld_1', answer: bent.answer ?? 'release', statement, signature: by.key.sign(statement) },
    });
  }
  return checkCausation(scene.leaves).problems.map(({ what }) => what);
}

describe('what was held is let go only by a person who may, and only as it was held', () => {
  test('as it should be', () => {
    expect(problemsOf()).toEqual([]);
  });

  test.each<[string, Bent, string]>([
    ['by somebody without the role', { by: rae }, 'is enrolled as none of'],
    ['by a statement for something else', { purpose: 'mandate' }, ''],
    ['other events', { item: { events: digest('others') } }, 'other events than those that were held'],
    ['another hold', { item: { hold: 'hld_2' } }, 'nothing of this name was held'],
    ['an answer that is none', { item: { answer: 'maybe' } }, 'neither release nor discard'],
    ['another answer than was signed', { answer: 'discard' }, 'another answer than was signed'],
    ['more than was to be signed', { item: { also: 'this' } }, 'unknown members'],
    ['not caused by it', { causedBy: [] }, 'not among what caused it'],
    ['twice', { twice: true }, 'had answered to the same before'],
    ['what the enforcer says was held', { writer: 'enforcer' }, 'only the server may'],
  ])('%s is named', (_, bent, what) => {
    const problems = problemsOf(bent);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('; ')).toContain(what);
  });
});
