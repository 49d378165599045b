import { z } from 'zod';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import {
  assurances,
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
    codes: ['already_done', 'signature_invalid', 'policy_denied'],
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
      const { agent } = browser;
      const begun = await app.signin.becomeFirst({
        session: caller.session.id,
        bootstrap: entered.value.entry,
        agent,
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
    run: ({ app }, input) => app.signers.openChange(input),
  }),
  change: route({
    name: 'signers.sign',
    method: 'POST',
    path: '/v1/signers',
    tag,
    summary: 'Record an enrolment, a replacement or a revocation.',
    permission: 'sign',
    codes: ['signature_invalid', 'signer_unknown', 'policy_denied'],
    body: z.strictObject({ act, statement, signatures: z.array(signature).min(1).max(8) }),
    output: recorded,
    run: ({ app }, input) => app.signers.change(input),
  }),
};
