import { describe, expect, test } from 'vitest';
import {
  isSubjectId,
  must,
  type DecisionItem,
  type Instant,
  type Proposal,
  type Statement,
} from '../model/index.ts';
import { isDigest, isEntryId, isProposalId } from '../model/ids.ts';
import { isInstant } from '../model/time.ts';
import { shownDigest } from '../platform/evidence-digest.ts';
import {
  changesDigest,
  requestedDigest,
  stateMany,
  stateOne,
  statementText,
  treeOf,
} from '../review/index.ts';
import { batchCovers, decisionCovers, itemCovers, requestCovers, restoreCovers } from './statement-covers.ts';

const now: Instant = must(isInstant, '2026-03-02T12:00:00.000Z');
const ledger = 'countersign.local/one';
const frame = { ledger, signer: must(isSubjectId, 'psn_dana00000000'), now, nonce: 'non_0123456789abcdef' };
const signing = { ledger, now };
const digest = must(isDigest, 'a'.repeat(64));
const otherDigest = must(isDigest, 'b'.repeat(64));

const proposal: Proposal = {
  id: must(isProposalId, 'prp_0123456789'),
  title: 'Take a right away',
  reason: 'unused',
  origin: 'rule',
  draftedBy: 'rule',
  changes: [],
  evidence: { facts: [], material: [] },
  findings: [],
  endsAt: null,
  createdAt: now,
};
const decision = {
  proposal: proposal.id,
  proposalEntry: must(isEntryId, 'ent_0123456789'),
  answer: 'reject' as const,
  role: 'reviewer',
  changes: changesDigest(proposal.changes, proposal.endsAt),
  evidenceShown: shownDigest(proposal.evidence),
  evidenceMaterial: digest,
  verdictBasis: digest,
  policy: digest,
  restorableUntil: must(isInstant, '2026-04-01T12:00:00.000Z'),
  endsAt: null,
};
const text = (
  purpose: Statement['purpose'],
  item: Readonly<Record<string, unknown>>,
  more: Partial<typeof frame> = {},
): string => statementText(stateOne({ ...frame, ...more }, purpose, item));

describe('a server that was taken over gets no signature', () => {
  const asked = { id: proposal.id, proposal, answer: 'reject', reason: undefined } as const;

  test('under the opposite answer, other changes, other evidence or a longer mandate', () => {
    expect(decisionCovers(text('decision', decision), signing, asked)).toEqual({ ok: true, value: true });
    const lies: Readonly<Record<string, unknown>>[] = [
      { answer: 'approve' },
      { changes: otherDigest },
      { evidenceShown: otherDigest },
      { proposal: 'prp_9999999999' },
      { reason: 'words put in their mouth' },
      { restorableUntil: '2036-04-01T12:00:00.000Z' },
      { endsAt: '2026-04-01T12:00:00.000Z' },
    ];
    for (const lie of lies)
      expect(decisionCovers(text('decision', { ...decision, ...lie }), signing, asked)).toMatchObject({
        ok: false,
        code: 'signature_invalid',
      });
  });

  test('under an answer to another proposal than the one that was named', () => {
    const other = { ...proposal, id: must(isProposalId, 'prp_9999999999') };
    const answer = text('decision', { ...decision, proposal: other.id });
    expect(decisionCovers(answer, signing, { ...asked, proposal: other }).ok).toBe(false);
    expect(decisionCovers(answer, signing, { ...asked, id: other.id, proposal: other }).ok).toBe(true);
    expect(decisionCovers(text('decision', decision), signing, { ...asked, proposal: other }).ok).toBe(false);
  });

  test('under an enrolment that is dressed up as a decision', () => {
    const enrolment = {
      subject: 'psn_mallory00000',
      roles: ['administrator'],
      publicKey: 'x',
      assurance: 'key',
    };
    for (const item of [enrolment, { ...decision, ...enrolment }])
      for (const purpose of ['signer.enrol', 'bootstrap', 'decision'] as const)
        expect(decisionCovers(text(purpose, item), signing, asked).ok).toBe(false);
  });

  test('for another ledger, or for longer than a week, or that is not canonical', () => {
    const honest = text('decision', decision);
    const cases = [
      text('decision', decision, { ledger: 'countersign.local/two' }),
      text('decision', decision, { now: must(isInstant, '2026-03-09T12:00:00.000Z') }),
      honest.replace('2026-03-09T12:00:00.000Z', '2036-03-09T12:00:00.000Z'),
      ` ${honest}`,
    ];
    expect(honest).toContain('2026-03-09T12:00:00.000Z');
    for (const statement of cases) expect(decisionCovers(statement, signing, asked).ok).toBe(false);
  });

  describe('over many answers', () => {
    const second = { ...proposal, id: must(isProposalId, 'prp_1123456789') };
    const third = { ...proposal, id: must(isProposalId, 'prp_2123456789') };
    const shownOf = (each: Proposal) => ({ ...asked, id: each.id, proposal: each });
    const itemOf = (each: Proposal): DecisionItem => ({ ...decision, proposal: each.id });
    const covering = (items: readonly DecisionItem[], more: Partial<typeof frame> = {}): string =>
      statementText(stateMany({ ...frame, ...more }, 'decision', treeOf(items)));
    const one = { item: itemOf(proposal), shown: shownOf(proposal) };
    const two = { item: itemOf(second), shown: shownOf(second) };
    const extra = itemOf(third);
    const honest = covering([one.item, two.item]);

    test('unless it is over exactly what was shown', () => {
      expect(batchCovers(honest, signing, [one, two])).toEqual({ ok: true, value: true });
      const other = { ...one, shown: { ...one.shown, id: third.id } };
      const lists = [[one], [two, one], [one, two, { item: extra, shown: shownOf(third) }], [other, two], []];
      for (const list of lists) expect(batchCovers(honest, signing, list).ok).toBe(false);
    });

    test('when more is under the root than was shown', () => {
      expect(batchCovers(covering([one.item, two.item, extra]), signing, [one, two]).ok).toBe(false);
      const { root } = treeOf([one.item, two.item, extra]);
      const dressed = statementText(stateMany(frame, 'decision', { root, size: 2 }));
      expect(batchCovers(dressed, signing, [one, two]).ok).toBe(false);
    });

    test('when an item answers the opposite, or about other changes, evidence, ends or words', () => {
      const lies: Readonly<Record<string, unknown>>[] = [
        { answer: 'approve' },
        { changes: otherDigest },
        { evidenceShown: otherDigest },
        { reason: 'words put in their mouth' },
        { restorableUntil: '2036-04-01T12:00:00.000Z' },
        { endsAt: '2026-04-01T12:00:00.000Z' },
        { proposal: third.id },
        { more: 1 },
      ];
      for (const lie of lies) {
        const item = { ...two.item, ...lie };
        const statement = covering([one.item, item]);
        expect(batchCovers(statement, signing, [one, { ...two, item }]).ok).toBe(false);
      }
    });

    test('when one answer is under it twice, or it is for another ledger, too long, or over one item', () => {
      expect(batchCovers(covering([one.item, one.item]), signing, [one, one]).ok).toBe(false);
      const cases = [
        covering([one.item, two.item], { ledger: 'countersign.local/two' }),
        honest.replace('2026-03-09T12:00:00.000Z', '2036-03-09T12:00:00.000Z'),
        ` ${honest}`,
        text('decision', decision),
        text('signer.enrol', decision),
        statementText(stateMany(frame, 'request', treeOf([one.item, two.item]))),
      ];
      for (const statement of cases) expect(batchCovers(statement, signing, [one, two]).ok).toBe(false);
      expect(decisionCovers(honest, signing, asked).ok).toBe(false);
    });
  });

  test('under an approval when the person puts an execution back or asks for a change', () => {
    const approval = text('decision', { ...decision, answer: 'approve' });
    const restore = { restores: 'ent_0123456789', plan: 'ent_1123456789', reason: 'put back' };
    const wish = { execution: restore.restores, reason: restore.reason };
    expect(restoreCovers(text('restore', restore), signing, wish).ok).toBe(true);
    expect(restoreCovers(approval, signing, wish).ok).toBe(false);
    expect(restoreCovers(text('restore', { ...restore, restores: 'ent_2222222222' }), signing, wish).ok).toBe(
      false,
    );
    const request = { changes: [], endsAt: null, purpose: 'month end' };
    const item = { changes: requestedDigest(request.changes, null), purpose: request.purpose };
    expect(requestCovers(text('request', item), signing, request).ok).toBe(true);
    expect(requestCovers(approval, signing, request).ok).toBe(false);
    expect(requestCovers(text('request', { ...item, changes: otherDigest }), signing, request).ok).toBe(
      false,
    );
  });

  test('under the enrolment of another key, further people, or another purpose', () => {
    const item = {
      subject: 'psn_sam000000000',
      roles: ['reviewer'],
      publicKey: 'ssh-ed25519 AAAA',
      assurance: 'key',
    };
    const enrol = { purpose: 'signer.enrol', item };
    expect(itemCovers(text('signer.enrol', item), signing, enrol).ok).toBe(true);
    for (const lie of [{ publicKey: 'ssh-ed25519 BBBB' }, { roles: ['administrator'] }, { more: 1 }])
      expect(itemCovers(text('signer.enrol', { ...item, ...lie }), signing, enrol).ok).toBe(false);
    expect(itemCovers(text('signer.replace', item), signing, enrol).ok).toBe(false);
    expect(itemCovers(text('signer.enrol', item, { ledger: 'other' }), signing, enrol).ok).toBe(false);
    expect(itemCovers('not json', signing, enrol).ok).toBe(false);
  });
});
