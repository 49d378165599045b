import { ledger } from '../../api/routes/index.ts';
import { exportAlone, verifyAlone, verifyFolder } from '../../commands/ledger-alone.ts';
import { holds } from '../../commands/ledger.ts';
import { traceFolder } from '../../commands/trace/trace-folder.ts';
import { done, Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { entriesText } from '../text/entries.ts';
import { traceText } from '../text/trace.ts';
import { reportText } from '../text/verification.ts';

const folderOf = (io: Io): string => locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
const verifyUsage = 'countersign ledger verify [FOLDER] [--checkpoint-key VKEY]';

const ledgerVerifyCommand: Command = {
  name: 'ledger verify',
  summary: 'verify the record yourself: the live one, or an export folder with no server and no database',
  usage: verifyUsage,
  examples: [
    'countersign ledger verify',
    'countersign ledger verify ./export',
    'countersign ledger verify ./export --checkpoint-key countersign.local/…+…',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { 'checkpoint-key': 'text' }, verifyUsage, {
      min: 0,
      max: 1,
    });
    const [folder] = words;
    const key = options['checkpoint-key'];
    if (folder === undefined) await ask(io, ledger.show, { limit: 1 }); // the live ledger's database has to be up
    const report =
      folder === undefined
        ? await verifyAlone(folderOf(io))
        : await verifyFolder(folder, key === undefined ? {} : { checkpointKey: key });
    const status = answer(io, report, reportText);
    return report.ok && !holds(report.value) ? 1 : status;
  },
};

const exportUsage = 'countersign ledger export FOLDER';

const ledgerExportCommand: Command = {
  name: 'ledger export',
  summary: 'write a folder that verifies offline, here or with other people’s programs',
  usage: exportUsage,
  examples: ['countersign ledger export ./export'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, exportUsage, { min: 1, max: 1 });
    const [folder] = words;
    if (folder === undefined) throw new Fault('usage', 'Say where to.', { next: `Usage: ${exportUsage}` });
    await ask(io, ledger.show, { limit: 1 });
    return answer(
      io,
      await exportAlone(folderOf(io), folder),
      (made) =>
        `${made.size} entries in ${made.files} files in ${made.folder}.\nCheckpoint key (hand it over apart from the folder): ${made.checkpointKey}\nNext: countersign ledger verify ${made.folder}\n`,
    );
  },
};

const showUsage = 'countersign ledger show [ENTRY | PROPOSAL] [--limit N]';

const ledgerShowCommand: Command = {
  name: 'ledger show',
  summary: 'the last entries, or one story from proposal to reversal',
  usage: showUsage,
  examples: ['countersign ledger show', 'countersign ledger show prp_…', 'countersign ledger show ent_…'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { limit: 'text' }, showUsage, { min: 0, max: 1 });
    const [about] = words;
    const shown = await ask(io, ledger.show, {
      limit: Number(options.limit ?? 20),
      ...(about === undefined ? { sort: 'newest' } : { about, sort: 'oldest' }),
    });
    // the last ones come newest first, and are told as they happened
    const told =
      shown.ok && about === undefined
        ? done({ ...shown.value, items: shown.value.items.toReversed() })
        : shown;
    return answer(io, told, ({ items }) => entriesText(items));
  },
};

const traceUsage = `countersign ledger trace FOLDER ABOUT [--checkpoint-key VKEY]

ABOUT is a case (prp_…), an entry (ent_…), a campaign (cmp_…), a person (psn_…), or an account, group or right by its key or
name. The whole folder is verified first; exit status 1 when it does not hold.`;

const ledgerTraceCommand: Command = {
  name: 'ledger trace',
  summary: 'who approved what, when and on what basis, from an export folder with no server and no database',
  usage: traceUsage,
  examples: [
    'countersign ledger trace ./export amara_obi',
    'countersign ledger trace ./export prp_… --checkpoint-key countersign.local/…+…',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { 'checkpoint-key': 'text' }, traceUsage, {
      min: 2,
      max: 2,
    });
    const [folder = '', about = ''] = words;
    const key = options['checkpoint-key'];
    const told = await traceFolder(folder, about, key === undefined ? {} : { checkpointKey: key });
    const status = answer(io, told, traceText);
    return told.ok && Object.values(told.value.holds).includes(false) ? 1 : status;
  },
};

const proofUsage = 'countersign ledger proof ENTRY';

const ledgerProofCommand: Command = {
  name: 'ledger proof',
  summary: 'an inclusion proof for one entry, to keep (C2SP tlog-proof)',
  usage: proofUsage,
  examples: ['countersign ledger proof ent_… > entry.tlog-proof'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, proofUsage, { min: 1, max: 1 });
    return answer(io, await ask(io, ledger.proof, { entry: words[0] ?? '' }), ({ proof }) => proof);
  },
};

/** In the order help shows them. */
export const ledgerCommands: readonly Command[] = [
  ledgerShowCommand,
  ledgerVerifyCommand,
  ledgerExportCommand,
  ledgerTraceCommand,
  ledgerProofCommand,
];
