import { personasAt, signAsPersona } from '../commands/start/personas.ts';
import { readIdentity } from '../commands/start/identity.ts';
import type { Signing } from '../commands/statement-covers.ts';
import { fingerprintOf, publicKeyOf, signWithSsh } from '../commands/sign-with-ssh.ts';
import { Fault } from '../model/index.ts';
import { systemClock } from '../platform/clock.ts';
import { locateDataFolder } from '../platform/data-folder/index.ts';
import type { Io } from './io.ts';

/** Whose key signs: one of the demo's personas, or a key file of the person's own. */
export interface SigningKey {
  readonly fingerprint: string;
  readonly publicKey: string;
  sign(statement: string): Promise<string>;
}

/** What a statement is held to on this side: the ledger of this data folder, as whoever made the folder wrote it down. */
export function signing(io: Io): Signing {
  const folder = locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
  const identity = readIdentity(folder);
  if (identity === undefined)
    throw new Fault('usage', `There is no ledger in \`${folder}\` to sign for.`, {
      next: 'Name its folder with `--data`.',
    });
  return { ledger: identity.origin, now: systemClock.now() };
}

/** `--as NAME` exists only in a demo ledger; `--key FILE` signs with the person's own ssh-keygen. */
export function signingKey(
  io: Io,
  options: { readonly as: string | undefined; readonly key: string | undefined },
): SigningKey {
  if (options.as !== undefined && options.key !== undefined)
    throw new Fault('usage', 'Give either `--as` or `--key`, not both.');
  if (options.key !== undefined) {
    const file = options.key.replace(/^~(?=\/)/, io.env['HOME'] ?? '~');
    const publicKey = publicKeyOf(file);
    return {
      fingerprint: fingerprintOf(publicKey),
      publicKey,
      sign: (statement) => signWithSsh(file, 'countersign', statement),
    };
  }
  const folder = locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
  const personas = personasAt(folder);
  if (options.as === undefined)
    throw new Fault('usage', 'Say who signs.', {
      next:
        personas.length > 0
          ? `In this demo: ${personas.map((p) => `--as ${p.name} (${p.showsAs})`).join(' or ')}.`
          : 'With your key: `--key ~/.ssh/id_ed25519`.',
    });
  if (personas.length === 0)
    throw new Fault('demo_only', '`--as` exists only in the demo ledger.', {
      next: 'Sign with your own key: `--key ~/.ssh/id_ed25519`.',
    });
  const persona = personas.find((each) => each.name === options.as);
  if (persona === undefined)
    throw new Fault('usage', `There is no persona \`${options.as.slice(0, 40)}\`.`, {
      next: `There are: ${personas.map((p) => p.name).join(', ')}.`,
    });
  const signer = signAsPersona(persona);
  const { publicKey } = signer;
  return {
    fingerprint: fingerprintOf(publicKey),
    publicKey,
    sign: (statement) => Promise.resolve(signer.sign(statement)),
  };
}
