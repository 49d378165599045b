import { readFile } from 'node:fs/promises';
import { whatIfs } from '../../api/routes/index.ts';
import { Fault } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { readChange } from '../change-arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { whatIfText } from '../text/what-if.ts';

const about = `Works out, over the estate as it is and the requests, decisions and use of the last days (90), what would be otherwise: what that
was used would break, which duties come together or apart, which findings open or close, which requests would have been held,
and who gains and loses what. Nothing is changed, and it permits nothing.`;

const daysOf = (text: string | undefined): { readonly days?: number } => {
  if (text === undefined) return {};
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 400)
    throw new Fault('usage', '`--days` is a number from 1 to 400.', { next: 'Leave it out for 90.' });
  return { days };
};

type Asked = Parameters<typeof ask<typeof whatIfs.suppose>>[2];
type Named = NonNullable<Asked['named']>;

async function suppose(io: Io, body: Asked, isKept: boolean): Promise<number> {
  if (!isKept) return answer(io, await ask(io, whatIfs.suppose, body), ({ found }) => whatIfText(found));
  return answer(
    io,
    await ask(io, whatIfs.make, body),
    ({ found, entry }) =>
      `${whatIfText(found)}Recorded as ${entry}. A case with exactly these changes has it among what is signed.\n`,
  );
}

const named = (
  how: Named['how'],
  spec: { readonly usage: string; readonly summary: string; readonly example: string },
): Command => ({
  name: `what-if ${how}`,
  summary: spec.summary,
  usage: `${spec.usage}\n\n${about}`,
  examples: [spec.example],
  async run(argv, io) {
    const isAbout = how !== 'disable';
    const { options, words } = readArguments(argv, { days: 'text', keep: 'flag' }, spec.usage, {
      min: isAbout ? 2 : 1,
      max: isAbout ? 2 : 1,
    });
    const [who = '', what] = words;
    const asked = { how, who, ...(what === undefined ? {} : { what }) };
    return suppose(io, { named: asked, ...daysOf(options.days) }, options.keep);
  },
});

const changeUsage = `countersign what-if change JSON... [--days N] [--keep]`;
const change: Command = {
  name: 'what-if change',
  summary: 'what changes of a proposal would come to: access, roles and bundles',
  usage: `${changeUsage}\n\n${about}\nChanges are written as for \`countersign propose\`.`,
  examples: [
    `countersign what-if change '{"type":"membership.remove","source":"acme-postgres","memberKey":"role/etl","groupKey":"role/reporting_readers"}'`,
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { days: 'text', keep: 'flag' }, changeUsage, {
      min: 1,
      max: 50,
    });
    const changes = words.map((text) => readChange(text, null));
    return suppose(io, { changes, ...daysOf(options.days) }, options.keep);
  },
};

const caseUsage = 'countersign what-if case prp_… [--days N]';
const ofCase: Command = {
  name: 'what-if case',
  summary: 'what a case would come to: the what-if that its signatures rest on, or one worked out now',
  usage: `${caseUsage}\n\n${about}`,
  examples: ['countersign what-if case prp_5d8w2j6t0z4h9n3r'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { days: 'text' }, caseUsage, { min: 1, max: 1 });
    return answer(
      io,
      await ask(io, whatIfs.ofCase, { proposal: words[0] ?? '', ...daysOf(options.days) }),
      ({ kept, stale, found }) =>
        `${whatIfText(found)}${
          kept === null
            ? 'Worked out now: it is not among what is signed.\n'
            : `Recorded as ${kept.entry}, and among what is signed.\n`
        }${stale.map((each) => `Stale: ${each}. It is made again before anybody signs.\n`).join('')}`,
    );
  },
};

const showUsage = 'countersign what-if show ent_…';
const show: Command = {
  name: 'what-if show',
  summary: 'a what-if that was recorded, and which of its inputs have changed since',
  usage: showUsage,
  examples: ['countersign what-if show ent_4s8d2f6g0h3j7k1l'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, showUsage, { min: 1, max: 1 });
    return answer(
      io,
      await ask(io, whatIfs.show, { entry: words[0] ?? '' }),
      ({ found, entry, stale }) =>
        `${whatIfText(found)}Recorded as ${entry}.\n${stale.map((each) => `Stale: ${each}.\n`).join('')}`,
    );
  },
};

const dutiesUsage = 'countersign what-if duties FILE [--days N]';
const duties: Command = {
  name: 'what-if duties',
  summary: 'what other rules about duties would find, and which requests they would have held',
  usage: `${dutiesUsage}\n\n${about}`,
  examples: ['countersign what-if duties duties.yaml'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { days: 'text' }, dutiesUsage, { min: 1, max: 1 });
    const [file = ''] = words;
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new Fault('usage', `\`${file.slice(0, 200)}\` cannot be read.`, {
        next: 'Name a file of rules.',
        cause,
      });
    });
    const found = await ask(io, whatIfs.ofDuties, {
      text,
      ...daysOf(options.days),
    });
    return answer(io, found, (told) => whatIfText(told.found));
  },
};

/** In the order help shows them. */
export const whatIfCommands: readonly Command[] = [
  named('take', {
    usage: 'countersign what-if take WHO WHAT [--days N] [--keep]',
    summary: 'what it would come to if somebody had a group or a right no more',
    example: "countersign what-if take 'Lena Ortiz' acme-postgres/role/reporting_readers",
  }),
  named('give', {
    usage: 'countersign what-if give WHO WHAT [--days N] [--keep]',
    summary: 'what it would come to if somebody had a group or a right',
    example: "countersign what-if give 'Lena Ortiz' acme-postgres/role/reporting_readers",
  }),
  named('disable', {
    usage: 'countersign what-if disable WHO [--days N] [--keep]',
    summary: 'what it would come to if an account, or all accounts of a person, were disabled',
    example: "countersign what-if disable 'Lena Ortiz'",
  }),
  change,
  ofCase,
  duties,
  show,
];
