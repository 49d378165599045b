import { z } from 'zod';
import type { ToldViews, ViewKeyset } from '../../commands/saved-views.ts';
import { done, refuse } from '../../model/index.ts';
import {
  savedAsksSchema,
  savedLists,
  savedNameSchema,
  savedViewIdSchema,
  toldAsksSchema,
} from '../../platform/wire/saved-view.ts';
import { personOfCaller, type Caller } from '../caller.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { instantSchema, subjectIdSchema } from './shared.ts';

const tag = 'views';

const view = z
  .strictObject({
    id: savedViewIdSchema,
    name: z.string(),
    owner: subjectIdSchema,
    mine: z.boolean().meta({ description: 'Whether it is yours: nobody else changes it.' }),
    shared: z.boolean().meta({ description: 'Whether everybody who may read the list reads it too.' }),
    asks: toldAsksSchema,
    gone: z.array(z.strictObject({ in: z.string(), value: z.string() })).meta({
      description: 'What it asks for that is not there any more. The view can be opened all the same.',
    }),
    version: z.int(),
    createdAt: instantSchema,
    changedAt: instantSchema,
  })
  .meta({
    id: 'SavedView',
    description: 'A name for a question to a list. It holds no answer and gives nobody access to anything.',
  });

const shared = z.boolean().meta({
  description: 'Shared, everybody who may read the list can read and open it. Takes the right to `operate`.',
});
const params = z.strictObject({ id: savedViewIdSchema });
const keyset = z.strictObject({ value: z.string().max(400), id: savedViewIdSchema });

/** Whose views are read: a token reads its owner's. Whoever reaches the socket is nobody in particular. */
const readerOf = (caller: Caller) => (caller.kind === 'token' ? caller.who.owner.id : personOfCaller(caller));

const keptByAPerson = refuse(
  'usage',
  'A view is kept by a person, so it is kept in a session.',
  'Sign in at the console and save it there.',
);

export const views = {
  list: route({
    name: 'views.list',
    method: 'GET',
    path: '/v1/views',
    tag,
    summary: 'Saved views of the lists: your own, and those that others share.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['name'], most: 200, usual: 100 }),
      list: z.enum(savedLists).exactOptional(),
      whose: z.enum(['any', 'mine', 'others']).default('any'),
    }),
    output: pageOf(view, {}),
    run: ({ app, caller }, input) =>
      paged<ViewKeyset, ToldViews>(keyset, input, (after) =>
        app.views.list({ ...input, ...after, reader: readerOf(caller) }),
      ),
  }),
  show: route({
    name: 'views.show',
    method: 'GET',
    path: '/v1/views/:id',
    tag,
    summary: 'One saved view that is yours or shared.',
    permission: 'view',
    codes: ['not_found'],
    params,
    output: z.strictObject({ view }),
    run: async ({ app, caller }, input) => {
      const found = await app.views.show(input.id, readerOf(caller));
      return found.ok ? done({ view: found.value }) : found;
    },
  }),
  create: route({
    name: 'views.create',
    method: 'POST',
    path: '/v1/views',
    tag,
    summary: 'Keep a view of a list under a name.',
    description: 'At most 50 a person. It is yours alone unless you share it.',
    permission: 'manage_own',
    codes: ['usage'],
    body: z.strictObject({ name: savedNameSchema, asks: savedAsksSchema, shared: shared.default(false) }),
    output: z.strictObject({ view }),
    run: async ({ app, caller }, input) => {
      if (caller.kind !== 'person') return keptByAPerson;
      const kept = await app.views.create(caller.who, input);
      return kept.ok ? done({ view: kept.value }) : kept;
    },
  }),
  change: route({
    name: 'views.change',
    method: 'POST',
    path: '/v1/views/:id',
    tag,
    summary: 'Rename a view of yours, share it or not, or save another search over it.',
    description: '`version` is the one you saw: a change made elsewhere meanwhile is not undone unseen.',
    permission: 'manage_own',
    codes: ['not_found', 'precondition_changed', 'usage'],
    params,
    body: z.strictObject({
      version: z.int32().min(1),
      name: savedNameSchema.exactOptional(),
      asks: savedAsksSchema.exactOptional(),
      shared: shared.exactOptional(),
    }),
    output: z.strictObject({ view }),
    run: async ({ app, caller }, input) => {
      if (caller.kind !== 'person') return keptByAPerson;
      const changed = await app.views.change(caller.who, input);
      return changed.ok ? done({ view: changed.value }) : changed;
    },
  }),
  remove: route({
    name: 'views.remove',
    method: 'DELETE',
    path: '/v1/views/:id',
    tag,
    summary: 'Delete a view of yours.',
    permission: 'manage_own',
    codes: ['not_found', 'usage'],
    params,
    output: z.strictObject({ removed: savedViewIdSchema }),
    run: async ({ app, caller }, input) => {
      const of = personOfCaller(caller);
      return of === undefined ? keptByAPerson : app.views.remove({ ...input, of });
    },
  }),
  removeShared: route({
    name: 'administration.remove-view',
    method: 'DELETE',
    path: '/v1/administration/views/:id',
    tag,
    summary: 'Delete a view that somebody shares.',
    permission: 'administer',
    codes: ['not_found'],
    params,
    output: z.strictObject({ removed: savedViewIdSchema }),
    run: ({ app }, input) => app.views.remove(input),
  }),
};
