import type { RouteOutput } from '../../api/contract.ts';
import { policies } from '../../api/routes/index.ts';
import { Fault } from '../../model/index.ts';
import { inert, inertLines } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { readChange, momentOf } from '../change-arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { personOf } from '../person.ts';
import { verdictText } from '../text/case.ts';
import { policyChangeCommands } from './policy-change.ts';

const showUsage = 'countersign policy show [ID]';

const showPolicy: Command = {
  name: 'policy show',
  summary: 'the policies in force and by which entry; with an id, one of them in words and in Cedar',
  usage: showUsage,
  examples: ['countersign policy show', 'countersign policy show hard.not-requester'],
  async run(argv, io) {
    const [id] = readArguments(argv, {}, showUsage, { min: 0, max: 1 }).words;
    if (id !== undefined) {
      const found = await ask(io, policies.list, { search: id.slice(0, 200), limit: 1000 });
      if (!found.ok) return answer(io, found, () => '');
      const policy = found.value.items.find((each) => each.id === id);
      if (policy === undefined)
        throw new Fault('usage', `No policy in force is called \`${inert(id.slice(0, 80))}\`.`, {
          next: 'See `countersign policy show`.',
        });
      return answer(
        io,
        { ok: true, value: policy },
        ({ says, text, file }) => `${inert(says)}\n(${inert(file)})\n\n${inertLines(text)}\n`,
      );
    }
    return answer(io, await ask(io, policies.inForce, {}), inForceText);
  },
};

const inForceText = (law: RouteOutput<'policies.in-force'>): string =>
  [
    `Policy set ${law.digest}`,
    `in force by entry ${law.seq} (${law.type}, ${law.entry}) since ${law.at}, signed by ${law.signedBy.join(', ')}`,
    ...law.files.map(({ file, policies: count }) => `  ${inert(file)}: ${count} policies`),
    ...law.rules.map(({ file, signed }) =>
      signed
        ? `  ${inert(file)}: rules, signed with it`
        : `  ${inert(file)}: rules from the disk, which nobody signed; propose them: countersign policy propose --folder FOLDER`,
    ),
    ...(law.folder.read
      ? law.folder.differences.length === 0
        ? ['The files on disk are those in force.']
        : law.folder.differences.map(
            ({ file, what }) => `${inert(file)} ${what} on disk: a proposal, not the law`,
          )
      : [`The files on disk could not be compared: ${inert(law.folder.why)}`]),
    '',
  ].join('\n');

const testUsage = `countersign policy test --change JSON... [--requester psn_…|SOURCE/KEY] [--purpose TEXT] [--until TIME]
         [--signed-with SHA256:…]...`;

const testPolicy: Command = {
  name: 'policy test',
  summary:
    'would this be permitted, and why: the answer that review and enforcement would give; writes nothing',
  usage: testUsage,
  examples: [
    `countersign policy test --change '{"type":"account.disable","source":"acme-postgres","accountKey":"role/priya_nair"}'`,
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { change: 'many', requester: 'text', purpose: 'text', until: 'text', 'signed-with': 'many' },
      testUsage,
    );
    if (options.change.length === 0)
      throw new Fault('usage', 'Say what would change.', { next: `Usage: ${testUsage}` });
    const endsAt = momentOf(options.until);
    const requester = await personOf(io, options.requester);
    const tested = await ask(io, policies.test, {
      changes: options.change.map((text) => readChange(text, endsAt)),
      endsAt,
      signedWith: [...options['signed-with']],
      ...(requester === undefined ? {} : { requester }),
      ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
    });
    return answer(io, tested, testText);
  },
};

const testText = (tested: RouteOutput<'policies.test'>): string =>
  [
    ...tested.changesInWords.map(inert),
    '',
    `Policy: ${verdictText(tested.verdict)}`,
    ...tested.missing.map(({ says }) => `  missing: ${inert(says)}`),
    ...tested.deciding.map(({ id, says }) => `  decided by ${inert(id)}: ${inert(says)}`),
    '',
    ...[...tested.signatures, ...tested.others].map(({ person, roles, because }) =>
      roles.length > 0
        ? `${person} counts as ${roles.join(', ')}`
        : `${person} would not count: ${inert(because.join(' '))}`,
    ),
    ...tested.ways.map((way) => `It would be permitted with a signature of ${way.join(' and of ')}.`),
    '',
  ].join('\n');

export const policyCommands: readonly Command[] = [showPolicy, testPolicy, ...policyChangeCommands];
