import { describe, expect, it } from 'vitest';
import { readBootstrap } from './bootstrap-item.ts';
import { canonicalJson, digestOfValue } from './canonical.ts';
import { policiesToBegin } from './policies-to-begin.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const record = { attestationObject: 'AAAA', clientDataJSON: 'AAAA' };
const made = {
  person: 'psn_00000001',
  publicKey: 'webauthn localhost http://localhost:8080 AAAA AAAA',
  assurance: 'passkey',
  record,
};
const roles = ['administrator', 'governor'];
const policy = 'a'.repeat(64);
const person = {
  subject: 'psn_00000001',
  roles,
  publicKey: made.publicKey,
  assurance: 'passkey',
  registration: record,
};
const item = { ledger: 'x.test/l', demo: false, policy, people: [person], checkpointKey: 'x.test/l+1+k' };
const say = (covered: unknown, more: object = {}): string =>
  canonicalJson({
    v: 'countersign/statement/v1',
    ledger: 'x.test/l',
    purpose: 'bootstrap',
    signer: 'psn_00000001',
    madeAt: '2026-03-01T12:00:00.000Z',
    expiresAt: '2026-03-08T12:00:00.000Z',
    nonce: 'non_0000000000000000',
    covers: { item: covered },
    ...more,
  });

describe('the first statement', () => {
  it('is read when it says what the page asked for, and tells the key of the checkpoints', () => {
    expect(readBootstrap(say(item), { made, roles, policy, now })).toMatchObject({
      checkpointKey: 'x.test/l+1+k',
    });
  });

  it.each<[string, string]>([
    ['another policy', say({ ...item, policy: 'b'.repeat(64) })],
    ['a demo', say({ ...item, demo: true })],
    ['a second person', say({ ...item, people: [person, { ...person, subject: 'psn_00000002' }] })],
    ['nobody', say({ ...item, people: [] })],
    ['another key', say({ ...item, people: [{ ...person, publicKey: 'webauthn a b c d' }] })],
    ['more roles', say({ ...item, people: [{ ...person, roles: [...roles, 'security'] }] })],
    ['another ledger inside', say({ ...item, ledger: 'y.test/l' })],
    ['no checkpoint key', say({ ...item, checkpointKey: '' })],
    ['another purpose', say(item, { purpose: 'signer.enrol' })],
    ['another signer', say(item, { signer: 'psn_00000002' })],
    ['something more', say({ ...item, also: true })],
  ])('with %s is not signed', (_what, statement) => {
    expect(() => readBootstrap(statement, { made, roles, policy, now })).toThrow('does not say exactly');
  });
});

describe('the policies to begin with', () => {
  const meaning = {
    engine: { name: 'cedar' },
    schema: {},
    needs: [],
    discharge: 2,
    policies: { 'a.b': { effect: 'forbid', annotations: { says: 'No.' } } },
  };

  it('are told from what was hashed', async () => {
    const digest = await digestOfValue('countersign/policy/set/v1', meaning);
    const served = { digest, meaning };
    expect(await policiesToBegin(served)).toMatchObject({
      digest,
      policies: [{ id: 'a.b', effect: 'forbid', says: 'No.' }],
    });
  });

  it('are refused under another digest than theirs', async () => {
    const served = { digest: policy, meaning };
    await expect(policiesToBegin(served)).rejects.toThrow('does not say exactly');
  });
});
