import { z } from 'zod';
import { providerSchema } from '../../commands/oidc/provider-item.ts';
import { done } from '../../model/index.ts';
import { route } from '../route.ts';
import { entryIdSchema, keyFingerprint, signature, stated, statement } from './shared.ts';

const tag = 'provider';

const act = z.enum(['set', 'remove']);
const removal = z.strictObject({ provider: entryIdSchema, reason: z.string().min(1).max(500) });

/** Who else says at sign-in who somebody is. Only the owner of the installation asks for a change, and administrators sign it. */
export const provider = {
  show: route({
    name: 'provider.show',
    method: 'GET',
    path: '/v1/provider',
    tag,
    summary: 'The identity provider that signs people in, as the ledger says.',
    permission: 'view',
    output: z
      .strictObject({
        set: z.strictObject({ entry: entryIdSchema, provider: providerSchema }).nullable(),
        unreadable: z
          .string()
          .nullable()
          .meta({ description: 'Why what was set is not held to, and signs nobody in.' }),
        back: z
          .string()
          .nullable()
          .meta({ description: 'The address to register at the provider: where it sends people back to.' }),
      })
      .meta({ id: 'IdentityProvider' }),
    run: ({ app }) => app.provider.show(),
  }),
  openChange: route({
    name: 'provider.prepare',
    method: 'POST',
    path: '/v1/provider/statement',
    tag,
    summary: 'The statement that sets or removes the identity provider.',
    permission: 'local',
    changesNothing: true,
    codes: ['signer_unknown', 'input_invalid', 'not_found'],
    body: z.strictObject({ act, keyFingerprint, item: z.union([providerSchema, removal]) }),
    output: stated,
    run: ({ app }, input) => app.provider.openChange(input),
  }),
  change: route({
    name: 'provider.sign',
    method: 'POST',
    path: '/v1/provider',
    tag,
    summary: 'Set or remove the identity provider.',
    permission: 'local',
    codes: [
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'policy_denied',
      'input_invalid',
      'not_found',
      'in_progress',
    ],
    body: z.strictObject({ act, statement, signatures: z.array(signature).min(1).max(8) }),
    output: z.strictObject({ entry: entryIdSchema }),
    run: async ({ app }, input) => {
      const changed = await app.provider.change(input);
      return changed.ok ? done({ entry: changed.value.entry }) : changed;
    },
  }),
};
