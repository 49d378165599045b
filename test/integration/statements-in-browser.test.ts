// What the browser works out before a passkey is asked, against what the server and the CLI work out: canonical JSON,
// digests, the root over many answers; and that a statement which says anything else gets no signature.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isDigest,
  isEntryId,
  isFindingId,
  isInstant,
  isProposalId,
  isSourceId,
  isSubjectId,
  must,
} from '../../src/model/index.ts';
import type { Change, DecisionItem, Proposal } from '../../src/model/index.ts';
import { canonicalJson as serverCanonical, digestOfValue } from '../../src/platform/canonical.ts';
import { shownDigest } from '../../src/platform/evidence-digest.ts';
import { merkleTree } from '../../src/platform/merkle.ts';
import {
  changesDigest,
  requestedDigest,
  says,
  stateMany,
  stateOne,
  statementText,
  treeOf,
} from '../../src/review/index.ts';
import { canonicalJson, digestOfValue as browserDigest } from '../../web/src/signing/canonical.ts';
import { batchCovers, decisionCovers, requestCovers, restoreCovers } from '../../web/src/signing/covers.ts';
import { changeWords } from '../../web/src/cases/change-words.ts';
import { rootOf } from '../../web/src/signing/merkle.ts';

const json = fc.jsonValue({ noUnicodeString: false });

const refusedText = 'refused: not exact';
function orRefused(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refusedText;
  }
}

describe('the browser works out by itself', () => {
  it('the canonical JSON and the digest of a value as the server does', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const asParsed: unknown = JSON.parse(JSON.stringify(value));
        const ours = orRefused(() => canonicalJson(asParsed));
        expect(ours).toBe(orRefused(() => serverCanonical(asParsed)));
        const exact = ours === refusedText ? {} : asParsed;
        expect(await browserDigest('a/v1', exact)).toBe(digestOfValue('a/v1', exact));
      }),
    );
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"b":-0,"a":1e-7},"\\u20ac":"\\u2028","10":[],"9":0.1}',
    );
    expect(canonicalJson(hostile)).toBe(serverCanonical(hostile));
    for (const value of ['\ud800', { '\udc00': 1 }, Number.NaN, 2 ** 53, undefined])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('the root over any number of texts', async () => {
    for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33]) {
      const texts = Array.from({ length: size }, (_, at) => `{"at":${at},"ü":"€"}`);
      expect(await rootOf(texts)).toBe(merkleTree(texts).root);
    }
    await expect(rootOf([])).rejects.toThrow(RangeError);
  });
});

describe('the browser says', () => {
  const source = must(isSourceId, 'acme');
  const until = must(isInstant, '2026-04-01T12:00:00.000Z');
  const findingId = must(isFindingId, 'fnd_0123456789');
  const account = { source, accountKey: 'role/a' } as const;
  const held = { source, subjectKey: 'role/a', entitlementKey: 'table/t#SELECT' } as const;
  const member = { source, memberKey: 'role/a', groupKey: 'role/g' } as const;
  const owned = {
    source: 'countersign',
    accountSource: source,
    accountKey: 'role/a',
    role: 'owner',
  } as const;
  const changes: { readonly [T in Change['type']]: readonly Extract<Change, { readonly type: T }>[] } = {
    'grant.add': [
      { type: 'grant.add', ...held, grantable: false, until: null },
      { type: 'grant.add', ...held, grantable: true, until },
    ],
    'grant.remove': [{ type: 'grant.remove', ...held }],
    'membership.add': [
      { type: 'membership.add', ...member, until },
      { type: 'membership.add', ...member, until: null },
    ],
    'membership.remove': [{ type: 'membership.remove', ...member }],
    'account.disable': [{ type: 'account.disable', ...account }],
    'account.enable': [{ type: 'account.enable', ...account }],
    'account.create': [{ type: 'account.create', ...account, validUntil: until }],
    'account.drop': [
      { type: 'account.drop', ...account },
      { type: 'account.drop', ...account, watchedSeconds: 604_800 },
      { type: 'account.drop', ...account, watchedSeconds: 93_784 },
    ],
    'owner.assign': [{ type: 'owner.assign', ...owned, personSource: source, personKey: 'E1' }],
    'owner.clear': [{ type: 'owner.clear', ...owned }],
    'risk.accept': [{ type: 'risk.accept', source: 'countersign', findingId, reason: 'r', until }],
    'risk.reopen': [{ type: 'risk.reopen', source: 'countersign', findingId }],
    'bundle.define': [
      {
        type: 'bundle.define',
        source: 'countersign',
        bundle: 'reports',
        title: 'Reports',
        why: 'Analysts read them.',
        ownerSource: source,
        ownerKey: 'E1',
        content: [{ is: 'group', source, key: 'role/readers' }],
      },
    ],
    'bundle.retire': [{ type: 'bundle.retire', source: 'countersign', bundle: 'reports' }],
  };
  it.each(Object.values(changes).flat())('of a change what the server says: $type', (change) => {
    expect(changeWords(change)).toBe(says(change));
  });
});

const now = must(isInstant, '2026-03-02T12:00:00.000Z');
const signer = must(isSubjectId, 'psn_dana00000000');
const frame = { ledger: 'countersign.local/one', signer, now, nonce: 'non_0123456789abcdef' };
const signing = { signer, now: Date.parse(now) };
const digest = must(isDigest, 'a'.repeat(64));

const proposalOf = (at: number): Proposal => ({
  id: must(isProposalId, `prp_000000000${at}`),
  title: `__proto__ <img onerror=1> ${at}`,
  reason: 'unused',
  origin: 'rule',
  draftedBy: 'rule',
  changes: [],
  evidence: {
    facts: [],
    material: [],
  },
  findings: [],
  endsAt: null,
  createdAt: now,
});
const itemOf = (proposal: Proposal, more: Partial<DecisionItem> = {}): DecisionItem => ({
  proposal: proposal.id,
  proposalEntry: must(isEntryId, 'ent_0123456789'),
  answer: 'approve',
  role: 'reviewer',
  changes: changesDigest(proposal.changes, proposal.endsAt),
  evidenceShown: shownDigest(proposal.evidence),
  evidenceMaterial: digest,
  verdictBasis: digest,
  policy: digest,
  restorableUntil: must(isInstant, '2026-04-01T12:00:00.000Z'),
  endsAt: null,
  ...more,
});
const shownOf = (proposal: Proposal) => ({ proposal, answer: 'approve', reason: '' }) as const;
const refused = { code: 'statement_differs' };
const lies: readonly Readonly<Record<string, unknown>>[] = [
  { answer: 'reject' },
  { changes: 'b'.repeat(64) },
  { evidenceShown: 'b'.repeat(64) },
  { proposal: 'prp_9999999999' },
  { reason: 'words put in their mouth' },
  { restorableUntil: '2036-04-01T12:00:00.000Z' },
  { restorableUntil: 'never' },
  { endsAt: '2026-04-01T12:00:00.000Z' },
  { roles: ['administrator'] },
];

describe('no passkey is asked', () => {
  const proposal = proposalOf(1);
  const text = (
    purpose: 'decision' | 'request' | 'restore',
    item: object,
    more: Partial<typeof frame> = {},
  ) => statementText(stateOne({ ...frame, ...more }, purpose, { ...item }));

  it('for a decision that says anything but what is shown', async () => {
    const says = await decisionCovers(text('decision', itemOf(proposal)), signing, shownOf(proposal));
    expect(says).toMatchObject({ answer: 'approve', role: 'reviewer', endsAt: null });
    const honest = text('decision', itemOf(proposal));
    const texts = [
      ...lies.map((lie) => text('decision', { ...itemOf(proposal), ...lie })),
      text('request', itemOf(proposal)),
      text('decision', itemOf(proposal), { signer: must(isSubjectId, 'psn_mallory00000') }),
      honest.replace('2026-03-09T12:00:00.000Z', '2036-03-09T12:00:00.000Z'),
      ` ${honest}`,
      'null',
      '[]',
      '{',
    ];
    for (const statement of texts)
      await expect(decisionCovers(statement, signing, shownOf(proposal))).rejects.toMatchObject(refused);
    const late = text('decision', itemOf(proposal), { now: must(isInstant, '2026-03-02T12:06:00.000Z') });
    await expect(decisionCovers(late, signing, shownOf(proposal))).rejects.toMatchObject({
      code: 'clock_differs',
    });
  });

  it('for many answers of which one, their order or their number is another', async () => {
    const cases = [1, 2, 3].map(proposalOf);
    const items = cases.map((each) => itemOf(each));
    const stated = (of: readonly DecisionItem[]) => statementText(stateMany(frame, 'decision', treeOf(of)));
    const asked = cases.map((each, at) => ({ item: items[at], shown: shownOf(each) }));
    expect(await batchCovers(stated(items), signing, asked)).toHaveLength(3);
    const [a, b, c] = items;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three');
    for (const lie of lies) {
      const bent = { ...b, ...lie } as DecisionItem;
      const shown = [asked[0], { item: bent, shown: shownOf(proposalOf(2)) }, asked[2]].flatMap(
        (each) => each ?? [],
      );
      await expect(batchCovers(stated([a, bent, c]), signing, shown)).rejects.toMatchObject(refused);
    }
    const wrong = [
      [stated([b, a, c]), asked],
      [stated([a, b]), asked],
      [stated([a, b]), asked.slice(0, 1)],
      [stated([a, a]), [...asked.slice(0, 1), ...asked.slice(0, 1)]],
      [stated(items), []],
      [text('decision', a), asked.slice(0, 1)],
    ] as const;
    for (const [statement, of] of wrong)
      await expect(batchCovers(statement, signing, of)).rejects.toMatchObject(refused);
  });

  it('for a request or a reversal of something else', async () => {
    const changes = [
      {
        type: 'risk.accept',
        source: 'countersign',
        findingId: 'fnd_0123456789',
        reason: 'r',
        until: '2026-04-01T12:00:00.000Z',
      },
    ] as const;
    // the branded ids of the model are plain texts to a browser
    const requested = requestedDigest(JSON.parse(JSON.stringify(changes)), null);
    const asked = { changes: JSON.parse(JSON.stringify(changes)), endsAt: null, purpose: 'on call' };
    await requestCovers(text('request', { changes: requested, purpose: 'on call' }), signing, asked);
    for (const item of [
      { changes: digest, purpose: 'on call' },
      { changes: requested, purpose: 'x' },
    ])
      await expect(requestCovers(text('request', item), signing, asked)).rejects.toMatchObject(refused);

    const back = { execution: 'ent_0123456789', reason: 'still on call' };
    const item = { restores: back.execution, plan: 'ent_1234567890', reason: back.reason };
    restoreCovers(text('restore', item), signing, back);
    for (const lie of [{ restores: 'ent_9999999999' }, { reason: 'x' }, { more: 1 }])
      expect(() => restoreCovers(text('restore', { ...item, ...lie }), signing, back)).toThrow(
        expect.objectContaining(refused),
      );
  });
});
