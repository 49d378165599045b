import { z } from 'zod';
import {
  changeSchema,
  entryIdSchema,
  findingIdSchema,
  instantSchema,
  proposalIdSchema,
  sourceIdSchema,
  subjectIdSchema,
} from '../platform/wire/proposal.ts';
import { route, type AnyRoute } from './route.ts';

const id = z.string().min(1).max(100);
const name = z.string().min(1).max(4096);
const text = z.string().min(1).max(2000);
const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
const keyFingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'expected an OpenSSH fingerprint, SHA256:…');
const statement = z.string().min(1).max(65_536);
const signature = z.string().min(1).max(16_384);
const signed = z.strictObject({ statement, signature });
const request = z.strictObject({
  changes: z.array(changeSchema).min(1).max(100),
  purpose: text,
  endsAt: instantSchema.nullable(),
  findings: z.array(findingIdSchema).max(100),
});

export const status = route({
  name: 'status',
  method: 'GET',
  path: '/v1/status',
  summary: 'How things stand.',
  permission: 'read',
  input: z.strictObject({}),
  run: (app) => app.status(),
});

export const sources = {
  list: route({
    name: 'source list',
    method: 'GET',
    path: '/v1/sources',
    summary: 'Sources, their state and what was not read.',
    permission: 'read',
    input: z.strictObject({}),
    run: (app) => app.sources.list(),
  }),
  add: route({
    name: 'source add',
    method: 'POST',
    path: '/v1/sources',
    summary: 'Add a source.',
    permission: 'operate',
    input: z.strictObject({ id, connector: id, location: name }),
    run: (app, input) => app.sources.add(input),
  }),
  read: route({
    name: 'source read',
    method: 'POST',
    path: '/v1/sources/:id/read',
    summary: 'Read a source to its end and run the rules.',
    permission: 'operate',
    input: z.strictObject({ id }),
    run: (app, input, report, signal) =>
      app.sources.read(input.id, (what, count) => report({ what, count }), signal),
  }),
  resume: route({
    name: 'source resume',
    method: 'POST',
    path: '/v1/sources/:id/resume',
    summary: 'Resume a paused source.',
    permission: 'operate',
    input: z.strictObject({ id }),
    run: (app, input) => app.sources.resume(input.id),
  }),
  remove: route({
    name: 'source remove',
    method: 'DELETE',
    path: '/v1/sources/:id',
    summary: 'Remove a source from the present.',
    permission: 'operate',
    input: z.strictObject({ id }),
    run: (app, input) => app.sources.remove(input.id),
  }),
};

export const findings = {
  list: route({
    name: 'findings',
    method: 'GET',
    path: '/v1/findings',
    summary: 'Findings by rank.',
    permission: 'read',
    input: z.strictObject({
      limit: limit(1000, 10),
      rule: id.exactOptional(),
      state: z.enum(['open', 'accepted', 'closed']).exactOptional(),
    }),
    run: (app, input) => app.findings.list(input),
  }),
  show: route({
    name: 'show',
    method: 'GET',
    path: '/v1/findings/:id',
    summary: 'One finding with its evidence.',
    permission: 'read',
    input: z.strictObject({ id }),
    run: (app, input) => app.findings.show(input.id),
  }),
};

export const access = {
  whoCan: route({
    name: 'who-can',
    method: 'GET',
    path: '/v1/who-can',
    summary: 'Who can do this, and by which path.',
    permission: 'read',
    input: z.strictObject({
      action: name,
      resource: name,
      at: instantSchema.exactOptional(),
      limit: limit(10_000, 1000),
    }),
    run: (app, input) => app.access.whoCan(input),
  }),
  whatCan: route({
    name: 'what-can',
    method: 'GET',
    path: '/v1/what-can',
    summary: 'What this identity can do.',
    permission: 'read',
    input: z.strictObject({ identity: name, at: instantSchema.exactOptional(), limit: limit(10_000, 1000) }),
    run: (app, input) => app.access.whatCan(input),
  }),
};

export const proposals = {
  list: route({
    name: 'findings',
    method: 'GET',
    path: '/v1/proposals',
    summary: 'Proposals, newest first.',
    permission: 'read',
    input: z.strictObject({ state: z.enum(['open', 'planned', 'rejected', 'any']).default('open') }),
    run: (app, input) => app.proposals.list(input.state),
  }),
  show: route({
    name: 'show',
    method: 'GET',
    path: '/v1/proposals/:id',
    summary: 'One case: changes, verdict, signatures, plans.',
    permission: 'read',
    input: z.strictObject({ id }),
    run: (app, input) => app.proposals.show(input.id),
  }),
  fromFinding: route({
    name: 'propose',
    method: 'POST',
    path: '/v1/findings/:finding/propose',
    summary: 'File the rule’s draft.',
    permission: 'operate',
    input: z.strictObject({ finding: findingIdSchema, signed: signed.exactOptional() }),
    run: (app, input) => app.proposals.fromFinding(input),
  }),
  openRequest: route({
    name: 'propose',
    method: 'POST',
    path: '/v1/requests/statement',
    summary: 'The statement by which a person asks.',
    permission: 'sign',
    input: request.extend({ keyFingerprint }),
    run: (app, input) => app.proposals.openRequest(input),
  }),
  request: route({
    name: 'propose',
    method: 'POST',
    path: '/v1/requests',
    summary: 'File a person’s signed request.',
    permission: 'sign',
    input: request.extend({ signed }),
    run: (app, input) => app.proposals.request(input),
  }),
};

export const decisions = {
  open: route({
    name: 'decide',
    method: 'POST',
    path: '/v1/proposals/:proposal/statement',
    summary: 'The statement that this key would sign.',
    permission: 'sign',
    input: z.strictObject({
      proposal: proposalIdSchema,
      keyFingerprint,
      answer: z.enum(['approve', 'reject']),
      reason: text.exactOptional(),
    }),
    run: (app, input) => app.decisions.open(input),
  }),
  take: route({
    name: 'decide',
    method: 'POST',
    path: '/v1/decisions',
    summary: 'Take a signed decision.',
    permission: 'sign',
    input: signed,
    run: (app, input) => app.decisions.take(input),
  }),
};

export const executions = {
  run: route({
    name: 'execute',
    method: 'POST',
    path: '/v1/plans/:plan/execute',
    summary: 'Ask the enforcer to carry out a plan.',
    permission: 'operate',
    input: z.strictObject({ plan: entryIdSchema }),
    run: (app, input, report) => app.executions.run(input.plan, (what, count) => report({ what, count })),
  }),
  openRestore: route({
    name: 'reverse',
    method: 'POST',
    path: '/v1/executions/:execution/restore-statement',
    summary: 'The statement that puts the pre-image back.',
    permission: 'sign',
    input: z.strictObject({ execution: entryIdSchema, keyFingerprint, reason: text }),
    run: (app, input) => app.executions.openRestore(input),
  }),
  restore: route({
    name: 'reverse',
    method: 'POST',
    path: '/v1/restores',
    summary: 'Take a signed restore.',
    permission: 'sign',
    input: signed,
    run: (app, input) => app.executions.restore(input),
  }),
};

export const signers = {
  list: route({
    name: 'signers',
    method: 'GET',
    path: '/v1/signers',
    summary: 'Who may sign, as the ledger says.',
    permission: 'read',
    input: z.strictObject({}),
    run: (app) => app.signers.list(),
  }),
  person: route({
    name: 'signers enrol',
    method: 'POST',
    path: '/v1/people/:source/:key/subject',
    summary: 'The ledger’s id of a person of the estate.',
    permission: 'operate',
    input: z.strictObject({ source: sourceIdSchema, key: name }),
    run: (app, input) => app.signers.person(input),
  }),
  openBootstrap: route({
    name: 'signers bootstrap',
    method: 'POST',
    path: '/v1/bootstrap/statement',
    summary: 'The first signer’s statement.',
    permission: 'sign',
    input: z.strictObject({
      publicKey: name,
      roles: z.array(id).min(1).max(10),
      as: subjectIdSchema.exactOptional(),
    }),
    run: (app, input) => app.signers.openBootstrap(input),
  }),
  bootstrap: route({
    name: 'signers bootstrap',
    method: 'POST',
    path: '/v1/bootstrap',
    summary: 'Record the first signer.',
    permission: 'sign',
    input: z.strictObject({
      publicKey: name,
      roles: z.array(id).min(1).max(10),
      person: subjectIdSchema,
      statement,
      signature,
    }),
    run: (app, input) => app.signers.bootstrap(input),
  }),
  openChange: route({
    name: 'signers enrol',
    method: 'POST',
    path: '/v1/signers/statement',
    summary: 'The statement that enrols or revokes a key.',
    permission: 'sign',
    input: z.strictObject({
      act: z.enum(['enrol', 'revoke']),
      keyFingerprint,
      item: z.record(z.string().max(40), z.unknown()),
    }),
    run: (app, input) => app.signers.openChange(input),
  }),
  change: route({
    name: 'signers enrol',
    method: 'POST',
    path: '/v1/signers',
    summary: 'Record an enrolment or revocation.',
    permission: 'sign',
    input: z.strictObject({
      act: z.enum(['enrol', 'revoke']),
      statement,
      signatures: z.array(signature).min(1).max(8),
    }),
    run: (app, input) => app.signers.change(input),
  }),
};

export const ledger = {
  show: route({
    name: 'ledger show',
    method: 'GET',
    path: '/v1/ledger/entries',
    summary: 'Entries, or one story.',
    permission: 'read',
    input: z.strictObject({ about: id.exactOptional(), limit: limit(1000, 20) }),
    run: (app, input) => app.ledger.show(input.about, input.limit),
  }),
  proof: route({
    name: 'ledger proof',
    method: 'GET',
    path: '/v1/ledger/entries/:entry/proof',
    summary: 'An inclusion proof (C2SP tlog-proof).',
    permission: 'read',
    input: z.strictObject({ entry: id }),
    run: (app, input) => app.ledger.proof(input.entry),
  }),
};

/** Every route there is. */
export const routes: readonly AnyRoute[] = [
  status,
  ...[sources, findings, access, proposals, decisions, executions, signers, ledger].flatMap((family) =>
    Object.values<AnyRoute>(family),
  ),
];
