import { delegations } from '../../api/routes/index.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import {
  approverRoles,
  Fault,
  isEntryId,
  readInstant,
  type ApproverRole,
  type Instant,
} from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { personOf } from '../person.ts';
import { signing, signingKey } from '../sign.ts';
import { delegationsText } from '../text/delegations.ts';

const usage = `countersign delegate --to PERSON --from MOMENT --until MOMENT [--only ROLE …] --reason TEXT (--as NAME | --key FILE)
       countersign delegate --end DELEGATION --reason TEXT (--as NAME | --key FILE)`;

/** Works the item out on this side from what was asked, holds the statement to it, and signs exactly that. */
const delegateCommand: Command = {
  name: 'delegate',
  summary: 'let somebody use your authority from one moment until another, or end that before its time',
  usage: `${usage}

They answer for you what waits for you in that time, also what waits already, each answer under a signature of their own
that says whose authority it uses. They cannot lend it on, and never answer where you or they have an interest. PERSON is
SOURCE/KEY or psn_…; a MOMENT is 2026-12-20, which begins in UTC, or 2026-12-20T08:00:00+01:00; --until is exclusive.`,
  examples: [
    "countersign delegate --to acme-hr/E1006 --from 2026-12-20 --until 2027-01-07 --reason 'on leave' --as dana",
    "countersign delegate --to psn_… --from 2026-12-20 --until 2027-01-07 --only resource_owner --reason 'on leave' --key ~/.ssh/id_ed25519_sk",
    "countersign delegate --end ent_… --reason 'back early' --as dana",
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        to: 'text',
        from: 'text',
        until: 'text',
        only: 'many',
        end: 'text',
        reason: 'text',
        as: 'text',
        key: 'text',
      },
      usage,
    );
    const { reason } = options;
    if (reason === undefined)
      throw new Fault('usage', 'Say why: `--reason TEXT`.', { next: `Usage: ${usage}` });
    if (options.end !== undefined) return endOf(io, { ...options, reason }, options.end);
    const to = await personOf(io, options.to);
    if (to === undefined) throw new Fault('usage', 'Say who is to act for you: `--to PERSON`.');
    const key = signingKey(io, options);
    const item = {
      to,
      start: momentOf(options.from, '--from'),
      end: momentOf(options.until, '--until'),
      only: options.only.length === 0 ? null : options.only.map(roleOf),
      reason,
    };
    const opened = await ask(io, delegations.open, { ...item, keyFingerprint: key.fingerprint });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement } = opened.value;
    const covers = itemCovers(statement, signing(io), { purpose: 'delegation', item });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json)
      io.err(
        `You sign: from ${item.start} until ${item.end} ${to} answers with your authority${item.only === null ? '' : ` as ${item.only.join(' or ')}`}\n`,
      );
    const taken = await ask(io, delegations.sign, { statement, signature: await key.sign(statement) });
    return answer(
      io,
      taken,
      ({ delegation }) =>
        `Signed and recorded: ${delegation}.\nEnd it before its time with: countersign delegate --end ${delegation} --reason TEXT\n`,
    );
  },
};

async function endOf(
  io: Io,
  options: { readonly reason: string; readonly as: string | undefined; readonly key: string | undefined },
  delegation: string,
): Promise<number> {
  if (!isEntryId(delegation))
    throw new Fault('usage', `\`${delegation.slice(0, 40)}\` is no delegation’s id (ent_…).`, {
      next: '`countersign delegations` lists them.',
    });
  const key = signingKey(io, options);
  const item = { delegation, reason: options.reason };
  const opened = await ask(io, delegations.openEnd, { ...item, keyFingerprint: key.fingerprint });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const covers = itemCovers(statement, signing(io), { purpose: 'delegation.end', item });
  if (!covers.ok) return answer(io, covers, () => '');
  const taken = await ask(io, delegations.end, { statement, signature: await key.sign(statement) });
  return answer(
    io,
    taken,
    ({ entry }) =>
      `Ended (${entry}). What was signed under it and is not carried out yet no longer counts.\n`,
  );
}

function momentOf(text: string | undefined, option: string): Instant {
  const moment = text === undefined ? undefined : readInstant(text);
  if (moment !== undefined) return moment;
  throw new Fault(
    'usage',
    `\`${option}\` is no moment${text === undefined ? '' : `: \`${text.slice(0, 40)}\``}.`,
    {
      next: 'Write it as 2026-12-20 or 2026-12-20T08:00:00Z.',
    },
  );
}

function roleOf(text: string): ApproverRole {
  const role = approverRoles.find((known) => known === text);
  if (role !== undefined) return role;
  throw new Fault('usage', `\`${text.slice(0, 40)}\` is no role that can be lent.`, {
    next: `There are: ${approverRoles.join(', ')}.`,
  });
}

const listUsage = 'countersign delegations [--person PERSON] [--limit N]';

const listCommand: Command = {
  name: 'delegations',
  summary: 'who stands for whom, from when until when, newest first',
  usage: listUsage,
  examples: ['countersign delegations', 'countersign delegations --person acme-hr/E1002 --json'],
  async run(argv, io) {
    const { options } = readArguments(argv, { person: 'text', limit: 'text' }, listUsage);
    const person = await personOf(io, options.person);
    const listed = await ask(io, delegations.list, {
      limit: Number(options.limit ?? 100),
      ...(person === undefined ? {} : { person }),
    });
    return answer(io, listed, delegationsText);
  },
};

export const delegationCommands: readonly Command[] = [delegateCommand, listCommand];
