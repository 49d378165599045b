import { z } from 'zod';
import type {
  IdentitiesAsked,
  IdentityFilter,
  IdentityKeyset,
  IdentityPage,
} from '../../commands/identities.ts';
import { identityKinds, severities } from '../../model/index.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { identityRefSchema, item, page } from './identity-schemas.ts';
import { instantSchema } from './shared.ts';

const tag = 'identities';

const yesNo = ['yes', 'no'] as const;
const any = <T extends z.ZodType>(value: T) => z.array(value).max(50).exactOptional();
const filters = {
  lane: z
    .enum(['people', 'workloads'])
    .default('people')
    .meta({ description: '`people`, or `workloads`: service accounts, workloads, integrations, agents.' }),
  search: z
    .string()
    .max(200)
    .exactOptional()
    .meta({ description: 'Words or their beginnings, of names and keys.' }),
  kind: any(z.enum([...identityKinds, 'unknown'])),
  source: any(z.string().min(1).max(40)),
  state: any(z.string().min(1).max(40)),
  severity: any(z.enum([...severities, 'none'])).meta({ description: 'Of the worst open finding.' }),
  owned: any(z.enum([...yesNo, 'person'])).meta({
    description: 'Whether somebody who is there answers for it; `person`: it is one.',
  }),
  privileged: any(z.enum(yesNo)),
};
type Filters = z.output<z.ZodObject<typeof filters>>;

const filterOf = ({
  lane,
  search,
  kind,
  source,
  state,
  severity,
  owned,
  privileged,
}: Filters): IdentityFilter => ({
  lane,
  ...(search === undefined ? {} : { search }),
  facets: {
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { source }),
    ...(state === undefined ? {} : { state }),
    ...(severity === undefined ? {} : { severity }),
    ...(owned === undefined ? {} : { owned }),
    ...(privileged === undefined ? {} : { privileged }),
  },
});

/** A cursor's value is of the column that the list is sorted by. */
const keysets = {
  risk: z.strictObject({ value: z.int32(), ref: identityRefSchema }),
  name: z.strictObject({ value: z.string().max(4096), ref: identityRefSchema }),
  last_used: z.strictObject({ value: z.int(), ref: identityRefSchema }),
};

const counts = z.array(z.strictObject({ value: z.string(), count: z.int() }));

export const identities = {
  list: route({
    name: 'identities.list',
    method: 'GET',
    path: '/v1/identities',
    tag,
    summary: 'Identities: people, or workloads and agents.',
    description: 'An account of a known person is told on that person’s page; a search finds it as well.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['risk', 'name', 'last_used'], most: 200, usual: 50 }),
      ...filters,
    }),
    output: pageOf(item, {}),
    run: ({ app }, input) =>
      paged<IdentityKeyset, IdentityPage>(keysets[input.sort], input, (after) => {
        const asked: IdentitiesAsked = {
          filter: filterOf(input),
          sort: input.sort,
          limit: input.limit,
          ...after,
        };
        return app.identities.list(asked);
      }),
  }),
  facets: route({
    name: 'identities.facets',
    method: 'GET',
    path: '/v1/identities/facets',
    tag,
    summary: 'How many identities there are of each kind, source, state and risk.',
    permission: 'view',
    query: z.strictObject(filters),
    output: z
      .strictObject({
        total: z.int(),
        atLeast: z.boolean().meta({ description: 'There are more; the first `total` are counted.' }),
        counts: z.strictObject({
          kind: counts,
          source: counts,
          state: counts,
          severity: counts,
          owned: counts,
          privileged: counts,
        }),
      })
      .meta({ id: 'IdentityFacets' }),
    run: ({ app }, input) => app.identities.facets(filterOf(input)),
  }),
  show: route({
    name: 'identities.show',
    method: 'GET',
    path: '/v1/identities/:ref',
    tag,
    summary: 'One identity: accounts, credentials, what it reaches, findings, its history, what was decided.',
    permission: 'view',
    description:
      'With `at`: as the last reads before that moment had it, and what is different now. Last use, acceptances and owners assigned here are not kept over time.',
    codes: ['not_found', 'usage'],
    params: z.strictObject({ ref: identityRefSchema }),
    query: z.strictObject({ at: instantSchema.exactOptional() }),
    output: page,
    run: ({ app }, input) => app.identities.show(input.ref, input.at),
  }),
};
