import { bundles, proposals, whatIfs } from '../../api/routes/index.ts';
import { requestCovers } from '../../commands/statement-covers.ts';
import {
  Fault,
  isSourceId,
  type BundleGift,
  type Change,
  type Instant,
  type Result,
  type Verdict,
} from '../../model/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signing, signingKey } from '../sign.ts';
import { momentOf } from '../change-arguments.ts';
import { verdictText } from '../text/case.ts';
import { whatIfText } from '../text/what-if.ts';

const giftText = ({ is, source, key }: BundleGift): string =>
  `${is} ${inert(source)} ${inertWithin(key, 120)}`;

const listUsage = 'countersign bundle list';
const list: Command = {
  name: 'bundle list',
  summary: 'bundles of access: whose they are, what they hold, and who gets them by which rule',
  usage: listUsage,
  examples: ['countersign bundle list'],
  async run(argv, io) {
    readArguments(argv, {}, listUsage);
    return answer(io, await ask(io, bundles.list, {}), ({ items }) =>
      items.length === 0
        ? 'No bundle is defined. `countersign bundle define` asks for one.\n'
        : `${items
            .flatMap(({ id, title, why, owner, content, version, rules, people }) => [
              `${id}  ${inert(title)}  (version ${version}, owner ${inert(owner)})`,
              `  ${inert(why)}`,
              ...content.map((gift) => `  - ${giftText(gift)}`),
              rules.length === 0 ? '  no rule gives it' : `  by ${rules.join(', ')}: ${people} people`,
            ])
            .join('\n')}\n`,
    );
  },
};

const showUsage = 'countersign bundle show ID';
const show: Command = {
  name: 'bundle show',
  summary: 'everything that a bundle ever was',
  usage: showUsage,
  examples: ['countersign bundle show reports'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, showUsage, { min: 1, max: 1 });
    return answer(
      io,
      await ask(io, bundles.show, { bundle: words[0] ?? '' }),
      ({ versions }) =>
        `${versions
          .flatMap(({ version, since, retired, title, owner, content, execution }) => [
            `${version}  ${since.slice(0, 16).replace('T', ' ')}  ${retired ? 'retired' : `${inert(title)}, owner ${inert(owner)}`}  (${execution})`,
            ...content.map((gift) => `   - ${giftText(gift)}`),
          ])
          .join('\n')}\n`,
    );
  },
};

const defineUsage = `countersign bundle define ID --title TEXT --why TEXT --owner SOURCE/KEY --gives 'group|entitlement SOURCE KEY'... [--purpose TEXT] (--as NAME | --key FILE)
       countersign bundle define ID --gives … --what-if

Asks for a bundle of access, or for another content of one, by your signature; other people approve it. A bundle gives nobody
anything by itself: rules about joiners and movers may (lifecycle.yaml, \`gets: [{ bundle: ID }]\`).`;
const define: Command = {
  name: 'bundle define',
  summary:
    'ask, by your signature, for a bundle of access or another content of it; or say what that would change',
  usage: defineUsage,
  examples: [
    "countersign bundle define reports --gives 'group acme-postgres role/reporting_readers' --what-if",
    "countersign bundle define reports --title Reports --why 'Analysts read them.' --owner acme-hr/E1032 --gives 'group acme-postgres role/reporting_readers' --as sam",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        title: 'text',
        why: 'text',
        owner: 'text',
        gives: 'many',
        purpose: 'text',
        'what-if': 'flag',
        as: 'text',
        key: 'text',
      },
      defineUsage,
      { min: 1, max: 1 },
    );
    const [bundle = ''] = words;
    const content = options.gives.map(readGift);
    const whatIf = await ask(io, bundles.whatIf, { bundle, content });
    if (!whatIf.ok || options['what-if'])
      return answer(io, whatIf, ({ people, rules, adds, drops, stays, found }) =>
        [
          `${people} people get \`${bundle}\` by ${rules.length === 0 ? 'no rule' : rules.join(', ')}.`,
          ...adds.map((gift) => `  would be given too: ${giftText(gift)}`),
          ...drops.map((gift) => `  would not be given any more: ${giftText(gift)}`),
          `  stays: ${stays}`,
          '',
          `${whatIfText(found)}Nothing was filed.`,
          '',
        ].join('\n'),
      );
    const { title, why, owner } = options;
    if (title === undefined || why === undefined || owner === undefined || content.length === 0)
      throw new Fault('usage', 'Say `--title`, `--why`, `--owner` and what it `--gives`.', {
        next: `Usage: ${defineUsage}`,
      });
    const slash = owner.indexOf('/');
    const ownerSource = owner.slice(0, slash);
    if (!isSourceId(ownerSource) || slash === owner.length - 1)
      throw new Fault('usage', '`--owner` is a person of a source: `acme-hr/E1032`.', {
        next: `Usage: ${defineUsage}`,
      });
    const ownerKey = owner.slice(slash + 1);
    const { people, adds, drops } = whatIf.value;
    const change: Change = {
      type: 'bundle.define',
      source: 'countersign',
      bundle,
      title,
      why,
      ownerSource,
      ownerKey,
      content,
    };
    const purpose =
      options.purpose ??
      `${why} It adds ${adds.length}, drops ${drops.length}, for ${people} people by rules.`;
    return answer(io, await fileAsked(io, options, { changes: [change], purpose, endsAt: null }), filedText);
  },
};

const giveUsage = `countersign bundle give ID [--for NAME] [--until DAY | --no-end] [--what-if] --purpose TEXT (--as NAME | --key FILE)

Asks, by one signature, for all that somebody lacks of a bundle: one case, one plan. Who asks is who it is for, unless \`--for\` says
otherwise. It ends after half a year where nothing else is said.`;
const give: Command = {
  name: 'bundle give',
  summary: 'ask, by one signature, for all that somebody lacks of a bundle; or say what that would come to',
  usage: giveUsage,
  examples: [
    "countersign bundle give reports --for 'Lena Ortiz' --what-if",
    "countersign bundle give reports --for 'Lena Ortiz' --purpose 'starts on Monday' --as sam",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        for: 'text',
        until: 'text',
        'no-end': 'flag',
        'what-if': 'flag',
        purpose: 'text',
        as: 'text',
        key: 'text',
      },
      giveUsage,
      { min: 1, max: 1 },
    );
    const found = await ask(io, bundles.give, {
      bundle: words[0] ?? '',
      ...(options.for === undefined ? {} : { for: options.for }),
      ...(options['no-end']
        ? { endsAt: null }
        : options.until === undefined
          ? {}
          : { endsAt: momentOf(options.until) }),
    });
    if (!found.ok) return answer(io, found, () => '');
    const { changes, inWords, held, noAccount, endsAt } = found.value;
    const [first, ...rest] = changes;
    const told = [
      ...inWords.map((each) => `  ${inertWithin(each, 300)}`),
      ...held.map((each) => `  has already: ${inertWithin(each, 300)}`),
      ...noAccount.map((each) => `  not to be given, no one account there: ${inertWithin(each, 300)}`),
    ];
    if (first === undefined)
      return answer(io, found, () => `${told.join('\n')}\nNothing of it is left to ask for.\n`);
    if (options['what-if']) {
      const supposed = await ask(io, whatIfs.suppose, { changes: [first, ...rest] });
      return answer(io, supposed, (of) => `${told.join('\n')}\n\n${whatIfText(of.found)}`);
    }
    const { purpose } = options;
    if (purpose === undefined)
      throw new Fault('usage', 'Say what it is for, with `--purpose`.', { next: `Usage: ${giveUsage}` });
    return answer(
      io,
      await fileAsked(io, options, { changes, purpose, endsAt }),
      (filed) => `${told.join('\n')}\n${filedText(filed)}`,
    );
  },
};

const retireUsage = 'countersign bundle retire ID --purpose TEXT (--as NAME | --key FILE)';
const retire: Command = {
  name: 'bundle retire',
  summary: 'ask, by your signature, that there be no such bundle any more',
  usage: retireUsage,
  examples: ["countersign bundle retire reports --purpose 'nobody gets it' --as sam"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { purpose: 'text', as: 'text', key: 'text' },
      retireUsage,
      { min: 1, max: 1 },
    );
    const { purpose } = options;
    if (purpose === undefined)
      throw new Fault('usage', 'Say why, with `--purpose`.', { next: `Usage: ${retireUsage}` });
    const change: Change = { type: 'bundle.retire', source: 'countersign', bundle: words[0] ?? '' };
    return answer(io, await fileAsked(io, options, { changes: [change], purpose, endsAt: null }), filedText);
  },
};

function readGift(text: string): BundleGift {
  const [is, source = '', ...rest] = text.split(' ');
  const key = rest.join(' ');
  if ((is !== 'group' && is !== 'entitlement') || !isSourceId(source) || key === '')
    throw new Fault('usage', `\`${text.slice(0, 80)}\` is nothing that a bundle gives.`, {
      next: "Write `group SOURCE KEY` or `entitlement SOURCE KEY`, as 'group acme-postgres role/readers'.",
    });
  return { is, source, key };
}

type Filed = Result<{
  readonly proposal: string;
  readonly verdict: Verdict;
  readonly missingInWords: readonly string[];
}>;

async function fileAsked(
  io: Io,
  by: { readonly as: string | undefined; readonly key: string | undefined },
  of: { readonly changes: readonly Change[]; readonly purpose: string; readonly endsAt: Instant | null },
): Promise<Filed> {
  const key = signingKey(io, by);
  const request = { ...of, findings: [] };
  const opened = await ask(io, proposals.openRequest, { ...request, keyFingerprint: key.fingerprint });
  if (!opened.ok) return opened;
  const { statement } = opened.value;
  const covers = requestCovers(statement, signing(io), request);
  if (!covers.ok) return covers;
  return ask(io, proposals.request, {
    ...request,
    signed: { statement, signature: await key.sign(statement) },
  });
}

const filedText = ({
  proposal,
  verdict,
  missingInWords,
}: Extract<Filed, { readonly ok: true }>['value']): string =>
  [
    `Filed ${proposal}. It has no authority yet.`,
    `Policy: ${verdictText(verdict)}`,
    ...missingInWords.map((need) => `  missing: ${need}`),
    '',
  ].join('\n');

/** In the order help shows them. */
export const bundleCommands: readonly Command[] = [list, show, define, give, retire];
