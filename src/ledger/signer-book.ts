import { roles, type Role } from '../model/identity.ts';
import { isSubjectId, must } from '../model/ids.ts';
import type { SignerBook, SignerStanding } from '../model/ports.ts';
import { isInstant, type Instant } from '../model/time.ts';
import { leafVersion } from './leaf.ts';
import type { PasskeyFacts } from './passkey-registration.ts';
import type { VerifiedReader } from './reader.ts';
import type { SignerKeyKind } from './signer-key.ts';
import { foldSigners, signerTypes, type EntryProblem, type KeyTenure, type SignerState } from './signers.ts';

/** The port, and what the bootstrap said about this ledger. */
export interface LedgerSigners extends SignerBook {
  /** Ledger name, demo or not, the policy set in force; `ledger` undefined before the bootstrap entry. */
  ledger(): Promise<SignerState>;
  /** Entries about signers that do not hold, as the verifier would name them. */
  problems(): Promise<readonly EntryProblem[]>;
  /** Every key that ever spoke for somebody, with the key itself and what holds it. */
  everyone(): Promise<readonly EnrolledKey[]>;
  /** Why an entry about signers would not hold if it were taken now; undefined: it would. Nothing is recorded. */
  objectionTo(entry: SignerEntry): Promise<Objection | undefined>;
}

/** A key with its standing, as its enrolment says. */
export interface EnrolledKey extends SignerStanding {
  /** An OpenSSH line, or the `webauthn` line of a passkey. */
  readonly publicKey: string;
  readonly kind: SignerKeyKind;
  /** What a passkey's registration showed; absent for SSH keys. */
  readonly passkey?: PasskeyFacts;
}

export type Objection = Pick<EntryProblem, 'what' | 'lacksSignatures'>;

/** An entry about signers before it is recorded. */
export interface SignerEntry {
  readonly type: (typeof signerTypes)[number];
  readonly at: Instant;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who may sign, from the same fold the verifier uses, kept up to date with entries that the reader has proven. */
export function createSignerBook(reader: VerifiedReader): LedgerSigners {
  const fold = foldSigners();
  const problems: EntryProblem[] = [];
  let next = 0;
  let running: Promise<void> = Promise.resolve();

  const catchUp = async (): Promise<void> => {
    for (const leaf of await reader.ofTypes(signerTypes, next)) {
      if (leaf.seq < next) continue;
      const problem = fold.apply(leaf);
      if (problem !== undefined) problems.push(problem);
      next = leaf.seq + 1;
    }
  };
  /** One at a time: two callers at once must not apply an entry twice. */
  const upToDate = (): Promise<void> => {
    running = running.then(catchUp, catchUp);
    return running;
  };

  return {
    async standing(keyFingerprint, at) {
      await upToDate();
      const tenure = fold.standing(keyFingerprint, at);
      return tenure === undefined ? undefined : toStanding(tenure);
    },
    async inForce(at) {
      await upToDate();
      return fold.inForce(at).map(toStanding);
    },
    async ledger() {
      await upToDate();
      return fold.state();
    },
    async problems() {
      await upToDate();
      return [...problems];
    },
    async everyone() {
      await upToDate();
      return fold.all().map((tenure) => ({
        ...toStanding(tenure),
        publicKey: tenure.publicKey,
        kind: tenure.kind,
        ...(tenure.passkey === undefined ? {} : { passkey: tenure.passkey }),
      }));
    },
    async objectionTo(entry) {
      const trial = foldSigners();
      for (const leaf of await reader.ofTypes(signerTypes, 0)) trial.apply(leaf);
      return trial.apply(unrecorded(entry));
    },
  };
}

const unrecorded = ({
  type,
  at,
  body,
}: SignerEntry): Parameters<ReturnType<typeof foldSigners>['apply']>[0] => ({
  v: leafVersion,
  seq: Number.MAX_SAFE_INTEGER,
  sequencedAt: at,
  writer: 'server',
  entry: {
    id: 'ent_unrecorded',
    type,
    at,
    actor: { kind: 'person', id: '', via: [] },
    subjects: [],
    causedBy: [],
    correlation: '',
    policy: null,
    basis: {},
    blobs: [],
    body,
  },
});

const isRole = (text: string): text is Role => roles.some((role) => role === text);

const toStanding = (tenure: KeyTenure): SignerStanding => ({
  person: must(isSubjectId, tenure.person),
  roles: tenure.roles.map((role) => must(isRole, role)),
  assurance: tenure.assurance,
  keyFingerprint: tenure.fingerprint,
  from: must(isInstant, tenure.from),
  until: tenure.until === null ? null : must(isInstant, tenure.until),
  enrolledBy: tenure.enrolledBy.map((id) => must(isSubjectId, id)),
  dependsOn: tenure.dependsOn.map((id) => must(isSubjectId, id)),
});
