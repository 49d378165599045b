import type { RouteOutput } from '../../api/contract.ts';
import { passkeys, signers } from '../../api/routes/index.ts';
import { coveredItem } from '../../commands/statement-covers.ts';
import { statedText } from '../../commands/signer-change-says.ts';
import { Fault, refuse } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { signing, signingKey } from '../sign.ts';

type Waiting = RouteOutput<'changes.list'>['items'][number];

const waitingCommand: Command = {
  name: 'signers waiting',
  summary: 'passkeys that wait to be enrolled, and changes of signers that wait for another signature',
  usage: 'countersign signers waiting',
  examples: ['countersign signers waiting'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign signers waiting');
    const made = await ask(io, passkeys.waiting, {});
    if (!made.ok) return answer(io, made, () => '');
    const changes = await ask(io, signers.waiting, {});
    if (!changes.ok) return answer(io, changes, () => '');
    const shown = { passkeys: made.value.items, changes: changes.value.items };
    return answer(io, { ok: true, value: shown }, (all) =>
      [
        ...all.passkeys.map(
          (key) =>
            `${key.registration}  a passkey for ${key.person}, whose maker typed the name “${inert(key.displayName)}”, until ${key.expiresAt}`,
        ),
        ...all.changes.flatMap((change) => [
          `${change.change}  ${change.act}, signed by ${change.signedBy.join(', ')}, until ${change.expiresAt}`,
          `    waits: ${inert(change.because)}`,
        ]),
        ...(all.passkeys.length + all.changes.length === 0 ? ['Nothing waits.'] : []),
        '',
      ].join('\n'),
    );
  },
};

const coSignUsage = 'countersign signers co-sign CHANGE [--as NAME | --key FILE]';

const coSignCommand: Command = {
  name: 'signers co-sign',
  summary: 'what a change of signers that waits says; with a key, sign it too',
  usage: coSignUsage,
  examples: [
    'countersign signers co-sign chg_…                                # shows it, signs nothing',
    'countersign signers co-sign chg_… --key ~/.ssh/id_ed25519_sk',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { as: 'text', key: 'text' }, coSignUsage, {
      min: 1,
      max: 1,
    });
    const listed = await ask(io, signers.waiting, {});
    if (!listed.ok) return answer(io, listed, () => '');
    const change = listed.value.items.find((each) => each.change === words[0]);
    if (change === undefined)
      throw new Fault('usage', `No change of signers waits as \`${inert((words[0] ?? '').slice(0, 60))}\`.`, {
        next: 'See `countersign signers waiting`.',
      });
    // what is shown comes from the text that is signed, not from what the server says about it
    const stated = coveredItem(change.statement, signing(io));
    if (!stated.ok) return answer(io, stated, () => '');
    const lines = statedText(stated.value);
    if (lines === undefined)
      return answer(
        io,
        refuse('signature_invalid', 'The statement is about something else than signers. Do not sign it.'),
        () => '',
      );
    if (options.as === undefined && options.key === undefined)
      return answer(
        io,
        { ok: true, value: change },
        () => `${[...lines, ...nextLines(change)].join('\n')}\n`,
      );
    if (!io.json) io.err(`${lines.join('\n')}\n`);
    const signature = await signingKey(io, options).sign(change.statement);
    const taken = await ask(io, signers.coSign, { change: change.change, signature });
    return answer(io, taken, (value) => sharedText(value, 'Signed; the change is recorded.'));
  },
};

const nextLines = (change: Waiting): readonly string[] => [
  `Signed by ${change.signedBy.join(', ')}. It waits: ${inert(change.because)}.`,
  `Sign it: countersign signers co-sign ${change.change} --key FILE`,
];

/** What became of a change that several sign where they are. */
export const sharedText = (shared: RouteOutput<'changes.begin'>, done: string): string =>
  'entry' in shared
    ? `${done} (${shared.entry})\n`
    : `Signed, and it waits: ${inert(shared.because)}.\nThe next person: countersign signers co-sign ${shared.waiting} --key FILE\n`;

export const sharedChangeCommands: readonly Command[] = [waitingCommand, coSignCommand];
