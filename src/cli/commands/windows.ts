import { signers, windows } from '../../api/routes/index.ts';
import { Fault, isEntryId, isSubjectId } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signingKey } from '../sign.ts';
import { leasesText, windowsText } from '../text/windows.ts';

const usage =
  'countersign windows [list [--all]] | windows return EXECUTION --reason TEXT (--as NAME | --key FILE)';
const kinds = { as: 'text', key: 'text', reason: 'text', all: 'flag' } as const;
type Options = ReturnType<typeof readArguments<typeof kinds>>['options'];

const windowsCommand: Command = {
  name: 'windows',
  summary: 'what is suspended and watched before it is deleted, and having it back at once',
  usage,
  examples: [
    'countersign windows',
    "countersign windows return ent_… --reason 'the month-end job needs it' --as sam",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, kinds, usage, { min: 0, max: 2 });
    const [act = 'list', execution] = words;
    if (act === 'list' && execution === undefined) {
      const listed = await ask(io, windows.list, { all: options.all, limit: 500 });
      return answer(io, listed, (shown) => windowsText(shown).join('\n'));
    }
    if (act === 'return' && execution !== undefined) return giveBack(io, execution, options);
    throw new Fault('usage', 'Say what to do: list, or return EXECUTION.', { next: `Usage: ${usage}` });
  },
};

async function giveBack(io: Io, execution: string, options: Options): Promise<number> {
  if (!isEntryId(execution))
    throw new Fault('usage', `\`${execution.slice(0, 40)}\` is no execution’s id (ent_…).`, {
      next: '`countersign windows` names it.',
    });
  const { reason } = options;
  if (reason === undefined)
    throw new Fault('usage', 'Say why: `--reason TEXT`.', { next: `Usage: ${usage}` });
  const { fingerprint } = signingKey(io, options);
  const enrolled = await ask(io, signers.list, {});
  if (!enrolled.ok) return answer(io, enrolled, () => '');
  const as = enrolled.value.items.find((signer) => signer.keyFingerprint === fingerprint)?.person;
  if (as === undefined || !isSubjectId(as))
    throw new Fault('signer_unknown', 'This key speaks for nobody in this ledger.');
  const given = await ask(io, windows.giveBack, { execution, reason, as });
  return answer(
    io,
    given,
    ({ entry }) =>
      `Recorded (${entry}); it is being put back exactly as it was: \`countersign windows --all\`.\n`,
  );
}

const leasesUsage = 'countersign leases [--all]';
const leasesCommand: Command = {
  name: 'leases',
  summary: 'rights that a secret store leases until a moment',
  usage: `${leasesUsage}

What opens one is told once, to whoever asked for it, in the console: nobody on a socket is anybody in particular.`,
  examples: ['countersign leases'],
  async run(argv, io) {
    const { options } = readArguments(argv, { all: 'flag' }, leasesUsage, { min: 0, max: 0 });
    const listed = await ask(io, windows.leases, { all: options.all, limit: 500 });
    return answer(io, listed, (shown) => leasesText(shown).join('\n'));
  },
};

export const windowsCommands: readonly Command[] = [windowsCommand, leasesCommand];
