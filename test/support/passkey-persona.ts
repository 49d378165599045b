// A person of the ledger's scene whose key is a passkey of the software authenticator.
import type { Persona } from '../../src/ledger/scene.ts';
import { authenticator, present, type Authenticator, type Bent } from './authenticator.ts';

export interface PasskeyPersona extends Persona {
  readonly authenticator: Authenticator;
}

/** `signing` bends every signature, `registering` the registration. */
export function passkeyPersona(
  name: string,
  bent: { readonly signing?: Bent; readonly registering?: Bent } = {},
  key: Authenticator = authenticator(),
): PasskeyPersona {
  const { attestationObject, clientDataJSON } = key.register('bm90IGNoZWNrZWQgaGVyZQ', {
    flags: present | 0x40,
    ...bent.registering,
  });
  return {
    id: `psn_${name.padEnd(12, '0')}`,
    authenticator: key,
    key: {
      publicKey: { fingerprint: key.fingerprint, line: key.line },
      sign: (text) => key.sign(text, bent.signing),
    },
    registration: {
      attestationObject: attestationObject.toString('base64url'),
      clientDataJSON: clientDataJSON.toString('base64url'),
    },
  };
}
