import {
  done,
  isSubjectId,
  must,
  refuse,
  type Assurance,
  type EntryId,
  type Instant,
  type Result,
  type Role,
  type SourceId,
  type SubjectId,
} from '../model/index.ts';
import type { EnrolledKey, PasskeyFacts, SignerKeyKind } from '../ledger/index.ts';
import { subjectOf } from '../estate/index.ts';
import { newId } from '../platform/clock.ts';
import { loadPolicySet, type PolicySet } from '../policy/index.ts';
import {
  bootstrapItem,
  bootstrapStatement,
  recordBootstrap,
  type FirstSigner,
  type GivenSignature,
} from './bootstrap.ts';
import { signerAsked, type BootstrapAskedFor } from './enrolment-item.ts';
import { oneSignerEntry } from './one-signer-entry.ts';
import { wouldNotHold } from './signer-changes.ts';
import { pageOfAll } from './page-of-all.ts';
import { itemCovers } from './statement-covers.ts';
import type { System } from './system.ts';
import type { Total } from './total.ts';

export interface SignerShown {
  readonly person: SubjectId;
  readonly keyFingerprint: string;
  /** What holds the key; a passkey may be in hardware or synced between devices. */
  readonly kind: SignerKeyKind;
  /** An OpenSSH line, for whoever checks signatures with `ssh-keygen`, or the `webauthn` line of a passkey. */
  readonly publicKey: string;
  readonly roles: readonly Role[];
  readonly assurance: Assurance;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly enrolledBy: readonly SubjectId[];
  /** Those whose signatures and theirs are not independent: each alone could have made this signer up. */
  readonly dependsOn: readonly SubjectId[];
  /** Of a passkey: what its registration showed. */
  readonly passkey?: PasskeyFacts;
}

/** Every key that was ever enrolled, in the order of enrolment, a page at a time; those in force alone when asked so. */
export async function listSigners(
  system: System,
  asked: { readonly limit: number; readonly after?: string; readonly inForce?: boolean },
): Promise<
  Result<{
    readonly items: readonly SignerShown[];
    readonly next: string | null;
    readonly total: Total;
    readonly demo: boolean;
    readonly problems: readonly string[];
  }>
> {
  const now = system.clock.now();
  const inForce = ({ from, until }: EnrolledKey): boolean => from <= now && (until === null || until > now);
  // nobody is ever taken out, so a key's place among all is its own
  const everyone = (await system.signers.everyone()).map((key, place) => ({
    key,
    place: String(place).padStart(9, '0'),
  }));
  const { items, ...page } = pageOfAll(
    everyone.filter(({ key }) => asked.inForce === undefined || inForce(key) === asked.inForce),
    ({ place }) => place,
    asked,
  );
  const { demo } = await system.signers.ledger();
  const problems = await system.signers.problems();
  return done({
    ...page,
    items: items.map(({ key }) => shown(key)),
    demo,
    problems: problems.map((problem) => `entry ${problem.seq}: ${problem.what}`),
  });
}

const shown = (key: EnrolledKey): SignerShown => ({
  person: key.person,
  keyFingerprint: key.keyFingerprint,
  kind: key.kind,
  publicKey: key.publicKey,
  roles: key.roles,
  assurance: key.assurance,
  from: key.from,
  until: key.until,
  enrolledBy: key.enrolledBy,
  dependsOn: key.dependsOn,
  ...(key.passkey === undefined ? {} : { passkey: key.passkey }),
});

/** Whether a key speaks now, and for somebody else than this person. */
export async function speaksForAnother(
  system: System,
  { keyFingerprint, of }: { readonly keyFingerprint: string; readonly of: SubjectId },
): Promise<boolean> {
  const standing = await system.signers.standing(keyFingerprint, system.clock.now());
  return standing !== undefined && standing.person !== of;
}

/** The ledger's id of a person of the estate, allotted at its first mention: what links a signer to their own accounts. */
export async function subjectOfEstatePerson(
  system: System,
  asked: { readonly source: SourceId; readonly key: string },
): Promise<Result<{ readonly person: SubjectId }>> {
  const there = await system.database.query(
    `select 1 from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.key = $2 and p.valid_to_read is null`,
    [asked.source, asked.key],
  );
  if (there.length === 0)
    return refuse(
      'not_found',
      `Source \`${asked.source}\` has no person \`${asked.key}\`.`,
      'Add and read the source of people first; the key is what its mapping calls `key`.',
    );
  return done({ person: await subjectOf(system.database, { entity: 'person', ...asked }) });
}

/** The statement by which the first person of a ledger enrols themselves and puts the shipped policies in force. */
export async function openBootstrap(
  system: System,
  asked: BootstrapAskedFor,
): Promise<Result<{ readonly statement: string; readonly person: SubjectId }>> {
  const prepared = await prepareBootstrap(system, asked, asked.as ?? must(isSubjectId, newId('psn')));
  if (!prepared.ok) return prepared;
  const statement = bootstrapStatement(prepared.value.asked);
  prepared.value.policy.close();
  return statement.ok
    ? done({ statement: statement.value, person: prepared.value.person.subject })
    : statement;
}

/** Records the bootstrap that the first person signed. */
export async function bootstrap(
  system: System,
  asked: BootstrapAskedFor & {
    readonly person: SubjectId;
    readonly statement: string;
    readonly signature: string;
  },
): Promise<Result<{ readonly entry: EntryId }>> {
  const checked = system.signatures.verify(asked.statement, asked.signature);
  if (!checked.ok) return checked;
  const prepared = await prepareBootstrap(system, asked, asked.person);
  if (!prepared.ok) return prepared;
  const { policy, person } = prepared.value;
  try {
    // what the first signer signs is the root of everything: nothing else than what this server prepared is taken
    const covers = itemCovers(
      asked.statement,
      { ledger: system.ledgerName, now: system.clock.now() },
      { purpose: 'bootstrap', item: bootstrapItem(prepared.value.asked) },
    );
    if (!covers.ok) return covers;
    const signatures: readonly GivenSignature[] = [{ signer: asked.person, armored: asked.signature }];
    const recorded = await system.database.transaction((tx) =>
      oneSignerEntry(system, tx, async () => {
        const now = system.clock.now();
        const body = { statement: asked.statement, signatures };
        const objection = await system.signers.objectionTo({ type: 'ledger.bootstrap', at: now, body });
        if (objection !== undefined) return wouldNotHold(objection.what);
        return done(
          await recordBootstrap(
            tx,
            { recorder: system.recorder, now },
            { policy, demo: false, people: [person] },
            asked.statement,
            signatures,
          ),
        );
      }),
    );
    if (!recorded.ok) return recorded;
    const entry = recorded.value;
    await system.ledger.sequenced(entry, 10);
    // a ledger that somebody else began in the meantime has a first signer as well
    const first = await system.signers.standing(checked.keyFingerprint, system.clock.now());
    if (first?.person !== asked.person) {
      const [problem] = await system.signers.problems();
      return refuse(
        'signature_invalid',
        `The bootstrap does not hold: ${problem?.what ?? 'nobody is enrolled by it'}.`,
        'Run `countersign signers bootstrap` again and sign what it writes.',
      );
    }
    return done({ entry });
  } finally {
    policy.close();
  }
}

interface Prepared {
  readonly policy: PolicySet;
  readonly person: FirstSigner;
  readonly asked: Parameters<typeof bootstrapStatement>[0];
}

async function prepareBootstrap(
  system: System,
  asked: BootstrapAskedFor,
  subject: SubjectId,
): Promise<Result<Prepared>> {
  const state = await system.signers.ledger();
  if (state.ledger !== undefined)
    return refuse(
      'already_done',
      'This ledger has its bootstrap entry; a signer is added with `countersign signers enrol`.',
    );
  const person = signerAsked(asked, subject);
  if (!person.ok) return person;
  const policy = await loadPolicySet(system.policiesFolder);
  if (!policy.ok) return policy;
  return done({
    policy: policy.value,
    person: person.value,
    asked: {
      ledgerName: system.ledgerName,
      demo: false,
      policy: policy.value,
      people: [person.value],
      checkpointKey: system.checkpointKey,
      now: system.clock.now(),
    },
  });
}
