import { resolve } from 'node:path';
import { Fault } from '../../model/index.ts';
import { checkedEndpoint, readEndpoint, type ChannelKind } from '../../notify/index.ts';
import { pathsIn } from '../../platform/data-folder/index.ts';
import { readAuthority } from '../../platform/postgres-url/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import { credentialsOf } from './credentials.ts';
import { mustBeData, ownersIn } from './source-access.ts';

export interface AddressGiven {
  readonly name: string;
  readonly kind: ChannelKind;
  /** As it is, where nothing in it is secret. */
  readonly url?: string;
  /** Where it is (`env:`, `file:`), where it is a secret itself. */
  readonly urlFrom?: string;
  readonly passwordFrom?: string;
  readonly secretFrom?: string;
  readonly from?: string;
  /** A file of certificates to trust instead of the public authorities. */
  readonly authorityFile?: string;
}

/**
 * Seals the address of a channel with its credential in the server's store, as whoever owns the installation. Throws Fault
 * `usage` for an address that this kind of channel does not take; nothing is sealed then.
 */
export function sealChannelAddress(
  folder: string,
  given: AddressGiven,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): void {
  const { name, kind, url, urlFrom, passwordFrom, secretFrom, from, authorityFile } = given;
  mustBeData(folder);
  if (kind !== 'smtp' && kind !== 'webhook' && url !== undefined)
    throw new Fault(
      'usage',
      `Whoever knows the address of a ${kind} webhook can post to it: it is a secret.`,
      {
        next: 'Name where it is: `--url-from env:NAME` or `--url-from file:PATH`. If it was typed on a command line, change it.',
      },
    );
  const read = (reference: string): string => readSecret(parseReference(reference), { env, folder: cwd });
  const address = url ?? (urlFrom === undefined ? undefined : read(urlFrom));
  if (address === undefined)
    throw new Fault('usage', 'Say where the channel sends to: `--url URL` or `--url-from env:NAME`.');
  const sealed = JSON.stringify({
    url: address,
    ...(passwordFrom === undefined ? {} : { password: read(passwordFrom) }),
    ...(secretFrom === undefined ? {} : { signingSecret: read(secretFrom) }),
    ...(from === undefined ? {} : { from }),
    ...(authorityFile === undefined ? {} : { authority: readAuthority(resolve(cwd, authorityFile)) }),
  });
  const checked = checkedEndpoint(kind, readEndpointGiven(sealed));
  if (!checked.ok)
    throw new Fault('usage', checked.message, checked.next === undefined ? {} : { next: checked.next });
  storeOf(folder).set(`notify/${name}`, sealed);
}

/** Takes the sealed address out again. True if there was one. */
export const unsealChannelAddress = (folder: string, name: string): boolean =>
  storeOf(folder).remove(`notify/${name}`);

const storeOf = (folder: string) => credentialsOf(pathsIn(folder).server, ownersIn(folder)('server'));

function readEndpointGiven(sealed: string): ReturnType<typeof readEndpoint> {
  try {
    return readEndpoint(sealed);
  } catch {
    throw new Fault(
      'usage',
      'The address, or what was named with it, is not of the expected shape (not shown).',
      {
        next: 'A signing secret is `whsec_` and base64 of at least 24 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"',
      },
    );
  }
}
