import { catalogue } from './catalogue.ts';

/** What can become of asking for a passkey. */
export const t = catalogue({
  impossible: 'Passkeys do not work at this address: they need a domain with TLS, or localhost.',
  useSsh: 'Sign the same statement with the SSH command that is shown.',
  turnedDown: 'The passkey was not used: it was turned down, or took too long. Nothing was signed.',
  tryAgain: 'Try again when you are ready.',
  elsewhere: 'This passkey belongs to another address and cannot sign on this page.',
  known: 'A passkey of yours is already on this device.',
  unusable: 'The browser answered with something that is no passkey of this page.',
});
