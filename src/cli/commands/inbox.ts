import { inbox } from '../../api/routes/index.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import { Fault, isProposalId, type ProposalId } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { personOf } from '../person.ts';
import { signing, signingKey } from '../sign.ts';
import { inboxText, orgProblemsText, orgText, ringsText } from '../text/inbox.ts';

const usages = {
  inbox: 'countersign inbox [--limit N] (--as NAME | --key FILE)',
  recuse: 'countersign recuse PROPOSAL --reason TEXT (--as NAME | --key FILE)',
  reassign: 'countersign reassign PROPOSAL --to PERSON --reason TEXT (--as NAME | --key FILE)',
  rings: 'countersign rings [--days N]',
  org: 'countersign org [SOURCE/KEY]',
};

const inboxCommand: Command = {
  name: 'inbox',
  summary: 'everything that waits for you, what is most pressing first, and why it is yours',
  usage: usages.inbox,
  examples: ['countersign inbox --as dana', 'countersign inbox --key ~/.ssh/id_ed25519_sk --json'],
  async run(argv, io) {
    const { options } = readArguments(argv, { limit: 'text', as: 'text', key: 'text' }, usages.inbox);
    const { fingerprint: keyFingerprint } = signingKey(io, options);
    const listed = await ask(io, inbox.list, { keyFingerprint, limit: Number(options.limit ?? 50) });
    return answer(io, listed, inboxText);
  },
};

const recuseCommand: Command = {
  name: 'recuse',
  summary: 'take no part in a case in which you have a conflict of interest; it cannot be taken back',
  usage: `${usages.recuse}

Neither your signature on this case counts from then on nor one that somebody gives with your authority, also one that was
given before and has not been carried out.`,
  examples: ["countersign recuse prp_… --reason 'my sister’s team' --as sam"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { reason: 'text', as: 'text', key: 'text' },
      usages.recuse,
      { min: 1, max: 1 },
    );
    const { reason } = options;
    if (reason === undefined) throw new Fault('usage', 'Say why: `--reason TEXT`.');
    const proposal = proposalOf(words[0]);
    const key = signingKey(io, options);
    const opened = await ask(io, inbox.openRecusal, { proposal, reason, keyFingerprint: key.fingerprint });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, proposalEntry } = opened.value;
    const covers = itemCovers(statement, signing(io), {
      purpose: 'recusal',
      item: { proposalEntry, reason },
    });
    if (!covers.ok) return answer(io, covers, () => '');
    const taken = await ask(io, inbox.recuse, { statement, signature: await key.sign(statement) });
    return answer(
      io,
      taken,
      (value) => `Recorded (${value.entry}): your signature on ${value.proposal} counts for nothing.\n`,
    );
  },
};

const reassignCommand: Command = {
  name: 'reassign',
  summary: 'hand a case that waits for you to somebody whose signature would count',
  usage: usages.reassign,
  examples: ["countersign reassign prp_… --to acme-hr/E1006 --reason 'knows the system' --as dana"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { to: 'text', reason: 'text', as: 'text', key: 'text' },
      usages.reassign,
      { min: 1, max: 1 },
    );
    const proposal = proposalOf(words[0]);
    const to = await personOf(io, options.to);
    const { reason } = options;
    if (to === undefined || reason === undefined)
      throw new Fault('usage', 'Say to whom and why: `--to PERSON --reason TEXT`.');
    const { fingerprint: keyFingerprint } = signingKey(io, options);
    const handed = await ask(io, inbox.reassign, { proposal, to, reason, keyFingerprint });
    return answer(io, handed, ({ entry }) => `Handed on and recorded (${entry}).\n`);
  },
};

const ringsCommand: Command = {
  name: 'rings',
  summary: 'people who approve for each other in a circle, and by which cases',
  usage: usages.rings,
  examples: ['countersign rings', 'countersign rings --days 365 --json'],
  async run(argv, io) {
    const { options } = readArguments(argv, { days: 'text' }, usages.rings);
    return answer(io, await ask(io, inbox.rings, { days: Number(options.days ?? 90) }), ringsText);
  },
};

const orgCommand: Command = {
  name: 'org',
  summary: 'who somebody’s manager is and whose they are; without a person, where the chart is broken',
  usage: usages.org,
  examples: ['countersign org acme-hr/E1006', 'countersign org --json'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, usages.org, { min: 0, max: 1 });
    const [person] = words;
    if (person === undefined) return answer(io, await ask(io, inbox.orgProblems, {}), orgProblemsText);
    const slash = person.indexOf('/');
    const asked = { source: person.slice(0, slash), key: person.slice(slash + 1) };
    if (slash < 1) throw new Fault('usage', `\`${person.slice(0, 60)}\` is not SOURCE/KEY.`);
    return answer(io, await ask(io, inbox.org, asked), orgText);
  },
};

function proposalOf(word: string | undefined): ProposalId {
  if (word !== undefined && isProposalId(word)) return word;
  throw new Fault('usage', `\`${word?.slice(0, 40) ?? ''}\` is no proposal’s id (prp_…).`, {
    next: '`countersign inbox` lists what waits for you.',
  });
}

export const inboxCommands: readonly Command[] = [
  inboxCommand,
  recuseCommand,
  reassignCommand,
  ringsCommand,
  orgCommand,
];
