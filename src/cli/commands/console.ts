import { session } from '../../api/routes/index.ts';
import { signInCovers } from '../../commands/statement-covers.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { signing, signingKey } from '../sign.ts';

const usage = 'countersign console [--as NAME | --key FILE]';

/** A one-time link into the console for whose key this is; on a ledger without signers, for whoever becomes the first. */
export const consoleCommand: Command = {
  name: 'console',
  summary: 'a one-time link into the console, for whose key this is',
  usage,
  examples: [
    'countersign console --as dana                   # the demo',
    'countersign console --key ~/.ssh/id_ed25519_sk  # your own',
    'countersign console                             # a new ledger: become its first signer',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, { as: 'text', key: 'text' }, usage, { min: 0, max: 0 });
    if (options.as === undefined && options.key === undefined) {
      const made = await ask(io, session.makeSetupLink, {});
      return answer(io, made, linkText);
    }
    const key = signingKey(io, options);
    const opened = await ask(io, session.challenge, {});
    if (!opened.ok) return answer(io, opened, () => '');
    const { challenge } = opened.value;
    const covers = signInCovers(challenge, signing(io));
    if (!covers.ok) return answer(io, covers, () => '');
    const made = await ask(io, session.makeLink, { challenge, signature: await key.sign(challenge) });
    return answer(io, made, linkText);
  },
};

const linkText = ({ link, expiresAt }: { readonly link: string; readonly expiresAt: string }): string =>
  `Open this once, before ${expiresAt.slice(11, 16)} UTC:\n\n  ${link}\n\nIt signs you in and signs nothing else.\n`;
