import { z } from 'zod';
import { identityKinds, refuse } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import { total } from '../paging.ts';
import { route } from '../route.ts';
import { instantSchema } from './shared.ts';

const tag = 'overview';
const many = z.int().min(0);

const kind = z
  .strictObject({
    kind: z.enum([...identityKinds, 'unknown']),
    count: many,
    withoutOwner: many.nullable().meta({ description: 'Null for people: nobody owns them.' }),
    privileged: many,
    critical: many.meta({ description: 'Whose worst open finding is critical.' }),
    high: many,
  })
  .meta({ id: 'KindAtAGlance' });

const point = z
  .strictObject({
    at: instantSchema,
    seq: z.int().meta({ description: 'The entry that says so.' }),
    open: z.strictObject({ critical: many, high: many, medium: many, low: many, info: many }),
  })
  .meta({ id: 'RiskPoint', description: 'Open findings after the rules were run, as the ledger says.' });

export const overview = {
  show: route({
    name: 'overview.show',
    method: 'GET',
    path: '/v1/overview',
    tag,
    summary: 'The whole at a glance: what waits, the estate by kind, what is unaccounted, risk over time.',
    permission: 'view',
    output: z
      .strictObject({
        waiting: total,
        kinds: z.array(kind),
        grants: z
          .strictObject({ total: many, approved: many })
          .meta({ description: 'Rights and memberships at the sources; how many were approved here.' }),
        risk: z
          .array(point)
          .meta({ description: 'Oldest first; the last of each day where there are many.' }),
      })
      .meta({ id: 'Overview' }),
    run: ({ app }) => app.overview.show(),
  }),
  visit: route({
    name: 'visits.begin',
    method: 'POST',
    path: '/v1/visits',
    tag: 'session',
    summary: 'What happened since you were last here. Notes that you are here now.',
    description: 'Asked again within half an hour it is the same visit and tells the same.',
    permission: 'view',
    codes: ['usage'],
    output: z
      .strictObject({
        since: instantSchema.nullable().meta({ description: 'Null: this is the first visit.' }),
        opened: many,
        closed: many,
        filed: many,
        approved: many,
        rejected: many,
        carriedOut: many,
        notCarriedOut: many,
        putBack: many,
        reads: many,
        signers: many,
        policies: many,
        isLeast: z.boolean().meta({ description: 'There was more than was looked at.' }),
      })
      .meta({ id: 'SinceLastVisit' }),
    run: ({ app, caller }) => {
      const person = personOfCaller(caller);
      return person === undefined
        ? Promise.resolve(refuse('usage', 'Only a person has been here before.', 'Sign in at the console.'))
        : app.overview.visit(person);
    },
  }),
};
