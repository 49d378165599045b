import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { fingerprintOf } from './fingerprint.ts';
import { holdTo, readStated } from './stated.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const item = { subject: 'psn_00000001', fingerprint: 'SHA256:x', reason: 'lost' };
const statement = {
  v: 'countersign/statement/v1',
  ledger: 'example.org/ledger',
  purpose: 'signer.revoke',
  signer: 'psn_00000002',
  madeAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-08T12:00:00.000Z',
  nonce: 'non_0000000000000000',
  covers: { item },
};
const asked = { purpose: 'signer.revoke', ledger: 'example.org/ledger', signer: 'psn_00000002', item };

describe('a statement', () => {
  it('that says what was asked for is held to be that', () => {
    expect(() => holdTo(readStated(canonicalJson(statement), now), asked)).not.toThrow();
  });

  it.each<[string, string]>([
    ['another purpose', canonicalJson({ ...statement, purpose: 'signer.enrol' })],
    ['another ledger', canonicalJson({ ...statement, ledger: 'elsewhere' })],
    ['another signer', canonicalJson({ ...statement, signer: 'psn_00000003' })],
    ['another item', canonicalJson({ ...statement, covers: { item: { ...item, subject: 'psn_3' } } })],
    ['more in its item', canonicalJson({ ...statement, covers: { item: { ...item, roles: ['governor'] } } })],
    ['a second thing', canonicalJson({ ...statement, covers: { item, root: 'x' } })],
    ['one more member', canonicalJson({ ...statement, also: 1 })],
    ['a time that is over', canonicalJson({ ...statement, expiresAt: '2026-03-01T11:00:00.000Z' })],
    ['a time without end', canonicalJson({ ...statement, expiresAt: '2036-03-01T11:00:00.000Z' })],
    ['another order of members', JSON.stringify(statement)],
    ['a member twice', canonicalJson(statement).replace('{', '{"purpose":"signer.enrol",')],
    ['no JSON', 'x'],
  ])('with %s is not signed', (_what, text) => {
    expect(() => holdTo(readStated(text, now), asked)).toThrow('does not say exactly');
  });
});

it('fingerprints are written as OpenSSH writes them, of a passkey over its whole line', async () => {
  const of = (bytes: string | Buffer): string =>
    `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
  const line = 'webauthn localhost http://localhost:8080 AAAA pQECAyYgASFYIA';
  expect(await fingerprintOf(line)).toBe(of(line));
  const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWhs8k/cZcykMkaZXLdS3vD3lZl7D3tH0Q2gHU';
  expect(await fingerprintOf(`ssh-ed25519 ${blob}`)).toBe(of(Buffer.from(blob, 'base64')));
});
