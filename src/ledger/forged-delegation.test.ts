import { describe, expect, test } from 'vitest';
import { checkCausation } from './causation.ts';
import {
  addDecided,
  addProposal,
  approvalOf,
  bootstrap,
  createScene,
  persona,
  statementBy,
  type Bends,
  type Persona,
  type Scene,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const kim = persona('kim');
const mallory = persona('mallory');

const sceneWithThree = (): Scene => {
  const scene = createScene();
  bootstrap(scene, [dana, lee, kim]);
  return scene;
};
const sentences = (scene: Scene): string =>
  checkCausation(scene.leaves)
    .problems.map((p) => p.what)
    .join('\n');

const lent = (to: Persona, bent: Readonly<Record<string, unknown>> = {}) => ({
  to: to.id,
  start: '2026-03-01T00:00:00.000Z',
  end: '2026-03-20T00:00:00.000Z',
  only: null,
  reason: 'on leave',
  ...bent,
});
function addDelegation(
  scene: Scene,
  from: Persona,
  item: Readonly<Record<string, unknown>>,
  bent: { readonly signer?: Persona; readonly purpose?: string } = {},
): string {
  const statement = statementBy(from, bent.purpose ?? 'delegation', item);
  return scene.add('delegation.signed', {
    body: { statement, signature: (bent.signer ?? from).key.sign(statement) },
  });
}
function endDelegation(scene: Scene, by: Persona, delegation: string): void {
  const statement = statementBy(by, 'delegation.end', { delegation, reason: 'back' });
  scene.add('delegation.ended', {
    causedBy: [delegation],
    body: { statement, signature: by.key.sign(statement) },
  });
}
/** A chain decided by `signer` with the authority of `of` under that delegation. */
function decideFor(
  scene: Scene,
  signer: Persona,
  of: Persona,
  delegation: string,
  bends: Bends = {},
  before: () => void = () => {},
): void {
  const filed = addProposal(scene, bends);
  before();
  const item = approvalOf(filed, { standsFor: { person: of.id, delegation }, ...bends.item });
  const statement = statementBy(signer, 'decision', item, bends.statement);
  addDecided(scene, filed, { statement, signature: signer.key.sign(statement) }, bends);
}

describe('an approval with somebody else’s authority', () => {
  test('holds under a delegation of theirs that is in force', () => {
    const scene = sceneWithThree();
    decideFor(scene, lee, dana, addDelegation(scene, dana, lent(lee)));
    expect(checkCausation(scene.leaves)).toEqual({ executionsChecked: 1, problems: [] });
  });

  test('holds for a role that its giver has and its user has not', () => {
    const scene = createScene();
    bootstrap(scene, [dana, lee], {
      people: [
        { subject: dana.id, roles: ['security'], publicKey: dana.key.publicKey.line, assurance: 'passkey' },
        { subject: lee.id, roles: ['requester'], publicKey: lee.key.publicKey.line, assurance: 'passkey' },
      ],
    });
    const delegation = addDelegation(scene, dana, lent(lee, { only: ['security'] }));
    decideFor(scene, lee, dana, delegation, { item: { role: 'security' } });
    expect(sentences(scene)).toBe('');
    decideFor(scene, lee, dana, delegation, { item: { role: 'governor' } });
    expect(sentences(scene)).toContain('does not lend the role `governor`');
  });

  const refused: Readonly<
    Record<string, { readonly lives: (scene: Scene) => void; readonly names: string }>
  > = {
    'without any delegation': {
      lives: (scene) => decideFor(scene, lee, dana, 'ent_000000000099'),
      names: 'is no delegation that holds',
    },
    'under a delegation that somebody else signed': {
      lives: (scene) => decideFor(scene, lee, dana, addDelegation(scene, dana, lent(lee), { signer: lee })),
      names: 'speaks for',
    },
    'under a delegation by a key that nobody enrolled': {
      lives: (scene) => decideFor(scene, lee, dana, addDelegation(scene, mallory, lent(lee))),
      names: 'was not enrolled at that time',
    },
    'under a statement made for something else': {
      lives: (scene) =>
        decideFor(scene, lee, dana, addDelegation(scene, dana, lent(lee), { purpose: 'request' })),
      names: 'purpose is `request`',
    },
    'of somebody whom the delegation does not name': {
      lives: (scene) => decideFor(scene, lee, kim, addDelegation(scene, dana, lent(lee))),
      names: 'signs for',
    },
    'by somebody whom the delegation does not name': {
      lives: (scene) => decideFor(scene, kim, dana, addDelegation(scene, dana, lent(lee))),
      names: 'signs for',
    },
    'handed on: what is lent cannot be lent': {
      lives: (scene) => {
        addDelegation(scene, dana, lent(lee));
        decideFor(scene, kim, dana, addDelegation(scene, lee, lent(kim)));
      },
      names: 'the authority of `psn_lee',
    },
    'in a circle: lent to oneself': {
      lives: (scene) => decideFor(scene, dana, dana, addDelegation(scene, dana, lent(dana))),
      names: 'delegates to themselves',
    },
    'before it begins': {
      lives: (scene) =>
        decideFor(
          scene,
          lee,
          dana,
          addDelegation(scene, dana, lent(lee, { start: '2026-03-05T00:00:00.000Z' })),
        ),
      names: 'was not in force when it was signed',
    },
    'after it is over': {
      lives: (scene) =>
        decideFor(
          scene,
          lee,
          dana,
          addDelegation(scene, dana, lent(lee, { end: '2026-03-02T11:00:00.000Z' })),
        ),
      names: 'was not in force when it was signed',
    },
    'after its giver ended it': {
      lives: (scene) => {
        const delegation = addDelegation(scene, dana, lent(lee));
        decideFor(scene, lee, dana, delegation, {}, () => endDelegation(scene, dana, delegation));
      },
      names: 'was not in force when it was signed',
    },
    'carried out after it was over': {
      lives: (scene) =>
        decideFor(
          scene,
          lee,
          dana,
          addDelegation(scene, dana, lent(lee, { end: '2026-03-02T18:00:00.000Z' })),
          { startedAt: '2026-03-02T18:00:00.000Z' },
        ),
      names: 'what its plan rests on expired at 2026-03-02T18:00',
    },
    'longer than authority may be lent': {
      lives: (scene) =>
        decideFor(
          scene,
          lee,
          dana,
          addDelegation(scene, dana, lent(lee, { end: '2027-03-02T00:00:00.000Z' })),
        ),
      names: 'lasts longer than 184 days',
    },
    'on what its giver asked for': {
      lives: (scene) =>
        decideFor(scene, lee, dana, addDelegation(scene, dana, lent(lee)), { requester: dana.id }),
      names: 'approves with the authority of who asked',
    },
    'on what the one who uses it asked for': {
      lives: (scene) =>
        decideFor(scene, lee, dana, addDelegation(scene, dana, lent(lee)), { requester: lee.id }),
      names: 'approves what they asked for themselves',
    },
    'under one statement that was recorded again after its end': {
      lives: (scene) => {
        const statement = statementBy(dana, 'delegation', lent(lee));
        const body = { statement, signature: dana.key.sign(statement) };
        endDelegation(scene, dana, scene.add('delegation.signed', { body }));
        decideFor(scene, lee, dana, scene.add('delegation.signed', { body }));
      },
      names: 'lent this authority before',
    },
  };
  test.each(Object.entries(refused))('is named when it is given %s', (_name, { lives, names }) => {
    const scene = sceneWithThree();
    lives(scene);
    expect(sentences(scene)).toContain(names);
  });

  test('is ended by nobody between whom it is not, unless they govern or are security', () => {
    const scene = createScene();
    const plain = { roles: ['reviewer'], assurance: 'passkey' };
    bootstrap(scene, [dana, lee, kim], {
      people: [dana, lee, kim].map((who) => ({
        ...plain,
        subject: who.id,
        publicKey: who.key.publicKey.line,
      })),
    });
    const delegation = addDelegation(scene, dana, lent(lee));
    endDelegation(scene, kim, delegation);
    expect(sentences(scene)).toContain('ends a delegation between others');
    decideFor(scene, lee, dana, delegation);
    expect(sentences(scene).split('\n')).toHaveLength(1);
  });
});

describe('a conflict of interest', () => {
  const recuse = (scene: Scene, who: Persona, proposalEntry: string, key = who): void => {
    const statement = statementBy(who, 'recusal', { proposalEntry, reason: 'my sister’s team' });
    scene.add('proposal.noted', {
      causedBy: [proposalEntry],
      body: { kind: 'recused', person: who.id, statement, signature: key.key.sign(statement) },
    });
  };
  const decided = (scene: Scene, signer: Persona, entry: ReturnType<typeof addProposal>): void => {
    const statement = statementBy(signer, 'decision', approvalOf(entry));
    addDecided(scene, entry, { statement, signature: signer.key.sign(statement) });
  };

  test('takes its person’s signature away, and nobody else’s', () => {
    const scene = sceneWithThree();
    const filed = addProposal(scene);
    recuse(scene, dana, filed.entry);
    decided(scene, lee, filed);
    expect(sentences(scene)).toBe('');
    decided(scene, dana, filed);
    expect(sentences(scene)).toContain('has a conflict of interest, by their own signature');
  });

  test('takes the authority away that they lent', () => {
    const scene = sceneWithThree();
    const delegation = addDelegation(scene, dana, lent(lee));
    const filed = addProposal(scene);
    recuse(scene, dana, filed.entry);
    const item = approvalOf(filed, { standsFor: { person: dana.id, delegation } });
    const statement = statementBy(lee, 'decision', item);
    addDecided(scene, filed, { statement, signature: lee.key.sign(statement) });
    expect(sentences(scene)).toContain('has a conflict of interest');
  });

  test('of one person is not for another to say', () => {
    const scene = sceneWithThree();
    const filed = addProposal(scene);
    recuse(scene, dana, filed.entry, lee);
    expect(sentences(scene)).toContain('speaks for');
  });
});
