import type { System } from '../system.ts';
import { passkeyPlace } from './place.ts';
import { openRegistration, type RegistrationAsked } from './register.ts';

/** Asks a browser for a new passkey at this console's own address, whatever the request says its origin is. */
export async function openRegistrationHere(
  system: System,
  asked: Omit<RegistrationAsked, 'place'>,
): ReturnType<typeof openRegistration> {
  const place = passkeyPlace(system.url() ?? '');
  return place.ok ? openRegistration(system, { ...asked, place: place.value }) : place;
}
