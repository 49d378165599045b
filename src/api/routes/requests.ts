import { z } from 'zod';
import { approverRoles, noteKinds, tiers } from '../../model/index.ts';
import {
  changeSchema,
  evidenceSchema,
  proposalIdSchema,
  proposalSchema,
} from '../../platform/wire/proposal.ts';
import { personOfCaller } from '../caller.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route, type Context } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  entryIdSchema,
  estateRef,
  id,
  instantSchema,
  keyFingerprint,
  limit,
  name,
  severities,
  signed,
  sourceIdSchema,
  stated,
  subjectIdSchema,
  text,
  verdict,
} from './shared.ts';

const tag = 'requests';

const entity = z.enum(['group', 'entitlement']);
const item = z
  .strictObject({
    source: sourceIdSchema,
    entity,
    key: z.string(),
    name: z.string(),
    action: z.string().nullable(),
    resourceKey: z.string().nullable(),
    privileged: z.boolean().nullable(),
    heldBy: z.int().meta({ description: 'How many hold it directly.' }),
    given: z.enum(['enforcer', 'ticket']).meta({
      description: '`enforcer`: changed at the target once decided. `ticket`: a person does it there.',
    }),
  })
  .meta({ id: 'CatalogueItem', description: 'Something that can be asked for.' });
const keyset = z.strictObject({ source: sourceIdSchema, entity, key: z.string() });
const peerGroup = z.strictObject({
  source: z.string(),
  key: z.string(),
  holding: z.int(),
  people: z.int(),
});

const answers = z
  .array(
    z.strictObject({
      need: z.string(),
      says: z.string(),
      steps: z.array(
        z.strictObject({
          roles: z.array(z.enum(approverRoles)),
          count: z.int(),
          people: z.array(
            z.strictObject({
              id: subjectIdSchema,
              name: z.string().nullable(),
              role: z.enum(approverRoles),
              standsIn: z.boolean(),
              canSign: z.boolean(),
              because: z.string().exactOptional(),
            }),
          ),
        }),
      ),
    }),
  )
  .meta({ description: 'Who must say yes: each missing approval, its steps in order, and who can give it.' });
const denial = z
  .strictObject({
    proposal: proposalIdSchema,
    by: subjectIdSchema,
    at: instantSchema,
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'Denial', description: 'Somebody’s signed no to the same, asked before.' });
const totals = z.strictObject({
  powers: z.int(),
  resources: z.int(),
  accounts: z.int(),
  groups: z.int(),
});
const conflict = z
  .strictObject({
    rule: z.strictObject({
      id: z.string(),
      title: z.string(),
      why: z.string(),
      severity: z.enum(severities),
    }),
    gains: z.strictObject({ duty: z.string(), right: z.string() }),
    beside: z.strictObject({ duty: z.string(), right: z.string(), account: z.string().exactOptional() }),
    isSure: z.boolean(),
    exception: z
      .strictObject({ until: instantSchema, owner: z.string(), because: z.string() })
      .exactOptional(),
  })
  .meta({ id: 'WouldBeConflict', description: 'Two duties that would come together in one identity.' });
const peers = z.strictObject({
  department: z.string(),
  people: z.int(),
  holding: z.int(),
  sameTitle: z.strictObject({ title: z.string(), people: z.int(), holding: z.int() }).exactOptional(),
});
const note = z
  .strictObject({
    entry: entryIdSchema,
    kind: z.enum(noteKinds),
    person: subjectIdSchema,
    text: z.string(),
    at: instantSchema,
  })
  .meta({ id: 'CaseNote', description: 'A signed question, answer or withdrawal.' });

const glassShown = z
  .strictObject({
    glass: entryIdSchema,
    proposal: proposalIdSchema,
    title: z.string(),
    person: subjectIdSchema,
    reason: z.string(),
    at: instantSchema,
    endsAt: instantSchema,
    plan: entryIdSchema,
    review: z
      .strictObject({
        by: subjectIdSchema,
        found: z.enum(['justified', 'not_justified']),
        text: z.string(),
        at: instantSchema,
      })
      .nullable(),
  })
  .meta({
    id: 'Emergency',
    description: 'What somebody took by their own signature because it could not wait.',
  });

const emergencyShown = z.strictObject({ ...glassShown.shape, execution: entryIdSchema.nullable() }).meta({
  id: 'EmergencyListed',
  description: 'An emergency with its execution, which can be put back; null: not carried out.',
});

/** Who asks: by their session, or over the socket by whom the key speaks for. */
async function askerOf({ app, caller }: Pick<Context, 'app' | 'caller'>, fingerprint: string | undefined) {
  const person = personOfCaller(caller);
  if (person !== undefined) return { asker: person };
  const found = fingerprint === undefined ? undefined : await app.requests.personOfKey(fingerprint);
  return found === undefined ? {} : { asker: found };
}

export const requests = {
  catalogue: route({
    name: 'requests.catalogue',
    method: 'GET',
    path: '/v1/requests/catalogue',
    tag,
    summary: 'What can be asked for, by words of its name.',
    description: 'Groups and rights of every source; with `for`, also what colleagues of that person are in.',
    permission: 'sign',
    codes: ['not_found'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['name'], most: 200, usual: 50 }),
      text: z.string().max(200).default(''),
      source: sourceIdSchema.exactOptional(),
      for: name.exactOptional(),
      keyFingerprint: keyFingerprint.exactOptional(),
    }),
    output: pageOf(item, {
      total,
      peers: z.strictObject({ of: estateRef, groups: z.array(peerGroup) }).exactOptional(),
    }),
    run: async (context, input) => {
      const asker = await askerOf(context, input.keyFingerprint);
      return paged(keyset, input, (after) =>
        context.app.requests.catalogue({ ...input, ...asker, ...after }),
      );
    },
  }),
  look: route({
    name: 'requests.look',
    method: 'POST',
    path: '/v1/requests/look',
    tag,
    summary: 'What a request would really allow, what stands against it, and who must say yes.',
    description:
      'Records nothing. `changes` and `endsAt` are what `requests.prepare` and `requests.file` take.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'usage', 'end_invalid', 'precondition_changed', 'signer_unknown', 'signature_stale'],
    body: z.strictObject({
      what: name,
      for: name.exactOptional(),
      endsAt: instantSchema.nullable().exactOptional(),
      purpose: text.exactOptional(),
      keyFingerprint: keyFingerprint.exactOptional(),
    }),
    output: z
      .strictObject({
        thing: item,
        whom: z.strictObject({ identity: estateRef, account: estateRef }),
        changes: z.array(changeSchema),
        endsAt: instantSchema.nullable(),
        mostSeconds: z.number().nullable(),
        inWords: z.array(z.string()),
        tier: z.enum(tiers).nullable(),
        extends: z.strictObject({ proposal: proposalIdSchema, endsAt: instantSchema }).nullable(),
        gained: z.strictObject({
          rights: z.array(
            z.strictObject({
              right: z.string(),
              path: z.array(z.string()),
              tier: z.enum(tiers).nullable(),
              dataClass: z.string().nullable(),
            }),
          ),
          total: z.int(),
          truncated: z.boolean(),
        }),
        reach: z
          .strictObject({
            before: totals,
            after: totals,
            jewels: z.array(
              z.strictObject({ label: z.string(), because: z.string().exactOptional(), isSure: z.boolean() }),
            ),
            truncated: z.boolean(),
          })
          .nullable(),
        duties: z.union([
          z.strictObject({ is: z.enum(['clear', 'conflicts']), conflicts: z.array(conflict) }),
          z.strictObject({ is: z.literal('cannot tell'), because: z.string() }),
        ]),
        peers: peers.nullable(),
        verdict,
        missingInWords: z.array(z.string()),
        answers,
        denials: z.array(denial),
        evidence: evidenceSchema,
      })
      .meta({ id: 'RequestLooked' }),
    run: async (context, { keyFingerprint: fingerprint, ...input }) =>
      context.app.requests.look({ ...input, ...(await askerOf(context, fingerprint)) }),
  }),
  mine: route({
    name: 'requests.mine',
    method: 'GET',
    path: '/v1/requests/mine',
    tag,
    summary: 'What one asked for oneself, newest first.',
    permission: 'sign',
    codes: ['signer_unknown'],
    query: z.strictObject({ keyFingerprint: keyFingerprint.exactOptional() }),
    output: z.strictObject({
      items: z.array(
        z
          .strictObject({
            id: proposalIdSchema,
            title: z.string(),
            state: z.enum(['open', 'rejected', 'planned', 'withdrawn']),
            createdAt: instantSchema,
            endsAt: instantSchema.nullable(),
            approvals: z.int(),
            askedSince: instantSchema.nullable(),
            refusedBecause: z.string().nullable(),
            given: z.enum(['waiting to be carried out', 'given', 'over']).nullable(),
          })
          .meta({ id: 'MyRequest' }),
      ),
    }),
    run: (context, input) => {
      const person = personOfCaller(context.caller);
      // over the network one sees one's own, whatever key is named
      return context.app.requests.mine(person === undefined ? input : { person });
    },
  }),
  about: route({
    name: 'requests.about',
    method: 'GET',
    path: '/v1/proposals/:id/about',
    tag,
    summary: 'What stands beside a case: who is to answer, what was said, who refused the same before.',
    permission: 'sign',
    codes: ['not_found', 'not_permitted'],
    params: z.strictObject({ id }),
    output: z
      .strictObject({
        answers,
        notes: z.array(note),
        waitingSince: instantSchema.nullable(),
        denials: z.array(denial),
        extends: z.strictObject({ proposal: proposalIdSchema, endsAt: instantSchema }).nullable(),
        narrows: proposalIdSchema.nullable(),
        narrowed: z
          .array(proposalIdSchema)
          .meta({ description: 'Cases that give less of the same, under the same request.' }),
        names: z.array(z.strictObject({ id: subjectIdSchema, name: z.string().nullable() })),
      })
      .meta({ id: 'AboutCase' }),
    run: async ({ app, caller }, input) => {
      const looks = caller.kind !== 'person' || (await app.signin.may(caller.who, 'view')).ok;
      return app.requests.about({
        id: input.id,
        ...(looks ? {} : { concerned: personOfCaller(caller) }),
      });
    },
  }),
  openNote: route({
    name: 'requests.prepare-note',
    method: 'POST',
    path: '/v1/proposals/:proposal/notes/statement',
    tag,
    summary: 'The statement of a question, an answer, or a withdrawal.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'already_done', 'not_permitted', 'signer_unknown', 'input_too_large'],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ kind: z.enum(noteKinds), text, keyFingerprint }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.requests.openNote(input)),
  }),
  note: route({
    name: 'requests.note',
    method: 'POST',
    path: '/v1/requests/notes',
    tag,
    summary: 'Record a signed question, answer, or withdrawal.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'not_permitted',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'input_too_large',
    ],
    body: signed,
    output: note,
    run: ({ app }, input) => app.requests.note(input),
  }),
  narrow: route({
    name: 'requests.narrow',
    method: 'POST',
    path: '/v1/proposals/:proposal/narrower',
    tag,
    summary: 'File less than was asked for, to be approved in its place.',
    description: 'Under the request’s own signature. The wider case stays open until somebody answers it.',
    permission: 'operate',
    codes: [
      'not_found',
      'usage',
      'already_done',
      'approval_missing',
      'end_invalid',
      'precondition_changed',
      'signature_stale',
      'signature_invalid',
      'signer_unknown',
    ],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({
      until: instantSchema.exactOptional(),
      keep: z.array(z.int().min(0).max(999)).min(1).max(100).exactOptional(),
    }),
    output: z.strictObject({
      proposal: proposalIdSchema,
      verdict,
      missingInWords: z.array(z.string()),
      narrows: proposalIdSchema,
    }),
    run: ({ app }, input) => app.requests.narrow(input),
  }),
  openGlass: route({
    name: 'requests.prepare-emergency',
    method: 'POST',
    path: '/v1/proposals/:proposal/emergency/statement',
    tag,
    summary: 'The statement by which one takes at once what one asked for, because it cannot wait.',
    permission: 'sign',
    changesNothing: true,
    codes: [
      'not_found',
      'already_done',
      'not_permitted',
      'policy_denied',
      'signature_stale',
      'signer_unknown',
    ],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: z.strictObject({ statement: z.string(), proposal: proposalSchema }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.requests.openGlass(input)),
  }),
  breakGlass: route({
    name: 'requests.emergency',
    method: 'POST',
    path: '/v1/requests/emergencies',
    tag,
    summary: 'Take the signed emergency: its plan can be carried out at once.',
    description: 'Whoever would have had to say yes is told, and somebody else has to look at it after.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'not_permitted',
      'policy_denied',
      'end_invalid',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
    ],
    body: signed,
    output: z.strictObject({
      glass: entryIdSchema,
      plan: entryIdSchema,
      endsAt: instantSchema,
      skipped: z.array(subjectIdSchema),
    }),
    run: ({ app }, input) => app.requests.breakGlass(input),
  }),
  emergencies: route({
    name: 'requests.emergencies',
    method: 'GET',
    path: '/v1/requests/emergencies',
    tag,
    summary: 'Emergencies, those that nobody has looked at first.',
    permission: 'view',
    query: z.strictObject({ onlyOpen: z.boolean().exactOptional(), limit: limit(500, 100) }),
    output: z.strictObject({
      items: z.array(emergencyShown),
      names: z.array(z.strictObject({ id: subjectIdSchema, name: z.string().nullable() })),
    }),
    run: ({ app }, input) => app.requests.emergencies(input),
  }),
  openReview: route({
    name: 'requests.prepare-emergency-review',
    method: 'POST',
    path: '/v1/requests/emergencies/:glass/review/statement',
    tag,
    summary: 'The statement by which somebody else says what they found of an emergency.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'already_done', 'not_permitted', 'self_approval', 'signer_unknown'],
    params: z.strictObject({ glass: entryIdSchema }),
    body: z.strictObject({ found: z.enum(['justified', 'not_justified']), text, keyFingerprint }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.requests.openEmergencyReview(input)),
  }),
  review: route({
    name: 'requests.review-emergency',
    method: 'POST',
    path: '/v1/requests/emergencies/reviews',
    tag,
    summary: 'Record the signed review of an emergency.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'not_permitted',
      'self_approval',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
    ],
    body: signed,
    output: glassShown,
    run: ({ app }, input) => app.requests.reviewEmergency(input),
  }),
};
