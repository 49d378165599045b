import { expect, test } from 'vitest';
import { commitmentOf } from './commitment.ts';
import { bootstrap, createScene, persona, statementBy, type Scene } from './scene.ts';
import { traceLedger, type LedgerTrace } from './trace.ts';

const [dana, lee] = [persona('dana'), persona('lee')];
const salt = Buffer.alloc(32, 7);
const content = (key: string): string =>
  JSON.stringify({ changes: [{ change: { type: 'account.disable', source: 'app', accountKey: key } }] });

/** A case about this account; `kept`: what is there of its content. */
function filed(at: Scene, proposal: string, key: string, kept: string | null = content(key)): void {
  const blob = {
    id: proposal.replace('prp_', 'blb_'),
    name: 'proposal',
    commitment: commitmentOf(salt, content(key)),
  };
  at.add('proposal.filed', { correlation: proposal, blobs: [blob], body: { proposal } });
  at.blobs.push({
    id: blob.id,
    salt: kept === null ? null : salt,
    content: kept,
    erasedBy: kept === null ? 'ent_000000000099' : null,
  });
}
function scene(): Scene {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  filed(at, 'prp_000000000001', 'role/mia%2Eberg');
  const statement = statementBy(lee, 'decision', { answer: 'approve', role: 'reviewer' });
  at.add('decision.signed', {
    correlation: 'prp_000000000001',
    actor: { kind: 'person', id: lee.id, via: [] },
    body: { statement, signature: lee.key.sign(statement) },
  });
  filed(at, 'prp_000000000002', 'role/noa');
  filed(at, 'prp_000000000003', 'role/gone', null);
  return at;
}
const stories = ({ stories: all }: LedgerTrace): readonly string[] => [...all.keys()];
const trace = (at: Scene, about: string): Promise<LedgerTrace> =>
  traceLedger(at.read(), at.leaves.length, about);

test.each([
  ['its key', 'role/mia%2Eberg'],
  ['source and key', 'app/role/mia%2Eberg'],
  ['its name', 'mia.berg'],
  ['the case', 'prp_000000000001'],
  ['an entry of it', 'ent_000000000002'],
  ['who signed', lee.id],
])('finds a story by %s, and no other', async (_what, about) => {
  expect(stories(await trace(scene(), about))).toEqual(['prp_000000000001']);
});

test('finds nothing by a part of a name, and says which cases nobody can read any more', async () => {
  const told = await trace(scene(), 'mia');
  expect(stories(told)).toEqual([]);
  expect(told.unreadable).toEqual(['prp_000000000003']);
});

test('tells of a signature whose key it was then, and of a key that is nobody’s that it is', async () => {
  const at = scene();
  const stranger = persona('stranger');
  const statement = statementBy(lee, 'decision', { answer: 'approve', role: 'reviewer' });
  at.add('decision.signed', {
    correlation: 'prp_000000000001',
    body: { statement, signature: stranger.key.sign(statement) },
  });
  const entries = (await trace(at, 'mia.berg')).stories.get('prp_000000000001') ?? [];
  const keys = entries.flatMap(({ signature }) => (signature === undefined ? [] : [signature.key?.person]));
  expect(keys).toEqual([lee.id, undefined]);
});

test('shows no content but what its entry committed to, and names the entry that erased it', async () => {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  filed(at, 'prp_000000000001', 'role/mia', content('role/noa'));
  filed(at, 'prp_000000000002', 'role/gone', null);
  const swapped = await trace(at, 'prp_000000000001');
  expect([...(swapped.stories.get('prp_000000000001') ?? [])].map(({ contents }) => [...contents])).toEqual([
    [['proposal', undefined]],
  ]);
  const erased = await trace(at, 'prp_000000000002');
  expect(erased.stories.get('prp_000000000002')?.[0]?.contents.get('proposal')).toEqual({
    erasedBy: 'ent_000000000099',
  });
});

test('goes on over an entry of a type that is none of ours', async () => {
  const at = scene();
  at.add('no.such.type', { correlation: 'prp_000000000001' });
  const told = await trace(at, 'mia.berg');
  expect(told.stories.get('prp_000000000001')?.map(({ leaf }) => leaf.entry.type)).toEqual([
    'proposal.filed',
    'decision.signed',
  ]);
});

test('says of nothing that it is under the root where there are no tiles to show it by', async () => {
  const [entry] = (await trace(scene(), 'mia.berg')).stories.get('prp_000000000001') ?? [];
  expect(entry?.isIncluded).toBe(false);
});
