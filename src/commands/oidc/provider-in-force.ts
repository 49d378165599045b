import { isEntryId, must, refuse, type Result } from '../../model/index.ts';
import { readProvider, type ProviderInForce } from '../../signin/index.ts';
import type { System } from '../system.ts';

/** The identity provider that the ledger's signed entries say signs people in; undefined: none does. */
export async function providerSet(
  system: Pick<System, 'signers'>,
): Promise<Result<ProviderInForce> | undefined> {
  const { provider } = await system.signers.ledger();
  if (provider === undefined) return undefined;
  const read = readProvider(provider.item);
  return read.ok
    ? { ok: true, value: { entry: must(isEntryId, provider.entry), provider: read.value } }
    : read;
}

/** The same, for somebody who wants to sign in by it. */
export const providerInForce = async (system: System): Promise<Result<ProviderInForce>> =>
  (await providerSet(system)) ??
  refuse(
    'not_found',
    'No identity provider signs people in here.',
    'Sign in with a passkey or a one-time link.',
  );
