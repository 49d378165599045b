import { wrongPlace } from '../../ledger/index.ts';
import { done, refuse, type Result } from '../../model/index.ts';

/** Where passkeys are made and used: the console's own origin, and the relying party that they are bound to. */
export interface PasskeyPlace {
  readonly rpId: string;
  readonly origin: string;
}

/**
 * The place that the console's configured address is, or why passkeys cannot work there. Never to be called with what a
 * request says its origin is: whoever asks would choose it.
 */
export function passkeyPlace(address: string, rpId?: string): Result<PasskeyPlace> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const origin = url?.origin ?? address;
  const place = { rpId: rpId ?? url?.hostname ?? '', origin };
  const wrong = wrongPlace(place.rpId, place.origin);
  return wrong === undefined
    ? done(place)
    : refuse(
        'input_invalid',
        `Passkeys cannot work here: ${wrong}.`,
        'Open the console at `https://` and a name, or at `http://localhost`; or sign with an SSH key: `countersign decide PROPOSAL --key FILE`.',
      );
}
