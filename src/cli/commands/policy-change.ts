import { policyChanges } from '../../api/routes/index.ts';
import { digestOfResult, filesOfCandidateHere, proposeItemOf } from '../../commands/law/own-side.ts';
import { itemCovers, noteCovers } from '../../commands/statement-covers.ts';
import { actNamed } from '../../commands/law/rights-of.ts';
import {
  done,
  Fault,
  identityKinds,
  isProposalId,
  refuse,
  tiers,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signing, signingKey } from '../sign.ts';
import { differencesText, policyChangeText, rightsText, whatIfText } from '../text/policy-change.ts';

const proposeUsage =
  'countersign policy propose (--folder DIR | --profile NAME | --before ENTRY) --reason TEXT [--days N] (--as NAME | --key FILE)';

const proposeCommand: Command = {
  name: 'policy propose',
  summary:
    'propose other policies: what they change and would have answered is shown and filed; two governors sign',
  usage: proposeUsage,
  examples: [
    "countersign policy propose --folder policies --reason 'drops need two people' --key ~/.ssh/id_ed25519_sk",
    "countersign policy propose --profile regulated --reason 'audit of 2026' --key ~/.ssh/id_ed25519_sk",
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        folder: 'text',
        profile: 'text',
        before: 'text',
        reason: 'text',
        days: 'text',
        as: 'text',
        key: 'text',
      },
      proposeUsage,
    );
    const { folder, profile, before, reason } = options;
    if ([folder, profile, before].filter((each) => each !== undefined).length !== 1 || reason === undefined)
      throw new Fault('usage', 'Say which policies, in one way, and why.', {
        next: `Usage: ${proposeUsage}`,
      });
    const days = options.days === undefined ? undefined : Number(options.days);
    if (days !== undefined && !(Number.isInteger(days) && days > 0 && days <= 3650))
      throw new Fault('usage', '`--days` is a number of days, 3650 at most.');
    const had =
      before === undefined
        ? await withRules(io, { folder, profile })
        : await ask(io, policyChanges.candidate, { id: before });
    if (!had.ok) return answer(io, had, () => '');
    const { files } = had.value;
    const key = signingKey(io, options);
    const opened = await ask(io, policyChanges.open, { files, reason, keyFingerprint: key.fingerprint });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, item, differences } = opened.value;
    const own = proposeItemOf(files, { replaces: item.replaces, reason });
    if (!own.ok) return answer(io, own, () => '');
    const covers = itemCovers(statement, signing(io), { purpose: 'policy.propose', item: { ...own.value } });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) io.err(differencesText(differences));
    const signature = await key.sign(statement);
    const filed = await ask(io, policyChanges.file, {
      files,
      statement,
      signature,
      ...(days === undefined ? {} : { days }),
    });
    return answer(io, filed, ({ proposal, missing }) =>
      [
        `Proposed as ${proposal}. It has no effect yet.`,
        ...missing.map((need) => `  missing: ${inert(need)}`),
        `See what it would have answered: countersign policy proposals ${proposal}`,
        '',
      ].join('\n'),
    );
  },
};

/** A folder that says nothing of duties and lives leaves those rules as they are, and so does every profile. */
async function withRules(
  io: Io,
  named: { readonly folder: string | undefined; readonly profile: string | undefined },
): Promise<Result<{ readonly files: Readonly<Record<string, string>> }>> {
  const here = await filesOfCandidateHere(named, io.cwd);
  const rules = await ask(io, policyChanges.candidate, { id: 'rules' });
  if (!rules.ok) return rules;
  const { files } = rules.value;
  return done({ files: named.folder === undefined ? { ...here, ...files } : { ...files, ...here } });
}

const proposalsUsage = 'countersign policy proposals [PROPOSAL]';

const proposalsCommand: Command = {
  name: 'policy proposals',
  summary: 'policies that were proposed; with an id, what one changes, and what it would have answered',
  usage: proposalsUsage,
  examples: ['countersign policy proposals', 'countersign policy proposals prp_…'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, proposalsUsage, { min: 0, max: 1 });
    const [id] = words;
    if (id !== undefined)
      return answer(io, await ask(io, policyChanges.show, { id: proposalNamed(id) }), policyChangeText);
    return answer(io, await ask(io, policyChanges.list, {}), ({ items, total }) =>
      [
        ...items.map(
          ({ id: proposal, state, requester, reason, signedBy, closed }) =>
            `${proposal}  ${state === 'open' && closed !== null ? 'stale' : state}, by ${requester}: ${inert(reason)}${signedBy.length > 0 ? `, signed by ${signedBy.join(', ')}` : ''}`,
        ),
        ...(items.length === 0 ? ['Nobody has proposed other policies.'] : []),
        ...(total > items.length ? [`and ${total - items.length} older ones`] : []),
        '',
      ].join('\n'),
    );
  },
};

const signUsage = 'countersign policy sign PROPOSAL (--as NAME | --key FILE)';

const signCommand: Command = {
  name: 'policy sign',
  summary: 'sign proposed policies as a governor; the second governor’s signature puts them in force',
  usage: signUsage,
  examples: ['countersign policy sign prp_… --key ~/.ssh/id_ed25519_sk'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { as: 'text', key: 'text' }, signUsage, {
      min: 1,
      max: 1,
    });
    const id = proposalNamed(words[0] ?? '');
    const key = signingKey(io, options);
    const shown = await ask(io, policyChanges.show, { id });
    if (!shown.ok) return answer(io, shown, () => '');
    const { simulation, files, replaces, entry, reason } = shown.value;
    const opened = await ask(io, policyChanges.openSigning, { id, keyFingerprint: key.fingerprint });
    if (!opened.ok) return answer(io, opened, () => '');
    // what is signed is worked out here, from the files and the what-if that are shown
    const own = proposeItemOf(files, { replaces, reason });
    if (!own.ok) return answer(io, own, () => '');
    if (simulation === null)
      return answer(io, refuse('approval_missing', 'It was not simulated yet.'), () => '');
    const item = {
      policy: own.value.policy,
      sources: own.value.sources,
      replaces,
      proposal: entry,
      simulation: simulation.entry,
      result: digestOfResult(simulation.found),
    };
    const { statement } = opened.value;
    const covers = itemCovers(statement, signing(io), { purpose: 'policy.activate', item });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) io.err(policyChangeText(shown.value));
    const signature = await key.sign(statement);
    const taken = await ask(io, policyChanges.sign, { id, statement, signature });
    return answer(io, taken, ({ entry: activated, waiting }) =>
      activated === null
        ? `Signed, and it waits.\n${waiting.map((need) => `  missing: ${inert(need)}\n`).join('')}`
        : `Signed; these policies are the law by ${activated}.\n`,
    );
  },
};

const simulateUsage = 'countersign policy simulate PROPOSAL [--days N]';

const simulateCommand: Command = {
  name: 'policy simulate',
  summary:
    'what proposed policies would have answered, made anew; signatures over the one before count no more',
  usage: simulateUsage,
  examples: ['countersign policy simulate prp_… --days 30'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { days: 'text' }, simulateUsage, { min: 1, max: 1 });
    const days = options.days === undefined ? {} : { days: Number(options.days) };
    const made = await ask(io, policyChanges.simulate, { id: proposalNamed(words[0] ?? ''), ...days });
    return answer(io, made, ({ found }) => whatIfText(found));
  },
};

const shadowUsage = 'countersign policy shadow [--days N]';

const shadowCommand: Command = {
  name: 'policy shadow',
  summary: 'what policies in shadow would have answered, if they counted; they never do',
  usage: shadowUsage,
  examples: ['countersign policy shadow --days 30'],
  async run(argv, io) {
    const { options } = readArguments(argv, { days: 'text' }, shadowUsage);
    const days = options.days === undefined ? {} : { days: Number(options.days) };
    const tried = await ask(io, policyChanges.shadow, days);
    return answer(io, tried, ({ policies, found }) =>
      [...policies.map(({ id, file }) => `in shadow: ${id} (${inert(file)})`), '', whatIfText(found)].join(
        '\n',
      ),
    );
  },
};

const withdrawUsage = 'countersign policy withdraw PROPOSAL --reason TEXT (--as NAME | --key FILE)';

const withdrawCommand: Command = {
  name: 'policy withdraw',
  summary: 'close proposed policies with a reason: who proposed them does, or a governor',
  usage: withdrawUsage,
  examples: ["countersign policy withdraw prp_… --reason 'it would stop the night shift' --as dana"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { reason: 'text', as: 'text', key: 'text' },
      withdrawUsage,
      { min: 1, max: 1 },
    );
    const { reason } = options;
    if (reason === undefined) throw new Fault('usage', 'Say why.', { next: `Usage: ${withdrawUsage}` });
    const id = proposalNamed(words[0] ?? '');
    const key = signingKey(io, options);
    const opened = await ask(io, policyChanges.openWithdrawal, {
      id,
      reason,
      keyFingerprint: key.fingerprint,
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement } = opened.value;
    const covers = noteCovers(statement, signing(io), { proposal: id, kind: 'withdrawal', text: reason });
    if (!covers.ok) return answer(io, covers, () => '');
    const signature = await key.sign(statement);
    const closed = await ask(io, policyChanges.withdraw, { id, reason, statement, signature });
    return answer(io, closed, ({ proposal }) => `${proposal} is withdrawn.\n`);
  },
};

const historyCommand: Command = {
  name: 'policy history',
  summary: 'which policies were the law, since when, and who signed that',
  usage: 'countersign policy history',
  examples: ['countersign policy history'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign policy history');
    return answer(io, await ask(io, policyChanges.history, {}), ({ items }) =>
      [
        ...items.map(
          ({ entry, seq, at, signedBy, reason, isLaw }) =>
            `${isLaw ? '*' : ' '} ${at}  entry ${seq} (${entry}), signed by ${signedBy.join(', ')}${reason === null ? '' : `: ${inert(reason)}`}`,
        ),
        `Put one back: countersign policy propose --before ENTRY --reason TEXT`,
        '',
      ].join('\n'),
    );
  },
};

const rightsUsage = 'countersign policy rights ACT [--subject KIND] [--tier TIER]';

const rightsCommand: Command = {
  name: 'policy rights',
  summary: 'every rule that bears on one capability: what an AI may, what people must add, what is forbidden',
  usage: rightsUsage,
  examples: [
    'countersign policy rights access.grant',
    'countersign policy rights access.grant --subject agent --tier high',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { subject: 'text', tier: 'text' }, rightsUsage, {
      min: 1,
      max: 1,
    });
    const act = actNamed(words[0] ?? '');
    if (!act.ok) return answer(io, act, () => '');
    const kinds = [...identityKinds, 'governance'] as const;
    const subject = kinds.find((each) => each === options.subject);
    const tier = tiers.find((each) => each === options.tier);
    if (subject === undefined && options.subject !== undefined)
      throw new Fault('usage', `There is no kind \`${inert(options.subject.slice(0, 40))}\`.`, {
        next: `There are: ${kinds.join(', ')}.`,
      });
    if (tier === undefined && options.tier !== undefined)
      throw new Fault('usage', `There is no tier \`${inert(options.tier.slice(0, 40))}\`.`, {
        next: `There are: ${tiers.join(', ')}.`,
      });
    const asked = {
      act: act.value,
      ...(subject === undefined ? {} : { subject }),
      ...(tier === undefined ? {} : { tier }),
    };
    return answer(io, await ask(io, policyChanges.rightsOf, asked), rightsText);
  },
};

function proposalNamed(id: string): ProposalId {
  if (isProposalId(id)) return id;
  throw new Fault('usage', `\`${inert(id.slice(0, 60))}\` is no id of a proposal.`, {
    next: 'See `countersign policy proposals`.',
  });
}

export const policyChangeCommands: readonly Command[] = [
  rightsCommand,
  proposeCommand,
  proposalsCommand,
  simulateCommand,
  shadowCommand,
  signCommand,
  withdrawCommand,
  historyCommand,
];
