import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../test/support/signing-world.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from '../ledger/index.ts';
import { beginChange, signChange } from './shared-changes.ts';
import { changeSigner, openSignerChange } from './signer-changes.ts';
import { bootstrap, openBootstrap } from './signers.ts';

const database = useDatabase();
let world: SigningWorld;
beforeAll(() => {
  world = openSigningWorld(database.urlAs);
});
afterAll(() => world.close());

const newKey = () => readSoftwareKeyFile(newSoftwareKeyFile('test'));
const [dana, sam, kim] = [newKey(), newKey(), newKey()];
const thrice = <T>(run: () => Promise<T>): Promise<readonly T[]> => Promise.all([run(), run(), run()]);
const problems = async () => (await world.verified()).authenticity.problems;

async function enrolment(subject: string, publicKey: string, by = dana) {
  const item = { subject, roles: ['reviewer'], publicKey, assurance: 'key' };
  const asked = { act: 'enrol', keyFingerprint: by.publicKey.fingerprint, item } as const;
  const opened = await openSignerChange(world.system, asked);
  if (!opened.ok) throw new Error(opened.message);
  const { statement } = opened.value;
  return { act: 'enrol', statement, signatures: [by.sign(statement)] } as const;
}

/** An entry that does not hold stays in the ledger for ever, and breaks its verdict. */
describe('what is handed in three times at once is recorded once', () => {
  it('a bootstrap', async () => {
    const who = { publicKey: dana.publicKey.line, roles: ['administrator', 'governor'] };
    const opened = await openBootstrap(world.system, who);
    if (!opened.ok) throw new Error(opened.message);
    const { statement, person } = opened.value;
    const asked = { ...who, person, statement, signature: dana.sign(statement) };
    const all = await thrice(() => bootstrap(world.system, asked));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await problems()).toEqual([]);
  });

  it('an enrolment, and one key for two people', async () => {
    const given = await enrolment('psn_00000000000000000000000008', sam.publicKey.line);
    const all = await thrice(() => changeSigner(world.system, given));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    const subjects = ['psn_00000000000000000000000009', 'psn_00000000000000000000000010'];
    const two = await Promise.all(subjects.map((subject) => enrolment(subject, kim.publicKey.line)));
    const both = await Promise.all(two.map((each) => beginChange(world.system, each)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await problems()).toEqual([]);
  });

  it('the signature that completes what another has begun', async () => {
    const given = await enrolment('psn_00000000000000000000000011', newKey().publicKey.line, sam);
    const begun = await beginChange(world.system, given);
    if (!begun.ok || begun.value.waiting === undefined) throw new Error('it should wait for another');
    const change = begun.value.waiting;
    const signature = kim.sign(given.statement);
    const all = await thrice(() => signChange(world.system, { change, signature }));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await problems()).toEqual([]);
  });
});
