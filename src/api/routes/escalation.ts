import { z } from 'zod';
import { paged, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { estateRef, gap, instantSchema, limit, name, sourceIdSchema } from './shared.ts';

const tag = 'escalation';

const id = z.string();
const node = z
  .strictObject({
    id,
    kind: z.enum(['account', 'group', 'power', 'any', 'resource']),
    label: z.string(),
    ref: estateRef.exactOptional(),
    isCrownJewel: z.boolean(),
    because: z.string().exactOptional().meta({ description: 'Why it counts as a crown jewel.' }),
    isOutOfUse: z.boolean().exactOptional(),
  })
  .meta({
    id: 'EscalationNode',
    description:
      'An account or group; a `power`, which is everything of one scope; `any`, all of a kind as one place to go through; or a resource. Its id holds within one answer.',
  });
const step = z
  .strictObject({
    id,
    from: id,
    to: id,
    how: z.enum(['membership', 'right', 'technique', 'part']),
    technique: id.exactOptional(),
    cost: z.int(),
    certainty: z.enum(['sure', 'depends']),
    dependsOn: z.array(z.string()),
    because: z.array(estateRef).meta({
      description: 'The rows that it rests on, all of them needed; the first is the one to take away.',
    }),
    says: z.array(z.string()),
    cuts: z
      .int()
      .meta({ description: 'How many lose every way once that row is taken away; 0: it is no choke point.' }),
  })
  .meta({ id: 'EscalationStep', description: '`from` can come to have all that `to` has.' });
const technique = z
  .strictObject({
    id,
    title: z.string(),
    platform: z.string(),
    does: z.string(),
    reference: z.string(),
    takeAway: z.string(),
  })
  .meta({ id: 'Technique', description: 'A way to gain what one does not hold.' });
const path = z
  .strictObject({
    from: id,
    to: id,
    steps: z.array(id),
    certainty: z.enum(['sure', 'depends']),
    cost: z.int(),
  })
  .meta({ id: 'EscalationPath', description: 'Ids of nodes and of steps in their order.' });
const points = z.array(z.strictObject({ steps: z.array(id), cuts: z.int() }));
const frame = {
  nodes: z.array(node),
  steps: z.array(step),
  techniques: z.array(technique),
  notRead: z.array(gap),
  version: z.strictObject({
    reads: z.array(z.strictObject({ source: sourceIdSchema, sourceNo: z.int(), read: z.int() })),
  }),
  jewels: z
    .strictObject({ total: z.int(), told: z.int() })
    .meta({ description: 'Resources that count as crown jewels, and how many of them are in the graph.' }),
  truncated: z.boolean().meta({ description: 'There is more than is told.' }),
};
const at = { at: instantSchema.exactOptional() };
const keyset = z.strictObject({ read: z.int().min(0), told: z.int().min(0) });
const reached = {
  ...frame,
  of: z.array(id),
  paths: z.array(path),
  total: z.int(),
  totals: z.strictObject({ powers: z.int(), resources: z.int(), accounts: z.int(), groups: z.int() }),
  chokePoints: points,
  chokePointsAreOf: z.enum(['crown jewels', 'accounts']),
  next: z.string().nullable(),
};
const pages = pageQuery({ sorts: ['jewels'], most: 1000, usual: 100 });

export const escalation = {
  paths: route({
    name: 'escalation.paths',
    method: 'GET',
    path: '/v1/paths',
    tag,
    summary: 'How one identity could come to have what another, or a power, or a crown jewel has.',
    description:
      'The shortest and the cheapest path, the cheapest that is sure, and the steps of the nearest others; `cuts` counts the identities that taking away a row cuts off from `to`.',
    permission: 'view',
    isDear: true,
    codes: ['not_found', 'usage'],
    query: z.strictObject({ from: name, to: name, ...at, limit: limit(2000, 200) }),
    output: z.strictObject({
      ...frame,
      asked: z.strictObject({ from: z.string(), to: z.string() }),
      shortest: path.exactOptional(),
      cheapest: path.exactOptional(),
      sure: path.exactOptional(),
      everyPathUses: z.array(id),
      totalSteps: z.int(),
      identities: z.int(),
    }),
    run: ({ app }, input) => app.escalation.paths(input),
  }),
  couldBecome: route({
    name: 'escalation.could-become',
    method: 'GET',
    path: '/v1/could-become',
    tag,
    summary: 'What an identity could become: crown jewels first, each with a best path.',
    permission: 'view',
    isDear: true,
    codes: ['not_found', 'usage'],
    query: z.strictObject({ identity: name, ...at, ...pages }),
    output: z.strictObject({ ...reached, identity: estateRef }),
    run: ({ app }, input) =>
      paged(keyset, input, (after) => app.escalation.couldBecome({ ...input, ...after })),
  }),
  blastRadius: route({
    name: 'escalation.blast-radius',
    method: 'GET',
    path: '/v1/blast-radius',
    tag,
    summary: 'What whoever steals a credential could come to have.',
    description:
      '`of`: the key or public id of a credential, or the key of an exposure; every account that the same secret is of counts. Or an identity.',
    permission: 'view',
    isDear: true,
    codes: ['not_found', 'usage'],
    query: z.strictObject({ of: name, ...at, ...pages }),
    output: z.strictObject({
      ...reached,
      credentials: z.array(
        z.strictObject({
          credential: estateRef,
          account: estateRef,
          state: z.string(),
          by: z.enum(['name', 'secret', 'id']),
        }),
      ),
      totalCredentials: z.int().meta({ description: 'At most a hundred are told.' }),
    }),
    run: ({ app }, input) =>
      paged(keyset, input, (after) => app.escalation.blastRadius({ ...input, ...after })),
  }),
  chokePoints: route({
    name: 'escalation.choke-points',
    method: 'GET',
    path: '/v1/choke-points',
    tag,
    summary: 'Every way to a crown jewel, and the rows whose removal cuts off the most identities.',
    permission: 'view',
    isDear: true,
    query: z.strictObject({ ...at, limit: limit(500, 50) }),
    output: z.strictObject({
      ...frame,
      powers: z.array(z.strictObject({ node: id, identities: z.int(), surely: z.int() })),
      totalPowers: z.int(),
      identities: z.int(),
      surely: z.int(),
      paths: z.array(path),
      chokePoints: points,
      totalChokePoints: z.int(),
    }),
    run: ({ app }, input) => app.escalation.chokePoints(input),
  }),
};
