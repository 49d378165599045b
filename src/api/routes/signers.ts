import { z } from 'zod';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  assurances,
  digestSchema,
  entryIdSchema,
  id,
  instantSchema,
  keyFingerprint,
  name,
  passkeyFacts,
  registration,
  roles,
  signature,
  sourceIdSchema,
  statement,
  stated,
  subjectIdSchema,
  text,
} from './shared.ts';

const tag = 'signers';

const named = z.array(id).min(1).max(10);
const assurance = z.enum(assurances);
const publicKey = z
  .string()
  .min(1)
  .max(8192)
  .meta({ description: 'In OpenSSH’s form, or the `webauthn` line of a passkey.' });
const recorded = z.strictObject({ entry: entryIdSchema });
const act = z.enum(['enrol', 'replace', 'revoke']);

/** What an enrolment, a replacement or a revocation says: the ledger's fold reads exactly these. */
const item = z.union([
  z.strictObject({
    subject: id,
    roles: named,
    publicKey,
    assurance,
    registration: registration.exactOptional(),
    replaces: keyFingerprint.exactOptional(),
  }),
  z.strictObject({ subject: id, fingerprint: z.string().min(1).max(100), reason: text }),
]);

const shared = z
  .union([
    z.strictObject({ entry: entryIdSchema }),
    z.strictObject({ waiting: z.string(), because: z.string() }),
  ])
  .meta({ id: 'SharedChange', description: 'Recorded, or waiting for others, and why.' });
const waitingChange = z
  .strictObject({
    change: z.string(),
    act,
    statement,
    item: z.record(z.string(), z.unknown()).meta({ description: 'What the statement covers.' }),
    signedBy: z.array(subjectIdSchema),
    because: z.string(),
    expiresAt: instantSchema,
  })
  .meta({ id: 'WaitingChange' });

export const signers = {
  list: route({
    name: 'signers.list',
    method: 'GET',
    path: '/v1/signers',
    tag,
    summary: 'Who may sign, as the ledger says.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['enrolled'], most: 1000, usual: 200 }),
      inForce: z.boolean().exactOptional(),
    }),
    output: pageOf(
      z
        .strictObject({
          person: subjectIdSchema,
          keyFingerprint: z.string(),
          kind: z.enum(['software_key', 'security_key', 'passkey']),
          publicKey: z.string(),
          roles: z.array(z.enum(roles)),
          assurance,
          from: instantSchema,
          until: instantSchema.nullable(),
          enrolledBy: z.array(subjectIdSchema),
          dependsOn: z
            .array(subjectIdSchema)
            .meta({ description: 'Whose signatures and theirs are not independent.' }),
          passkey: passkeyFacts.exactOptional(),
        })
        .meta({ id: 'Signer' }),
      {
        total,
        demo: z.boolean(),
        problems: z.array(z.string()).meta({ description: 'Signer entries that do not hold.' }),
      },
    ),
    run: ({ app }, input) =>
      paged(z.string().max(200), input, (after) => app.signers.list({ ...input, ...after })),
  }),
  person: route({
    name: 'people.subject',
    method: 'POST',
    path: '/v1/people/:source/:key/subject',
    tag,
    summary: 'The ledger’s id of a person of the estate.',
    description: 'Allotted at its first mention.',
    permission: 'operate',
    codes: ['not_found'],
    params: z.strictObject({ source: sourceIdSchema, key: name }),
    output: z.strictObject({ person: subjectIdSchema }),
    run: ({ app }, input) => app.signers.person(input),
  }),
  names: route({
    name: 'people.names',
    method: 'GET',
    path: '/v1/people/names',
    tag,
    summary: 'What people of the ledger are called in the estate.',
    description: 'As many as are asked for, at most 100.',
    permission: 'view',
    query: z.strictObject({ id: z.array(subjectIdSchema).min(1).max(100) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          id: subjectIdSchema,
          name: z.string().nullable().meta({ description: 'Null: linked to nobody in the estate.' }),
        }),
      ),
    }),
    run: ({ app }, input) => app.people.names(input.id),
  }),
  peopleToBegin: route({
    name: 'bootstrap.people',
    method: 'GET',
    path: '/v1/bootstrap/people',
    tag,
    summary: 'People of the estate, so that the first signer can say which of them they are.',
    description: 'At most 20, by the beginning of a word of their name, or of their e-mail address.',
    permission: 'setup',
    query: z.strictObject({ text: z.string().min(1).max(100) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          source: sourceIdSchema,
          key: z.string(),
          name: z.string(),
          email: z.string().nullable(),
        }),
      ),
    }),
    run: ({ app }, input) => app.people.find(input),
  }),
  policiesToBegin: route({
    name: 'bootstrap.policies',
    method: 'GET',
    path: '/v1/bootstrap/policies',
    tag,
    summary: 'The policies that the first signer would put in force.',
    description:
      '`digest` is SHA-256 of `countersign/policy/set/v1`, a newline and the canonical JSON of `meaning`: whoever signs can work it out.',
    permission: 'setup',
    codes: ['already_done', 'input_invalid'],
    output: z.strictObject({
      digest: digestSchema,
      meaning: z.strictObject({
        engine: z.unknown(),
        schema: z.unknown(),
        needs: z.array(z.string()),
        discharge: z.int(),
        policies: z.record(z.string(), z.unknown()).meta({ description: 'Cedar’s JSON form, by id.' }),
        rules: z
          .record(z.string(), z.string())
          .exactOptional()
          .meta({ description: 'Exact texts of the rules about reviews, duties and lives, by file.' }),
      }),
    }),
    run: ({ app }) => app.policies.toBegin(),
  }),
  openBootstrap: route({
    name: 'bootstrap.prepare',
    method: 'POST',
    path: '/v1/bootstrap/statement',
    tag,
    summary: 'The first signer’s statement.',
    permission: 'setup',
    changesNothing: true,
    codes: ['already_done', 'input_invalid', 'usage'],
    body: z.strictObject({
      publicKey,
      registration: registration.exactOptional(),
      roles: named,
      as: subjectIdSchema.exactOptional(),
    }),
    output: z.strictObject({ statement, person: subjectIdSchema }),
    run: ({ app }, input) => app.signers.openBootstrap(input),
  }),
  bootstrap: route({
    name: 'bootstrap.sign',
    method: 'POST',
    path: '/v1/bootstrap',
    tag,
    summary: 'Record the first signer.',
    permission: 'setup',
    codes: ['already_done', 'signature_invalid', 'policy_denied', 'in_progress'],
    body: z.strictObject({
      publicKey,
      registration: registration.exactOptional(),
      roles: named,
      person: subjectIdSchema,
      statement,
      signature,
    }),
    output: recorded,
    run: async ({ app, caller, browser }, input) => {
      const entered = await app.signers.bootstrap(input);
      if (!entered.ok || caller.kind !== 'setup' || browser === undefined) return entered;
      // the link's session could do this one thing; it goes on as its signer's own
      const { agent, address } = browser;
      const begun = await app.signin.becomeFirst({
        session: caller.session.id,
        bootstrap: entered.value.entry,
        agent,
        address,
      });
      if (!begun.ok) return begun;
      browser.keep(begun.value.secret);
      return entered;
    },
  }),
  openChange: route({
    name: 'signers.prepare',
    method: 'POST',
    path: '/v1/signers/statement',
    tag,
    summary: 'The statement that enrols, replaces or revokes a key.',
    permission: 'sign',
    changesNothing: true,
    codes: ['signer_unknown'],
    body: z.strictObject({ act, keyFingerprint, item }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.signers.openChange(input)),
  }),
  change: route({
    name: 'signers.sign',
    method: 'POST',
    path: '/v1/signers',
    tag,
    summary: 'Record an enrolment, a replacement or a revocation.',
    permission: 'sign',
    codes: ['signature_invalid', 'signature_stale', 'signer_unknown', 'policy_denied', 'in_progress'],
    body: z.strictObject({ act, statement, signatures: z.array(signature).min(1).max(8) }),
    output: recorded,
    run: ({ app }, input) => app.signers.change(input),
  }),
  waiting: route({
    name: 'changes.list',
    method: 'GET',
    path: '/v1/signer-changes',
    tag,
    summary: 'Changes of signers that some have signed and others must still.',
    description:
      'All of them: no more than 500 wait at a time, 100 begun by one person, each for a week at most. Those that end first come first.',
    permission: 'view',
    output: z.strictObject({ items: z.array(waitingChange) }),
    run: ({ app }) => app.signers.waiting(),
  }),
  begin: route({
    name: 'changes.begin',
    method: 'POST',
    path: '/v1/signer-changes',
    tag,
    summary: 'Sign a change of signers, and let others sign it where they are.',
    description: 'Recorded at once when the signature suffices; kept for the others, for a week, when not.',
    permission: 'sign',
    codes: [
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'policy_denied',
      'rate_limited',
      'in_progress',
    ],
    body: z.strictObject({ act, statement, signature }),
    output: shared,
    run: ({ app }, { signature: first, ...input }) =>
      app.signers.beginChange({ ...input, signatures: [first] }),
  }),
  coSign: route({
    name: 'changes.sign',
    method: 'POST',
    path: '/v1/signer-changes/:change/signatures',
    tag,
    summary: 'Add your signature to a change of signers that waits.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'signature_invalid',
      'signer_unknown',
      'policy_denied',
      'in_progress',
    ],
    params: z.strictObject({ change: id }),
    body: z.strictObject({ signature }),
    output: shared,
    run: ({ app }, input) => app.signers.signChange(input),
  }),
};
