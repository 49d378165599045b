import {
  done,
  isProposalId,
  must,
  refuse,
  type Digest,
  type EntryId,
  type Instant,
  type ProposalId,
  type Refusal,
  type Result,
  type SubjectId,
  type Verdict,
} from '../../model/index.ts';
import { canonicalJson, digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { WhatIf } from '../../platform/wire/what-if.ts';
import {
  activatedFiles,
  compilePolicySet,
  filedUnderRequest,
  judgeOfEdits,
  keepProposedSet,
  lastSimulation,
  policyEditFacts,
  proposedFiles,
  proposedSet,
  proposedSets,
  proposedSignatures,
  type PolicyFiles,
  type PolicyProposal,
  type PolicySet,
} from '../../policy/index.ts';
import { stateOne, statementText } from '../../review/index.ts';
import { signaturesOf } from '../signer-changes.ts';
import { coveredItem, itemCovers } from '../statement-covers.ts';
import type { System } from '../system.ts';
import { differencesShown, type DifferencesShown } from './differences-shown.ts';
import { unfitRules } from './rule-texts.ts';
import {
  lawOrFixed,
  recordSimulation,
  simulate,
  staleSimulation,
  usualDays,
  type Before,
} from './simulate.ts';

/**
 * Another law, from the files that somebody would like to the request that they sign: compiled, held against the law, and
 * tried on what was decided. Filing it has no effect; what puts it in force is in `activate-policy.ts`.
 */

/** Covered by the request for another law. */
export interface ProposeItem {
  readonly policy: Digest;
  readonly sources: Digest;
  readonly replaces: EntryId;
  readonly reason: string;
}

export interface PolicyOpened {
  readonly statement: string;
  readonly item: ProposeItem;
  readonly differences: DifferencesShown;
}

/** What these files would change, and the request that this key would sign for them. Keeps nothing. */
export async function openPolicyChange(
  system: System,
  asked: { readonly files: PolicyFiles; readonly reason: string; readonly keyFingerprint: string },
): Promise<Result<PolicyOpened>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return speaksForNobody(asked.keyFingerprint);
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const proposed = compilePolicySet(asked.files);
  if (!proposed.ok) return proposed;
  try {
    const unfit = await unfitSet(system, before.value, proposed.value, standing.person, now);
    if (unfit !== undefined) return unfit;
    const item: ProposeItem = {
      policy: proposed.value.digest,
      sources: proposed.value.sourcesDigest,
      replaces: before.value.entry,
      reason: asked.reason,
    };
    const by = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
    return done({
      statement: statementText(stateOne(by, 'policy.propose', { ...item })),
      item,
      differences: differencesShown(before.value.set, proposed.value),
    });
  } finally {
    proposed.value.close();
  }
}

/** Why nobody could want this set: it is the law already, or it could never be changed again. */
async function unfitSet(
  system: System,
  before: Before,
  proposed: PolicySet,
  requester: SubjectId,
  now: Instant,
): Promise<Refusal | undefined> {
  if (
    before.isLaw &&
    proposed.digest === before.set.digest &&
    proposed.sourcesDigest === before.set.sourcesDigest
  )
    return refuse('already_done', 'These files are the law already.', 'Change something in them first.');
  const rules = unfitRules(proposed.files, before.set.files);
  if (rules !== undefined) return rules;
  const governors = await governorsOf(system, now);
  const facts = policyEditFacts({ requester, governors, isSimulated: true });
  const [somebody] = await system.signers.inForce(now);
  if (somebody === undefined) return refuse('signer_unknown', 'Nobody is enrolled to sign.');
  const actor = {
    kind: 'person' as const,
    id: somebody.person,
    state: 'active' as const,
    roles: somebody.roles,
  };
  const context = { now, filedAt: now, filer: requester, endsAt: null, signatures: [] };
  const verdict = judgeOfEdits(proposed).judgeCase(facts, actor, context);
  return verdict.outcome === 'deny'
    ? refuse(
        'policy_denied',
        `Under this set nobody could ever change the policies again: ${verdict.because}`,
        'Take out what forbids it, or make it a requirement that can be met.',
        { deciding: verdict.deciding },
      )
    : undefined;
}

export const governorsOf = async (system: System, now: Instant): Promise<readonly SubjectId[]> => [
  ...new Set(
    (await system.signers.inForce(now))
      .filter(({ roles }) => roles.includes('governor'))
      .map(({ person }) => person),
  ),
];

export interface PolicyFiled {
  readonly proposal: ProposalId;
  readonly entry: EntryId;
  readonly simulation: EntryId;
  readonly verdict: Verdict;
  readonly missing: readonly string[];
}

/** Files a set under its signed request, with what-if and verdict. */
export async function filePolicyChange(
  system: System,
  given: {
    readonly files: PolicyFiles;
    readonly statement: string;
    readonly signature: string;
    readonly days?: number;
  },
): Promise<Result<PolicyFiled>> {
  const now = system.clock.now();
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const signing = { ledger: system.ledgerName, now };
  const stated = coveredItem(given.statement, signing);
  if (!stated.ok) return stated;
  const checked = await signaturesOf(system, { statement: given.statement, signatures: [given.signature] });
  if (!checked.ok) return checked;
  const [signed] = checked.value;
  if (signed === undefined) return refuse('signature_invalid', 'Nobody signed.');
  if (signed.signer !== stated.value.signer) return notTheirs;
  const proposed = compilePolicySet(given.files);
  if (!proposed.ok) return proposed;
  const set = proposed.value;
  try {
    const { reason } = stated.value.item;
    const item = {
      policy: set.digest,
      sources: set.sourcesDigest,
      replaces: before.value.entry,
      reason: typeof reason === 'string' ? reason : '',
    };
    if (!itemCovers(given.statement, signing, { purpose: 'policy.propose', item }).ok)
      return refuse(
        'signature_stale',
        'What was signed is not a request for these files in the place of the law that is in force.',
        'Propose them anew: another law may have come into force meanwhile.',
      );
    const unfit = await unfitSet(system, before.value, set, signed.signer, now);
    if (unfit !== undefined) return unfit;
    const found = await simulate(system, before.value, set, given.days ?? usualDays);
    const facts = policyEditFacts({
      requester: signed.signer,
      governors: await governorsOf(system, now),
      isSimulated: found.past.erring === 0,
    });
    const actor = {
      kind: 'person' as const,
      id: signed.signer,
      state: 'active' as const,
      roles: signed.standing.roles,
    };
    const judge = judgeOfEdits(before.value.set);
    const context = { now, filedAt: now, filer: signed.signer, endsAt: null, signatures: [] };
    const verdict = judge.judgeCase(facts, actor, context);
    if (verdict.outcome === 'deny')
      return refuse('policy_denied', `Policy denies this whoever signs: ${verdict.because}`, undefined, {
        deciding: verdict.deciding,
      });
    return await system.database.transaction(async (tx) => {
      const known = await filedUnderRequest(tx, given.statement);
      if (known !== undefined)
        return refuse(
          'already_done',
          `This request was filed already, as \`${known}\`; a signature asks once.`,
        );
      const id = must(isProposalId, newId('prp'));
      const blob = await system.recorder.keep(tx, 'policies', canonicalJson(given.files));
      const entry = await system.recorder.record(
        tx,
        entryDraft({
          type: 'proposal.filed',
          at: now,
          actor: { kind: 'person', id: signed.signer, via: [] },
          subjects: [signed.signer],
          causedBy: [before.value.entry],
          correlation: id,
          policy: before.value.set.digest,
          basis: {
            policy: set.digest,
            policySources: set.sourcesDigest,
            statement: digestOf(given.statement),
          },
          blobs: [blob],
          body: {
            proposal: id,
            origin: 'person',
            draftedBy: 'person',
            act: 'policy.edit',
            steps: 1,
            requester: signed.signer,
            statement: given.statement,
            signature: given.signature,
          },
        }),
      );
      await keepProposedSet(
        tx,
        {
          id,
          entry,
          policy: set.digest,
          sources: set.sourcesDigest,
          replaces: before.value.entry,
          requester: signed.signer,
          reason: item.reason,
          statement: given.statement,
          signature: given.signature,
          filedAt: now,
          expiresAt: stated.value.expiresAt,
        },
        given.files,
      );
      const simulation = await recordSimulation(system, tx, { proposal: id, filed: entry }, found);
      await system.recorder.record(
        tx,
        entryDraft({
          type: 'verdict.given',
          at: now,
          actor: system.self,
          causedBy: [entry],
          correlation: id,
          policy: verdict.digests.policy,
          basis: {
            policy: verdict.digests.policy,
            input: verdict.digests.input,
            basis: verdict.digests.basis,
          },
          body: {
            about: entry,
            outcome: verdict.outcome,
            missing: verdict.outcome === 'requestable' ? verdict.missing : [],
            deciding: verdict.deciding,
            actor: signed.signer,
          },
        }),
      );
      return done({
        proposal: id,
        entry,
        simulation: simulation.entry,
        verdict,
        missing: verdict.outcome === 'requestable' ? verdict.missing.map((need) => judge.explain(need)) : [],
      });
    });
  } finally {
    set.close();
  }
}

/** Makes the what-if of a proposed set anew; signatures over the one before count no more. */
export async function simulateAgain(
  system: System,
  asked: { readonly proposal: ProposalId; readonly days?: number },
): Promise<Result<{ readonly simulation: EntryId; readonly found: WhatIf }>> {
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const proposal = await proposedSet(system.database, asked.proposal);
  const closed = notOpen(proposal, before.value, system.clock.now(), asked.proposal);
  if (closed !== undefined || proposal === undefined) return closed ?? notFound(asked.proposal);
  const set = compilePolicySet(await proposedFiles(system.database, proposal.id));
  if (!set.ok) return set;
  try {
    const found = await simulate(system, before.value, set.value, asked.days ?? usualDays);
    return await system.database.transaction(async (tx) => {
      const simulation = await recordSimulation(
        system,
        tx,
        { proposal: proposal.id, filed: proposal.entry },
        found,
      );
      return done({ simulation: simulation.entry, found });
    });
  } finally {
    set.value.close();
  }
}

export const notFound = (id: string): Refusal =>
  refuse('not_found', `There is no proposal of policies \`${id}\`.`, 'See `countersign policy proposals`.');

/** Why a proposed set cannot be signed any more. */
export function notOpen(
  proposal: PolicyProposal | undefined,
  before: Before,
  now: Instant,
  id: string,
): Refusal | undefined {
  if (proposal === undefined) return notFound(id);
  if (proposal.state !== 'open')
    return refuse('already_done', `It is ${proposal.state}.`, 'Propose the files anew to have them again.');
  if (proposal.replaces !== before.entry)
    return refuse(
      'signature_stale',
      'Another law has come into force since this was proposed.',
      'Propose the files anew: their what-if was held against the law before.',
    );
  return proposal.expiresAt <= now
    ? refuse('signature_stale', `The request for it expired at ${proposal.expiresAt}.`, 'Propose it anew.')
    : undefined;
}

export interface PolicyProposalShown extends Omit<PolicyProposal, 'statement' | 'signature'> {
  /** Of those whose signatures wait; empty before anybody signed the newest what-if. */
  readonly signedBy: readonly SubjectId[];
  /** Why it can be signed no more; null: it can. */
  readonly closed: string | null;
}

/** Proposed sets, the newest first. */
export async function listOfPolicyChanges(
  system: System,
): Promise<Result<{ readonly items: readonly PolicyProposalShown[]; readonly total: number }>> {
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const { items, total } = await proposedSets(system.database, 100);
  const shown: PolicyProposalShown[] = [];
  for (const proposal of items) shown.push(await shownOf(system, before.value, proposal));
  return done({ items: shown, total });
}

async function shownOf(system: System, before: Before, filed: PolicyProposal): Promise<PolicyProposalShown> {
  const { statement: _, signature: __, ...proposal } = filed;
  const simulation = await lastSimulation(system.database, proposal.id);
  const signatures =
    simulation === undefined ? [] : await proposedSignatures(system.database, simulation.entry);
  const closed = notOpen(
    { ...proposal, statement: '', signature: '' },
    before,
    system.clock.now(),
    proposal.id,
  );
  return { ...proposal, signedBy: signatures.map(({ signer }) => signer), closed: closed?.message ?? null };
}

export interface PolicyChangeShown extends PolicyProposalShown {
  readonly files: PolicyFiles;
  /** Against the law that it would take the place of; null when one of the two can no longer be read. */
  readonly differences: DifferencesShown | null;
  readonly simulation: {
    readonly entry: EntryId;
    readonly result: Digest;
    readonly madeAt: Instant;
    readonly found: WhatIf;
    /** Why it says nothing any more; null: it holds. */
    readonly stale: string | null;
  } | null;
  /** Needs that are missing, in words. */
  readonly missing: readonly string[];
}

/** One proposed set with everything that those who sign it have to see. */
export async function showPolicyChange(system: System, id: ProposalId): Promise<Result<PolicyChangeShown>> {
  const now = system.clock.now();
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const proposal = await proposedSet(system.database, id);
  if (proposal === undefined) return notFound(id);
  const files = await proposedFiles(system.database, id);
  const set = compilePolicySet(files);
  const shown = await shownOf(system, before.value, proposal);
  const simulation = await lastSimulation(system.database, id);
  const holds =
    simulation === undefined || !set.ok || shown.closed !== null
      ? undefined
      : await staleSimulation(system, before.value, set.value, simulation, now);
  const replaced = await setReplaced(system, before.value, proposal.replaces);
  const missing =
    set.ok && shown.closed === null ? await stillMissing(system, before.value, proposal, shown.signedBy) : [];
  const answer: PolicyChangeShown = {
    ...shown,
    files,
    differences: set.ok && replaced !== undefined ? differencesShown(replaced, set.value) : null,
    simulation:
      simulation === undefined
        ? null
        : {
            entry: simulation.entry,
            result: simulation.result,
            madeAt: simulation.madeAt,
            found: simulation.found,
            stale: holds?.ok === false ? holds.message : null,
          },
    missing,
  };
  if (set.ok) set.value.close();
  if (replaced !== undefined && replaced !== before.value.set) replaced.close();
  return done(answer);
}

async function setReplaced(
  system: System,
  before: Before,
  replaces: EntryId,
): Promise<PolicySet | undefined> {
  if (replaces === before.entry) return before.set;
  const files = await activatedFiles(system.database, replaces);
  const set = files === undefined ? undefined : compilePolicySet(files);
  return set?.ok === true ? set.value : undefined;
}

async function stillMissing(
  system: System,
  before: Before,
  proposal: PolicyProposal,
  signedBy: readonly SubjectId[],
): Promise<readonly string[]> {
  const now = system.clock.now();
  const inForce = await system.signers.inForce(now);
  const governors = await governorsOf(system, now);
  const facts = policyEditFacts({ requester: proposal.requester, governors, isSimulated: true });
  const signatures = signedBy.flatMap((person) => {
    const standing = inForce.find((each) => each.person === person && each.assurance === 'passkey');
    return standing === undefined
      ? []
      : [
          {
            signer: { kind: 'person' as const, id: person, state: 'active' as const, roles: standing.roles },
            dependsOn: standing.dependsOn,
            assurance: standing.assurance,
            signedAt: now,
          },
        ];
  });
  const [somebody] = inForce;
  const actor =
    signatures.at(-1)?.signer ??
    (somebody && {
      kind: 'person' as const,
      id: somebody.person,
      state: 'active' as const,
      roles: somebody.roles,
    });
  if (actor === undefined) return [];
  const judge = judgeOfEdits(before.set);
  const verdict = judge.judgeCase(facts, actor, {
    now,
    filedAt: proposal.filedAt,
    filer: proposal.requester,
    endsAt: null,
    signatures,
  });
  return verdict.outcome === 'requestable' ? verdict.missing.map((need) => judge.explain(need)) : [];
}

export const notTheirs = refuse(
  'signature_invalid',
  'The statement names another person than whose key signed it.',
);

export const speaksForNobody = (fingerprint: string): Refusal =>
  refuse('signer_unknown', `The key ${fingerprint} speaks for nobody in this ledger now.`);
