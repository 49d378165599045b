import {
  done,
  refuse,
  type Digest,
  type EntryId,
  type Instant,
  type ProposalId,
  type Refusal,
  type Result,
  type SignerStanding,
  type StandingSignature,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Transaction } from '../../platform/store/index.ts';
import {
  closeProposedSet,
  compilePolicySet,
  judgeOfEdits,
  keepActivatedSet,
  keepProposedSignature,
  lastSimulation,
  lockedProposedSet,
  policyEditFacts,
  proposedFiles,
  proposedSet,
  proposedSignatures,
  type PolicyProposal,
  type PolicySet,
  type ProposedSignature,
  type Simulation,
} from '../../policy/index.ts';
import { personOf, stateOne, statementText } from '../../review/index.ts';
import { oneSignerEntry } from '../one-signer-entry.ts';
import { heldAs, signaturesOf } from '../signer-changes.ts';
import { itemCovers } from '../statement-covers.ts';
import type { System } from '../system.ts';
import { governorsOf, notFound, notOpen, speaksForNobody } from './policy-change.ts';
import { lawOrFixed, staleSimulation, type Before } from './simulate.ts';

/** What two governors sign: this set, in the place of that law, for that request, knowing that what-if. */
export interface ActivateItem {
  readonly policy: Digest;
  readonly sources: Digest;
  readonly replaces: EntryId;
  readonly proposal: EntryId;
  readonly simulation: EntryId;
  readonly result: Digest;
}

/** A proposed set that can be signed now, with everything that it rests on. */
interface Ready {
  readonly before: Before;
  readonly proposal: PolicyProposal;
  readonly set: PolicySet;
  readonly simulation: Simulation;
  readonly item: ActivateItem;
}

async function readyToSign(
  system: System,
  id: ProposalId,
  now: Instant,
  find: () => Promise<PolicyProposal | undefined>,
): Promise<Result<Ready>> {
  const before = await lawOrFixed(system);
  if (!before.ok) return before;
  const proposal = await find();
  if (proposal === undefined) return notFound(id);
  const closed = notOpen(proposal, before.value, now, id);
  if (closed !== undefined) return closed;
  const set = compilePolicySet(await proposedFiles(system.database, id));
  if (!set.ok) return set;
  const refusal = (refused: Refusal): Refusal => {
    set.value.close();
    return refused;
  };
  if (set.value.digest !== proposal.policy || set.value.sourcesDigest !== proposal.sources)
    return refusal(
      refuse(
        'ledger_invalid',
        'The files that are kept for this proposal are not those that were asked for.',
        'They were altered, or this version reads them differently: propose them anew.',
      ),
    );
  const simulation = await lastSimulation(system.database, id);
  if (simulation === undefined) return refusal(refuse('approval_missing', 'It was not simulated yet.'));
  if (simulation.found.past.erring > 0)
    return refusal(
      refuse(
        'policy_denied',
        `The set errs on ${simulation.found.past.erring} requests that were really made, and an error denies.`,
        'Correct the policies that its what-if names, and propose it anew.',
      ),
    );
  const stale = await staleSimulation(system, before.value, set.value, simulation, now);
  if (!stale.ok) return refusal(stale);
  const { policy, sources, replaces, entry } = proposal;
  const item = {
    policy,
    sources,
    replaces,
    proposal: entry,
    simulation: simulation.entry,
    result: simulation.result,
  };
  return done({ before: before.value, proposal, set: set.value, simulation, item });
}

/** The statement that this key would sign: the one that others have signed already, or a new one. */
export async function openPolicySigning(
  system: System,
  asked: { readonly proposal: ProposalId; readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string; readonly item: ActivateItem }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return speaksForNobody(asked.keyFingerprint);
  const ready = await readyToSign(system, asked.proposal, now, () =>
    proposedSet(system.database, asked.proposal),
  );
  if (!ready.ok) return ready;
  const { item, set } = ready.value;
  set.close();
  const unfit = await notASigner(system, ready.value, standing, now);
  if (unfit !== undefined) return unfit;
  const [first] = await proposedSignatures(system.database, item.simulation);
  const by = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  const statement = first?.statement ?? statementText(stateOne(by, 'policy.activate', { ...item }));
  return done({ statement, item });
}

/** `entry`: the law from there on. `waiting`: what it still needs. */
export type PolicySigned =
  | { readonly entry: EntryId; readonly waiting: readonly string[] }
  | { readonly entry: null; readonly waiting: readonly string[] };

/** Takes one governor’s signature; the one that completes it puts the set in force, by its ledger entry. */
export async function signPolicyChange(
  system: System,
  given: { readonly proposal: ProposalId; readonly statement: string; readonly signature: string },
): Promise<Result<PolicySigned>> {
  const now = system.clock.now();
  const checked = await signaturesOf(system, { statement: given.statement, signatures: [given.signature] });
  if (!checked.ok) return checked;
  const [own] = checked.value;
  const verified = system.signatures.verify(given.statement, given.signature);
  if (own === undefined || !verified.ok) return refuse('signature_invalid', 'Nobody signed.');
  const taken = await system.database.transaction(async (tx): Promise<Result<PolicySigned>> => {
    const ready = await readyToSign(system, given.proposal, now, () => lockedProposedSet(tx, given.proposal));
    if (!ready.ok) return ready;
    try {
      return await takeSignature(system, tx, ready.value, {
        standing: own.standing,
        signed: { signer: own.signer, statement: given.statement, signature: given.signature, signedAt: now },
        assurance: verified.assurance === 'passkey' ? own.standing.assurance : 'key',
      });
    } finally {
      ready.value.set.close();
    }
  });
  if (!taken.ok || taken.value.entry === null) return taken;
  const held = await heldAs(system, taken.value.entry);
  return held.ok ? taken : held;
}

async function takeSignature(
  system: System,
  tx: Transaction,
  ready: Ready,
  given: {
    readonly standing: SignerStanding;
    readonly signed: ProposedSignature;
    readonly assurance: SignerStanding['assurance'];
  },
): Promise<Result<PolicySigned>> {
  const { item, proposal, before } = ready;
  const { signed, standing } = given;
  const now = signed.signedAt;
  const earlier = await proposedSignatures(tx, item.simulation);
  const statement = earlier[0]?.statement ?? signed.statement;
  const signing = { ledger: system.ledgerName, now };
  if (
    signed.statement !== statement ||
    !itemCovers(signed.statement, signing, { purpose: 'policy.activate', item: { ...item } }).ok
  )
    return refuse(
      'signature_stale',
      'What was signed is not what is proposed now: another what-if was made, or others signed another text.',
      'Look at it again and sign the statement that it has now.',
    );
  if (earlier.some(({ signer }) => signer === signed.signer))
    return refuse('already_done', 'This person has signed it already; another governor must.');
  const unfit = await notASigner(system, ready, standing, now);
  if (unfit !== undefined) return unfit;
  if (given.assurance !== 'passkey')
    return refuse(
      'signature_invalid',
      'The key did not verify who used it, and a law is signed only by keys that do.',
      'Sign with a passkey, or a security key that checks its user.',
    );
  await keepProposedSignature(tx, item.simulation, signed);
  const all = [...earlier, signed];
  const counted: StandingSignature[] = [];
  for (const each of all) {
    const of = await standingOf(system, each, now);
    if (of !== undefined) counted.push(of);
  }
  const facts = policyEditFacts({
    requester: proposal.requester,
    governors: await governorsOf(system, now),
    isSimulated: true,
  });
  const judge = judgeOfEdits(before.set);
  const verdict = judge.judgeCase(facts, personOf(standing), {
    now,
    filedAt: proposal.filedAt,
    filer: proposal.requester,
    endsAt: null,
    signatures: counted,
  });
  if (verdict.outcome === 'deny')
    return refuse('policy_denied', `Policy denies this: ${verdict.because}`, undefined, {
      deciding: verdict.deciding,
    });
  if (verdict.outcome === 'requestable')
    return done({ entry: null, waiting: verdict.missing.map((need) => judge.explain(need)) });
  const recorded = await oneSignerEntry(system, tx, async () => {
    const body = {
      statement,
      signatures: all.map(({ signer, signature }) => ({ signer, armored: signature })),
      request: { statement: proposal.statement, signature: proposal.signature },
    };
    // an entry that does not hold would stay for ever, so it is tried first
    const objection = await system.signers.objectionTo({ type: 'policy.activated', at: now, body });
    if (objection !== undefined)
      return refuse(
        'policy_denied',
        `Nothing was recorded: ${objection.what}.`,
        `Have another governor sign. A key that was enrolled after the first signature counts once the what-if was made anew: \`countersign policy simulate ${proposal.id}\`.`,
      );
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'policy.activated',
        at: now,
        actor: { kind: 'person', id: signed.signer, via: [] },
        subjects: all.map(({ signer }) => signer),
        causedBy: [item.proposal, item.simulation],
        correlation: proposal.id,
        policy: item.policy,
        basis: {
          policy: item.policy,
          policySources: item.sources,
          simulation: item.result,
          statement: digestOf(statement),
          input: verdict.digests.input,
        },
        body,
      }),
    );
    await keepActivatedSet(tx, ready.set, entry, now);
    await closeProposedSet(tx, proposal.id, { activation: entry });
    return done(entry);
  });
  return recorded.ok ? done({ entry: recorded.value, waiting: [] }) : recorded;
}

/** A signature that waits, as it counts now; undefined: its key speaks for its signer no more. */
async function standingOf(
  system: System,
  { signer, statement, signature, signedAt }: ProposedSignature,
  now: Instant,
): Promise<StandingSignature | undefined> {
  const verified = system.signatures.verify(statement, signature);
  if (!verified.ok) return undefined;
  const standing = await system.signers.standing(verified.keyFingerprint, now);
  if (standing?.person !== signer) return undefined;
  return {
    signer: personOf(standing),
    dependsOn: standing.dependsOn,
    assurance: verified.assurance === 'passkey' ? standing.assurance : 'key',
    signedAt,
  };
}

/** Why this person’s signature would count for nothing. */
async function notASigner(
  system: System,
  { before, proposal }: Pick<Ready, 'before' | 'proposal'>,
  standing: SignerStanding,
  now: Instant,
): Promise<Refusal | undefined> {
  const facts = policyEditFacts({
    requester: proposal.requester,
    governors: await governorsOf(system, now),
    isSimulated: true,
  });
  const context = { now, filedAt: proposal.filedAt, filer: proposal.requester, endsAt: null, signatures: [] };
  const judge = judgeOfEdits(before.set);
  if (judge.rolesOfSigner(facts, personOf(standing), context).includes('governor')) return undefined;
  const own = standing.person === proposal.requester;
  return refuse(
    own ? 'self_approval' : 'policy_denied',
    own
      ? 'You asked for this law, so others sign it.'
      : 'This signature would not count: a law is signed by governors, and this person is none.',
    'Ask two governors who did not propose it: `countersign signers` lists who governs.',
  );
}
