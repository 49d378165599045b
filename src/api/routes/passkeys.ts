import { z } from 'zod';
import { registrationResponseSchema } from '../../commands/passkeys/responses.ts';
import { refuse } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { creationOptions } from './passkey-options.ts';
import {
  assurances,
  id,
  instantSchema,
  name,
  passkeyFacts,
  registration,
  sourceIdSchema,
  subjectIdSchema,
} from './shared.ts';

const tag = 'passkeys';

const made = z
  .strictObject({
    registration: z.string(),
    person: subjectIdSchema,
    displayName: z.string(),
    publicKey: z.string(),
    keyFingerprint: z.string(),
    assurance: z.enum(assurances),
    record: registration,
    facts: passkeyFacts,
    expiresAt: instantSchema,
  })
  .meta({ id: 'RegisteredPasskey', description: 'Made, and speaking for nobody until it is enrolled.' });

export const passkeys = {
  open: route({
    name: 'passkeys.open-registration',
    method: 'POST',
    path: '/v1/passkeys',
    tag,
    summary: 'What the browser is asked with, so that it makes a passkey.',
    description: 'For yourself; with the first link of a new ledger, for whoever becomes its first signer.',
    permission: 'manage_own',
    setupToo: true,
    codes: ['input_invalid', 'not_found', 'rate_limited', 'usage'],
    body: z.strictObject({
      displayName: z.string().min(1).max(64).meta({ description: 'What the browser shows to its person.' }),
      is: z.strictObject({ source: sourceIdSchema, key: name }).exactOptional().meta({
        description:
          'The person of the estate whom the first signer is; whoever is signed in is somebody already.',
      }),
    }),
    output: z.strictObject({ registration: z.string(), person: subjectIdSchema, options: creationOptions }),
    run: async ({ app, caller }, { displayName, is }) => {
      const signedIn = personOfCaller(caller);
      if (signedIn === undefined && caller.kind !== 'setup')
        return refuse('usage', 'A passkey is made in a browser.', 'Open the console: `countersign console`.');
      if (signedIn !== undefined && is !== undefined)
        return refuse('usage', 'You are somebody already.', 'Make the passkey for yourself: leave out `is`.');
      const said = is === undefined ? undefined : await app.signers.person(is);
      if (said?.ok === false) return said;
      const person = signedIn ?? said?.value.person;
      return app.passkeys.openRegistrationHere({ displayName, ...(person === undefined ? {} : { person }) });
    },
  }),
  register: route({
    name: 'passkeys.register',
    method: 'POST',
    path: '/v1/passkeys/:registration',
    tag,
    summary: 'Hand in the passkey that the browser made.',
    description: 'It speaks for nobody yet: an enrolment, signed by those who must, names it.',
    permission: 'manage_own',
    setupToo: true,
    codes: ['input_invalid', 'not_found'],
    params: z.strictObject({ registration: id }),
    body: z.strictObject({ response: registrationResponseSchema }),
    output: made,
    run: ({ app, caller }, input) => {
      const of = personOfCaller(caller);
      return app.passkeys.register({ ...input, ...(of === undefined ? {} : { of }) });
    },
  }),
  waiting: route({
    name: 'passkeys.waiting',
    method: 'GET',
    path: '/v1/passkeys/waiting',
    tag,
    summary: 'Passkeys that were made and wait to be enrolled.',
    description: 'All of them: no more than 1,000 wait at a time, 20 of a person, and each ends by itself.',
    permission: 'view',
    output: z.strictObject({ items: z.array(made) }),
    run: ({ app }) => app.passkeys.waiting(),
  }),
};
