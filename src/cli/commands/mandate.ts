import { mandates, signers } from '../../api/routes/index.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import { Fault, isMandateId, isProposalId, isSubjectId, type MandateId } from '../../model/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { readMandateFile } from '../mandate-file.ts';
import { signing, signingKey } from '../sign.ts';
import { mandateLine, mandateText, previewText, termsText } from '../text/mandates.ts';

const usage =
  'countersign mandate (propose FILE | sign MANDATE | list [--all] | show MANDATE [--preview] [--limit N] | end MANDATE --reason TEXT | object PROPOSAL --reason TEXT) [--as NAME | --key FILE]';

const kinds = {
  as: 'text',
  key: 'text',
  reason: 'text',
  limit: 'text',
  all: 'flag',
  preview: 'flag',
} as const;
type Options = ReturnType<typeof readArguments<typeof kinds>>['options'];

const acts: Readonly<Record<string, (io: Io, word: string, options: Options) => Promise<number>>> = {
  propose,
  sign,
  list,
  show,
  end,
  object,
};

const mandateCommand: Command = {
  name: 'mandate',
  summary: 'standing decisions that several people sign: what they may do, what they did, how to stop one',
  usage,
  examples: [
    'countersign mandate propose unused-accounts.yaml',
    'countersign mandate sign mnd_… --as dana',
    'countersign mandate list',
    'countersign mandate show mnd_… --preview',
    "countersign mandate object prp_… --reason 'the year-end job needs it' --as sam",
    "countersign mandate end mnd_… --reason 'no longer needed' --as dana",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, kinds, usage, { min: 1, max: 2 });
    const [act = '', word = ''] = words;
    const run = Object.hasOwn(acts, act) ? acts[act] : undefined;
    if (run === undefined || (act !== 'list' && word === ''))
      throw new Fault('usage', `Say what to do: ${Object.keys(acts).join(', ')}.`, {
        next: `Usage: ${usage}`,
      });
    return run(io, word, options);
  },
};

async function propose(io: Io, file: string): Promise<number> {
  const terms = readMandateFile(file, systemClock.now());
  const proposed = await ask(io, mandates.propose, { terms });
  return answer(io, proposed, ({ mandate, preview }) =>
    [
      `Proposed ${mandate}; it does nothing until people sign it.`,
      ...termsText(terms),
      '',
      ...previewText(preview, terms.kind),
      '',
      `Next: countersign mandate sign ${mandate} --as NAME`,
      '',
    ].join('\n'),
  );
}

async function sign(io: Io, word: string, options: Options): Promise<number> {
  const mandate = mandateId(word);
  const key = signingKey(io, options);
  const opened = await ask(io, mandates.open, { mandate, keyFingerprint: key.fingerprint });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement, terms } = opened.value;
  const covers = itemCovers(statement, signing(io), { purpose: 'mandate', item: { mandate, terms } });
  if (!covers.ok) return answer(io, covers, () => '');
  if (!io.json)
    io.err(`You sign that from now on this is done without asking again:\n${termsText(terms).join('\n')}\n`);
  const taken = await ask(io, mandates.sign, { statement, signature: await key.sign(statement) });
  return answer(io, taken, ({ entry, missing }) =>
    [
      `Signed and recorded (${entry}).`,
      ...(missing.length === 0
        ? ['It stands. What it selects is announced first: countersign mandate show ' + mandate]
        : missing.map((need) => `  missing: ${need}`)),
      '',
    ].join('\n'),
  );
}

async function list(io: Io, _word: string, options: Options): Promise<number> {
  const told = await ask(io, mandates.list, { standing: !options.all, limit: 200 });
  return answer(io, told, ({ items, truncated }) =>
    [
      ...(items.length === 0
        ? ['No mandate stands.', 'How to write one: docs/how-to/standing-orders.md']
        : items.map(mandateLine)),
      ...(truncated ? ['and more'] : []),
      '',
    ].join('\n'),
  );
}

async function show(io: Io, word: string, options: Options): Promise<number> {
  const limit = options.limit === undefined ? 100 : Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000)
    throw new Fault('usage', '`--limit` is a whole number from 1 to 1000.');
  const told = await ask(io, mandates.show, { mandate: mandateId(word), limit, preview: options.preview });
  return answer(io, told, ({ mandate, items, truncated, preview }) =>
    [
      ...mandateText(mandate, items, truncated),
      ...(preview === null ? [] : ['', ...previewText(preview, mandate.terms.kind)]),
      '',
    ].join('\n'),
  );
}

async function end(io: Io, word: string, options: Options): Promise<number> {
  const mandate = mandateId(word);
  const reason = reasonOf(options);
  const key = signingKey(io, options);
  const opened = await ask(io, mandates.openEnd, { mandate, keyFingerprint: key.fingerprint, reason });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const covers = itemCovers(statement, signing(io), { purpose: 'mandate.end', item: { mandate, reason } });
  if (!covers.ok) return answer(io, covers, () => '');
  const taken = await ask(io, mandates.end, { statement, signature: await key.sign(statement) });
  return answer(io, taken, ({ entry }) => `Ended (${entry}): nothing more is done under it.\n`);
}

async function object(io: Io, proposal: string, options: Options): Promise<number> {
  if (!isProposalId(proposal))
    throw new Fault('usage', `\`${proposal.slice(0, 40)}\` is no proposal’s id (prp_…).`, {
      next: 'The items of `countersign mandate show MANDATE` have one each.',
    });
  const reason = reasonOf(options);
  const { fingerprint } = signingKey(io, options);
  const enrolled = await ask(io, signers.list, {});
  if (!enrolled.ok) return answer(io, enrolled, () => '');
  const as = enrolled.value.items.find((signer) => signer.keyFingerprint === fingerprint)?.person;
  if (as === undefined || !isSubjectId(as))
    throw new Fault('signer_unknown', 'This key speaks for nobody in this ledger.');
  const objected = await ask(io, mandates.object, { proposal, reason, as });
  return answer(io, objected, ({ entry, is }) =>
    is === 'held'
      ? `Held (${entry}): a person decides it, \`countersign decide ${proposal}\`.\n`
      : `Being put back (${entry}): see \`countersign show ${proposal}\`.\n`,
  );
}

function reasonOf({ reason }: Options): string {
  if (reason !== undefined) return reason;
  throw new Fault('usage', 'Say why: `--reason TEXT`.', { next: `Usage: ${usage}` });
}

function mandateId(word: string): MandateId {
  if (isMandateId(word)) return word;
  throw new Fault('usage', `\`${word.slice(0, 40)}\` is no mandate’s id (mnd_…).`, {
    next: 'List them with `countersign mandate list`.',
  });
}

export const mandateCommands: readonly Command[] = [mandateCommand];
