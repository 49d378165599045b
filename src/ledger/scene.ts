// A ledger in memory for tests: real keys, real statements, real leaves, no database. Every part of a chain can be bent.
import { exactJson } from './exact-json.ts';
import { leafHash, sha256 } from './hashing.ts';
import { leafText, type EntryView, type LeafView } from './leaf.ts';
import { signCheckpoint } from './checkpoint.ts';
import { newNoteSecret, readNoteSecret } from './note.ts';
import { parseLeaf } from './parse-entry.ts';
import type { RegistrationRecord } from './passkey-registration.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from './ssh-sign.ts';
import { createFrontier } from './tree.ts';
import type { LedgerBytes, StoredBlob } from './verify-input.ts';
import { writersOf } from './writers.ts';

export const sceneLedger = 'countersign.test/scene';

export interface Persona {
  readonly id: string;
  readonly key: {
    readonly publicKey: { readonly fingerprint: string; readonly line: string };
    /** A signature over exact text, as entries carry it. */
    sign(text: string): string;
  };
  /** How their key came to be, if it is a passkey. */
  readonly registration?: RegistrationRecord;
}

export const persona = (name: string): Persona => ({
  id: `psn_${name.padEnd(12, '0')}`,
  key: readSoftwareKeyFile(newSoftwareKeyFile(name)),
});

export const digest = (text: string): string => sha256(Buffer.from(text)).toString('hex');

/** Text of a statement by one person, one minute after noon of the scene’s day unless said otherwise. */
export function statementBy(
  signer: Persona,
  purpose: string,
  item: Readonly<Record<string, unknown>>,
  bent: Readonly<Record<string, unknown>> = {},
): string {
  const statement = {
    v: 'countersign/statement/v1',
    ledger: sceneLedger,
    purpose,
    signer: signer.id,
    madeAt: '2026-03-02T12:00:00.000Z',
    expiresAt: '2026-03-09T12:00:00.000Z',
    nonce: 'nonce-0123456789',
    covers: { item },
    ...bent,
  };
  return exactJson(statement) ?? '';
}

export const enrolled = (who: Persona, roles: readonly string[], assurance = 'passkey') => ({
  subject: who.id,
  roles,
  publicKey: who.key.publicKey.line,
  assurance,
  ...(who.registration === undefined ? {} : { registration: who.registration }),
});

export interface Scene {
  readonly leaves: LeafView[];
  readonly checkpointKey: string;
  /** Appends an entry and returns its id; `bent` overrides any member, `writer` the process. */
  add(
    type: string,
    parts?: Partial<EntryView>,
    how?: { readonly writer?: string; readonly at?: string },
  ): string;
  /** A change to a leaf’s bytes after it was signed. */
  readonly bytes: Buffer[];
  readonly notes: string[];
  readonly blobs: StoredBlob[];
  read(options?: {
    readonly outside?: readonly string[];
    readonly checkpoints?: readonly string[];
  }): LedgerBytes;
}

export function createScene(): Scene {
  const signingKey = readNoteSecret(newNoteSecret(sceneLedger));
  const frontier = createFrontier();
  const leaves: LeafView[] = [];
  const bytes: Buffer[] = [];
  const notes: string[] = [];
  const blobs: StoredBlob[] = [];
  const hashes: Buffer[] = [];
  return {
    leaves,
    bytes,
    notes,
    blobs,
    checkpointKey: signingKey.vkey,
    add(type, parts = {}, how = {}) {
      const seq = leaves.length;
      const id = `ent_${String(seq).padStart(12, '0')}`;
      const at = how.at ?? new Date(Date.parse('2026-03-02T12:00:00.000Z') + seq * 1000).toISOString();
      const entry = {
        id,
        type,
        at,
        actor: { kind: 'process', id: 'prc_000000000001', via: [] },
        subjects: [],
        causedBy: [],
        correlation: id,
        policy: null,
        basis: {},
        blobs: [],
        body: {},
        ...parts,
      };
      const leaf = Buffer.from(
        leafText(exactJson(entry) ?? '', seq, at, how.writer ?? writersOf[type] ?? 'server'),
      );
      const parsed = parseLeaf(leaf);
      if (typeof parsed === 'string') throw new Error(parsed);
      leaves.push(parsed);
      bytes.push(leaf);
      hashes.push(leafHash(leaf));
      frontier.push(leafHash(leaf));
      const root = Buffer.from(frontier.root());
      notes.push(signCheckpoint({ origin: sceneLedger, size: seq + 1, root }, [signingKey]));
      return entry.id;
    },
    read({ outside = notes, checkpoints = notes } = {}) {
      return {
        async *entries() {
          yield bytes.map((leaf, seq) => ({ seq, leaf, hashes: [] }));
        },
        async *checkpoints() {
          yield checkpoints;
        },
        async *outside() {
          yield outside;
        },
        async *blobs() {
          yield blobs;
        },
      };
    },
  };
}

/** Two people and a policy: the bootstrap of a demo ledger, signed by both. */
export function bootstrap(
  scene: Scene,
  people: readonly Persona[],
  bent: Readonly<Record<string, unknown>> = {},
): string {
  const [first] = people;
  if (first === undefined) throw new Error('a bootstrap needs a person');
  const item = {
    ledger: sceneLedger,
    demo: true,
    policy: digest('policy'),
    people: people.map((who) => enrolled(who, ['reviewer', 'security', 'governor'])),
    checkpointKey: scene.checkpointKey,
    ...bent,
  };
  const statement = statementBy(first, 'bootstrap', item);
  const signatures = people.map((who) => ({ signer: who.id, armored: who.key.sign(statement) }));
  return scene.add('ledger.bootstrap', { body: { statement, signatures } });
}

export interface ChainIds {
  readonly proposal: string;
  readonly decision: string;
  readonly plan: string;
  readonly execution: string;
}

/** How one link of a chain is to be bent. Everything left out is as it should be. */
export interface Bends {
  readonly requester?: string;
  readonly origin?: string;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly statement?: Readonly<Record<string, unknown>>;
  readonly signature?: string;
  readonly decisionBody?: Readonly<Record<string, unknown>>;
  readonly decisionAt?: string;
  readonly plan?: Partial<EntryView>;
  readonly planBody?: Readonly<Record<string, unknown>>;
  readonly started?: Partial<EntryView>;
  readonly startedBy?: string;
  readonly startedAt?: string;
}

/** A proposal as it was filed: what decisions about it are held to. */
export interface FiledInScene {
  readonly entry: string;
  readonly proposal: string;
  readonly basis: Readonly<Record<'changes' | 'evidenceShown' | 'evidenceMaterial' | 'proposal', string>>;
}

/** proposal → verdict, with changes of its own. */
export function addProposal(scene: Scene, bends: Bends = {}): FiledInScene {
  const proposal = `prp_${String(scene.leaves.length).padStart(12, '0')}`;
  const basis = {
    changes: digest(`changes of ${proposal}`),
    evidenceShown: digest('shown'),
    evidenceMaterial: digest('material'),
    proposal: digest('p'),
  };
  const requester = bends.requester === undefined ? {} : { requester: bends.requester };
  const entry = scene.add('proposal.filed', {
    basis,
    body: { proposal, origin: bends.origin ?? 'rule', draftedBy: 'rule/x', steps: 1, ...requester },
  });
  scene.add('verdict.given', { causedBy: [entry], body: { about: entry, outcome: 'requestable' } });
  return { entry, proposal, basis };
}

/** The item of an approval of this proposal. */
export const approvalOf = ({ entry, proposal, basis }: FiledInScene, bent: Bends['item'] = {}) => ({
  proposal,
  proposalEntry: entry,
  answer: 'approve',
  role: 'reviewer',
  changes: basis.changes,
  evidenceShown: basis.evidenceShown,
  evidenceMaterial: basis.evidenceMaterial,
  verdictBasis: digest('verdict'),
  policy: digest('policy'),
  restorableUntil: '2026-04-01T12:00:00.000Z',
  endsAt: null,
  ...bent,
});

/** proposal → verdict → decision → plan → execution with one step, by `signer`. */
export function addChain(scene: Scene, signer: Persona, bends: Bends = {}): ChainIds {
  const filed = addProposal(scene, bends);
  const statement = statementBy(signer, 'decision', approvalOf(filed, bends.item), bends.statement);
  const body = { statement, signature: bends.signature ?? signer.key.sign(statement), ...bends.decisionBody };
  return addDecided(scene, filed, body, bends);
}

/** decision → plan → execution with one step, on a decision with this body. */
export function addDecided(
  scene: Scene,
  { entry, proposal, basis: { changes } }: FiledInScene,
  body: Readonly<Record<string, unknown>>,
  bends: Bends = {},
): ChainIds {
  const how = bends.decisionAt === undefined ? {} : { at: bends.decisionAt };
  const decision = scene.add('decision.signed', { causedBy: [entry], basis: { changes }, body }, how);
  const plan = scene.add(
    'plan.created',
    {
      causedBy: [decision],
      basis: { changes },
      body: {
        kind: 'decision',
        proposal,
        proposalEntry: entry,
        trigger: { kind: 'person', entry: decision },
        decisions: [decision],
        steps: 1,
        ...bends.planBody,
      },
      ...bends.plan,
    },
    how,
  );
  const execution = addExecution(scene, plan, changes, bends);
  return { proposal: entry, decision, plan, execution };
}

export function addExecution(scene: Scene, plan: string, changes: string, bends: Bends = {}): string {
  const how = {
    ...(bends.startedBy === undefined ? {} : { writer: bends.startedBy }),
    ...(bends.startedAt === undefined ? {} : { at: bends.startedAt }),
  };
  const at = bends.startedAt === undefined ? {} : { at: bends.startedAt };
  const started = scene.add(
    'execution.started',
    { causedBy: [plan], basis: { changes }, body: { plan, steps: 1 }, ...bends.started },
    how,
  );
  const blob = { id: 'blb_000000000001', name: 'pre-image', commitment: digest('x') };
  const intended = scene.add(
    'execution.step.intended',
    { causedBy: [started], body: { step: 0, before: digest('before') }, blobs: [blob] },
    at,
  );
  scene.add(
    'execution.step.applied',
    { causedBy: [intended], body: { step: 0, after: digest('after') } },
    at,
  );
  scene.add('execution.finished', { causedBy: [started], body: { outcome: 'done' } }, at);
  return started;
}

/** The plan that takes back what a chain gave until a date, a minute after `endOfChain`, and its execution. */
export const endOfChain = '2026-03-02T13:00:00.000Z';
export interface ExpiryBends {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly causedBy?: readonly string[];
  readonly changes?: string;
  readonly at?: string;
  /** Nothing is carried out. */
  readonly only?: 'the plan';
}
export function addExpiry(scene: Scene, chain: ChainIds, bends: ExpiryBends = {}): string {
  const original = scene.leaves.find((leaf) => leaf.entry.id === chain.plan)?.entry;
  const changes = bends.changes ?? original?.basis['changes'] ?? '';
  const at = bends.at ?? '2026-03-02T13:01:00.000Z';
  const plan = scene.add(
    'plan.created',
    {
      causedBy: bends.causedBy ?? [chain.decision, chain.execution],
      basis: { changes },
      body: {
        kind: 'expiry',
        proposal: original?.body['proposal'],
        proposalEntry: chain.proposal,
        expires: chain.execution,
        step: 0,
        trigger: { kind: 'clock', entry: chain.execution },
        decisions: [chain.decision],
        steps: 1,
        ...bends.body,
      },
    },
    { at },
  );
  if (bends.only === undefined) addExecution(scene, plan, changes, { startedAt: at });
  return plan;
}
