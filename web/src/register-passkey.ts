import { call } from './api/client.ts';
import type { RouteInput, RouteOutput } from './api/route-table.ts';
import { createPasskey } from './webauthn.ts';

/** Makes a passkey as the server asks for it, and hands it in. It speaks for nobody until it is enrolled. */
export async function registerPasskey(
  displayName: string,
  is?: RouteInput<'passkeys.open-registration'>['is'],
): Promise<RouteOutput<'passkeys.register'>> {
  const { registration, options } = await call('passkeys.open-registration', {
    displayName,
    ...(is === undefined ? {} : { is }),
  });
  return call('passkeys.register', { registration, response: await createPasskey(options) });
}
