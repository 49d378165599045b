import { signers } from '../../api/routes/index.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import { Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { personOf, unlinked } from '../person.ts';
import { signing, signingKey } from '../sign.ts';

const bootstrapUsage = 'countersign signers bootstrap --key FILE [--person SOURCE/KEY] [--role ROLE]...';

export const bootstrapCommand: Command = {
  name: 'signers bootstrap',
  summary: 'become the first signer of this ledger and put the shipped policies in force',
  usage: bootstrapUsage,
  examples: [
    'countersign signers bootstrap --key ~/.ssh/id_ed25519 --person hr/E1002',
    'countersign signers bootstrap --key ~/.ssh/id_ed25519_sk --role administrator --role security',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, { key: 'text', role: 'many', person: 'text' }, bootstrapUsage);
    if (options.key === undefined)
      throw new Fault('usage', 'Say which key is yours.', { next: `Usage: ${bootstrapUsage}` });
    const key = signingKey(io, { as: undefined, key: options.key });
    const roles =
      options.role.length > 0 ? [...options.role] : ['administrator', 'governor', 'security', 'reviewer'];
    const asked = { publicKey: key.publicKey, roles };
    const linked = await personOf(io, options.person);
    const opened = await ask(io, signers.openBootstrap, {
      ...asked,
      ...(linked === undefined ? {} : { as: linked }),
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, person } = opened.value;
    // the policies are worked out here, and their engine is loaded for this alone
    const { ownBootstrapItem } = await import('../../commands/own-bootstrap.ts');
    const item = await ownBootstrapItem(locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd }), {
      ...asked,
      person,
    });
    if (!item.ok) return answer(io, item, () => '');
    const covers = itemCovers(statement, signing(io), { purpose: 'bootstrap', item: item.value });
    if (!covers.ok) return answer(io, covers, () => '');
    const taken = await ask(io, signers.bootstrap, {
      ...asked,
      person,
      statement,
      signature: await key.sign(statement),
    });
    return answer(
      io,
      taken,
      ({ entry }) =>
        `You are ${person}, the first signer (${entry}). The shipped policies are in force.\n${linked === undefined ? unlinked : ''}Next: enrol a second person with \`countersign signers enrol\`, so that nobody decides alone.\n`,
    );
  },
};
