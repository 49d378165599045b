import {
  done,
  isSubjectId,
  must,
  refuse,
  type Assurance,
  type EntryId,
  type Instant,
  type Recorder,
  type Result,
  type Role,
  type SubjectId,
} from '../model/index.ts';
import type { RegistrationRecord } from '../ledger/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { Transaction } from '../platform/store/index.ts';
import { keepActivatedSet, type PolicySet } from '../policy/index.ts';
import { stateOne, statementText } from '../review/index.ts';

/** A person as the bootstrap enrols them. */
export interface FirstSigner {
  readonly subject: SubjectId;
  readonly roles: readonly Role[];
  /** OpenSSH public key line, or the `webauthn` line of a passkey. */
  readonly publicKey: string;
  readonly assurance: Assurance;
  /** How a passkey came to be. */
  readonly registration?: RegistrationRecord;
}

export interface BootstrapAsked {
  readonly ledgerName: string;
  /** Said once, here, and never changeable later. */
  readonly demo: boolean;
  readonly policy: PolicySet;
  readonly people: readonly FirstSigner[];
  readonly checkpointKey: string;
  readonly now: Instant;
}

/** The statement that every first signer signs: who they are, with which key, under which policy, demo or not. */
export function bootstrapStatement(asked: BootstrapAsked): Result<string> {
  const [first] = asked.people;
  if (first === undefined) return refuse('usage', 'A ledger begins with at least one signer.');
  const statement = stateOne(
    { ledger: asked.ledgerName, signer: first.subject, now: asked.now, nonce: newId('non') },
    'bootstrap',
    bootstrapItem(asked),
  );
  return done(statementText(statement));
}

/** What a bootstrap covers: the signer's side works it out too, before it signs. */
export const bootstrapItem = (
  asked: Pick<BootstrapAsked, 'ledgerName' | 'demo' | 'people' | 'checkpointKey'> & {
    readonly policy: Pick<PolicySet, 'digest'>;
  },
): Readonly<Record<string, unknown>> => ({
  ledger: asked.ledgerName,
  demo: asked.demo,
  policy: asked.policy.digest,
  people: asked.people.map(({ subject, roles, publicKey, assurance, registration }) => ({
    subject,
    roles: [...roles],
    publicKey,
    assurance,
    ...(registration === undefined ? {} : { registration }),
  })),
  checkpointKey: asked.checkpointKey,
});

export interface GivenSignature {
  readonly signer: SubjectId;
  readonly armored: string;
}

/** Records the bootstrap entry and, with it, the texts of the policies it activates. */
export async function recordBootstrap(
  tx: Transaction,
  parts: { readonly recorder: Recorder<Transaction>; readonly now: Instant },
  asked: Pick<BootstrapAsked, 'policy' | 'demo' | 'people'>,
  statement: string,
  signatures: readonly GivenSignature[],
): Promise<EntryId> {
  const entry = await parts.recorder.record(
    tx,
    entryDraft({
      type: 'ledger.bootstrap',
      at: parts.now,
      actor: { kind: 'person', id: must(isSubjectId, asked.people[0]?.subject ?? ''), via: [] },
      subjects: asked.people.map((person) => person.subject),
      correlation: 'bootstrap',
      policy: asked.policy.digest,
      basis: {
        statement: digestOf(statement),
        policy: asked.policy.digest,
        policySources: asked.policy.sourcesDigest,
      },
      body: {
        statement,
        signatures: signatures.map(({ signer, armored }) => ({ signer, armored })),
        demo: asked.demo,
      },
    }),
  );
  await keepActivatedSet(tx, asked.policy, entry, parts.now);
  return entry;
}
