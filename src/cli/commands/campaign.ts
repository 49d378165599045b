import { campaigns } from '../../api/routes/index.ts';
import type { InputOf } from '../../api/route.ts';
import { closeCovers, launchCovers, submissionCovers } from '../../commands/campaigns/covers.ts';
import { rhythms } from '../../commands/campaigns/wire.ts';
import {
  campaignAnswers,
  campaignKinds,
  Fault,
  isCampaignId,
  isSourceId,
  lanes,
  seatRoles,
  tiers,
  type CampaignId,
} from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { momentOf, readChange } from '../change-arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { personOf } from '../person.ts';
import { signing, signingKey } from '../sign.ts';
import {
  campaignText,
  campaignsText,
  effectsText,
  itemPageText,
  itemsText,
  previewText,
  submissionText,
  templatesText,
  toSignText,
} from '../text/campaigns.ts';

type Asked = InputOf<typeof campaigns.preview>['design'];

const scopeOptions = {
  kind: 'text',
  lane: 'text',
  title: 'text',
  source: 'many',
  tier: 'many',
  'dormant-days': 'text',
  since: 'text',
  reviewer: 'text',
  sample: 'text',
  seed: 'text',
  due: 'text',
  'correct-for': 'text',
  stage: 'many',
} as const;
const scopeUsage = `--kind ${campaignKinds.join('|')}
    [--lane people|machines] [--source NAME...] [--tier low|medium|high...] [--dormant-days N] [--since TIME]
    [--reviewer SOURCE/KEY] [--sample N --seed TEXT] [--due TIME] [--correct-for SECONDS] [--title TEXT]
    [--stage SEAT[+SEAT...][:unclear|kept]...]`;
const signUsage = '(--as NAME | --key FILE)';
const signOptions = { as: 'text', key: 'text' } as const;

type ScopeGiven = ReturnType<typeof readArguments<typeof scopeOptions>>['options'];

async function designOf(io: Io, given: ScopeGiven): Promise<Asked> {
  const kind = oneOf(campaignKinds, given.kind, '--kind');
  const named = await personOf(io, given.reviewer);
  const [since, due] = [momentOf(given.since), momentOf(given.due)];
  if ((given.sample === undefined) !== (given.seed === undefined))
    throw new Fault('usage', 'A sample needs its seed, so that everybody can draw it again.', {
      next: 'Say both: `--sample 100 --seed 2026-q1`.',
    });
  const sampling =
    given.sample === undefined || given.seed === undefined
      ? undefined
      : { items: wholeOf(given.sample, '--sample'), seed: given.seed };
  return {
    title: given.title ?? `${kind} review`,
    kind,
    ...(given.lane === undefined ? {} : { lane: oneOf(lanes, given.lane, '--lane') }),
    ...(given.source.length === 0 ? {} : { sources: given.source.map(sourceOf) }),
    ...(given.tier.length === 0 ? {} : { tiers: given.tier.map((tier) => oneOf(tiers, tier, '--tier')) }),
    ...(given['dormant-days'] === undefined
      ? {}
      : { dormantDays: wholeOf(given['dormant-days'], '--dormant-days') }),
    ...(since === null ? {} : { since }),
    ...(due === null ? {} : { dueAt: due }),
    ...(named === undefined ? {} : { named }),
    ...(sampling === undefined ? {} : { sampling }),
    ...(given.stage.length === 0 ? {} : { stages: given.stage.map(stageOf) }),
    ...(given['correct-for'] === undefined
      ? {}
      : { correctSeconds: wholeOf(given['correct-for'], '--correct-for') }),
  };
}

function oneOf<const T extends string>(all: readonly T[], text: string | undefined, name: string): T {
  const found = all.find((each) => each === text);
  if (found === undefined)
    throw new Fault(
      'usage',
      `\`${name}\` is ${text === undefined ? 'missing' : `not \`${text.slice(0, 40)}\``}.`,
      {
        next: `It is one of: ${all.join(', ')}.`,
      },
    );
  return found;
}

/** `manager+resource_owner:kept`: who is asked at once, and what the next stage is asked about. */
function stageOf(text: string) {
  const [seats = '', next = 'unclear'] = text.split(':');
  return {
    seats: seats.split('+').map((seat) => oneOf(seatRoles, seat, '--stage')),
    next: oneOf(['unclear', 'kept'], next, '--stage'),
  };
}

function wholeOf(text: string, name: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || !Number.isSafeInteger(number))
    throw new Fault('usage', `\`${name}\` is a whole number; this is \`${text.slice(0, 40)}\`.`);
  return number;
}

function sourceOf(text: string) {
  if (!isSourceId(text)) throw new Fault('usage', `\`${text.slice(0, 40)}\` is no name of a source.`);
  return text;
}

function campaignNamed(text: string | undefined): CampaignId {
  if (text === undefined || !isCampaignId(text))
    throw new Fault('usage', `\`${(text ?? '').slice(0, 40)}\` is no campaign’s id (cmp_…).`, {
      next: 'See `countersign campaign list`.',
    });
  return text;
}

const preview: Command = {
  name: 'campaign preview',
  summary:
    'what a campaign would be: its scope, who would get how much, what about the data speaks against it',
  usage: `countersign campaign preview ${scopeUsage}`,
  examples: [
    'countersign campaign preview --kind manager',
    'countersign campaign preview --kind privileged --lane machines --source acme-aws',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, scopeOptions, this.usage);
    return answer(io, await ask(io, campaigns.preview, { design: await designOf(io, options) }), previewText);
  },
};

const launchUsage = `countersign campaign launch (${scopeUsage} | --template NAME) [--even-if-empty] ${signUsage}`;
const launch: Command = {
  name: 'campaign launch',
  summary: 'freeze everything in scope and launch a campaign over it, with a signature',
  usage: launchUsage,
  examples: [
    'countersign campaign launch --kind manager --title "People, first quarter" --as dana',
    'countersign campaign launch --kind privileged --lane machines --due 2026-04-30 --key ~/.ssh/id_ed25519_sk',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { ...scopeOptions, ...signOptions, 'even-if-empty': 'flag', template: 'text' },
      launchUsage,
    );
    const key = signingKey(io, options);
    const { template } = options;
    const kept = template === undefined ? undefined : await ask(io, campaigns.template, { name: template });
    if (kept?.ok === false) return answer(io, kept, () => '');
    const opened = await ask(io, campaigns.openLaunch, {
      design: kept?.value.design ?? (await designOf(io, options)),
      ...(template === undefined ? {} : { template }),
      keyFingerprint: key.fingerprint,
      evenIfEmpty: options['even-if-empty'],
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, item, design } = opened.value;
    const covers = launchCovers(statement, signing(io), { item, design });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json)
      io.err(`You sign that these ${item.items} items, and no others, are reviewed: ${item.manifest}\n`);
    const launched = await ask(io, campaigns.launch, { statement, signature: await key.sign(statement) });
    return answer(
      io,
      launched,
      ({ campaign, items }) =>
        `Launched ${campaign} over ${items} items.\nNext: countersign campaign items ${campaign} --as NAME\n`,
    );
  },
};

const list: Command = {
  name: 'campaign list',
  summary: 'campaigns, newest first, and how far each is',
  usage: 'countersign campaign list',
  examples: ['countersign campaign list'],
  async run(argv, io) {
    readArguments(argv, {}, this.usage);
    return answer(io, await ask(io, campaigns.list, { limit: 200 }), campaignsText);
  },
};

const show: Command = {
  name: 'campaign show',
  summary:
    'one campaign: how far it is, what is open and asked of nobody, what drifted, what came of each no',
  usage: 'countersign campaign show CAMPAIGN [--effects]',
  examples: ['countersign campaign show cmp_…', 'countersign campaign show cmp_… --effects'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { effects: 'flag' }, this.usage, { min: 1, max: 1 });
    const campaign = campaignNamed(words[0]);
    return options.effects
      ? answer(io, await ask(io, campaigns.effects, { campaign }), effectsText)
      : answer(io, await ask(io, campaigns.show, { campaign }), campaignText);
  },
};

const shows = ['waiting', 'pending', 'answered', 'unrouted', 'drifted', 'all'] as const;
const itemsUsage = `countersign campaign items CAMPAIGN [ITEM] [--show ${shows.join('|')}] [--limit N] [--as NAME | --key FILE]`;
const items: Command = {
  name: 'campaign items',
  summary:
    'what waits for you in a campaign, the gravest first; or one item with all that speaks for and against it',
  usage: itemsUsage,
  examples: [
    'countersign campaign items cmp_… --as sam',
    'countersign campaign items cmp_… 17 --as sam                # all about one item',
    'countersign campaign items cmp_… --show unrouted',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { ...signOptions, show: 'text', limit: 'text' },
      itemsUsage,
      { min: 1, max: 2 },
    );
    const campaign = campaignNamed(words[0]);
    const who =
      options.as === undefined && options.key === undefined
        ? {}
        : { keyFingerprint: signingKey(io, options).fingerprint };
    if (words[1] !== undefined)
      return answer(
        io,
        await ask(io, campaigns.item, { campaign, item: wholeOf(words[1], 'ITEM'), ...who }),
        itemPageText,
      );
    const show = options.show === undefined ? 'waiting' : oneOf(shows, options.show, '--show');
    const limit = options.limit === undefined ? 50 : wholeOf(options.limit, '--limit');
    return answer(io, await ask(io, campaigns.items, { campaign, show, limit, ...who }), itemsText);
  },
};

const answerUsage = `countersign campaign answer CAMPAIGN ITEM... --answer ${campaignAnswers.join('|')}
    [--until TIME] [--reason TEXT] [--change JSON...] ${signUsage}
       countersign campaign answer CAMPAIGN ITEM... --clear ${signUsage}`;
const answerCommand: Command = {
  name: 'campaign answer',
  summary: 'choose an answer for items; it counts for nothing until you submit it',
  usage: answerUsage,
  examples: [
    'countersign campaign answer cmp_… 3 4 5 --answer certify --as sam',
    'countersign campaign answer cmp_… 6 --answer revoke --reason "left the project" --as sam',
    'countersign campaign answer cmp_… 7 --answer limit --until 2026-06-30 --as sam',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { ...signOptions, answer: 'text', until: 'text', reason: 'text', change: 'many', clear: 'flag' },
      answerUsage,
      { min: 2, max: 1001 },
    );
    const campaign = campaignNamed(words[0]);
    const numbers = words.slice(1).map((word) => wholeOf(word, 'ITEM'));
    const { fingerprint: keyFingerprint } = signingKey(io, options);
    if (options.clear)
      return answer(
        io,
        await ask(io, campaigns.clear, { campaign, keyFingerprint, items: numbers }),
        ({ cleared }) => `${cleared} taken back.\n`,
      );
    const chosen = oneOf(campaignAnswers, options.answer, '--answer');
    const until = momentOf(options.until);
    const answers: InputOf<typeof campaigns.answer>['answers'][number][] = [];
    for (const item of numbers) {
      const shown = await ask(io, campaigns.item, { campaign, item, keyFingerprint });
      if (!shown.ok) return answer(io, shown, () => '');
      answers.push({
        item,
        itemDigest: shown.value.item.digest,
        answer: chosen,
        ...(until === null ? {} : { until }),
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        ...(options.change.length === 0
          ? {}
          : { changes: options.change.map((text) => readChange(text, null)) }),
      });
    }
    const kept = await ask(io, campaigns.answer, { campaign, keyFingerprint, answers });
    const status = answer(io, kept, ({ items: told }) =>
      [
        ...told.map(
          (each) => `  ${each.item}  ${each.is === 'kept' ? chosen : `refused: ${each.why.message}`}`,
        ),
        `Nothing counts until you sign: countersign campaign submit ${campaign} ${signUsage}`,
        '',
      ].join('\n'),
    );
    return kept.ok && kept.value.items.some(({ is }) => is === 'refused') ? 1 : status;
  },
};

const submitUsage = `countersign campaign submit CAMPAIGN [ITEM...] ${signUsage}`;
const submit: Command = {
  name: 'campaign submit',
  summary:
    'sign everything that you chose, once; what it takes away is decided by that, as far as policy lets you',
  usage: submitUsage,
  examples: [
    'countersign campaign submit cmp_… --as sam',
    'countersign campaign submit cmp_… 3 4 --key ~/.ssh/id_ed25519_sk',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, signOptions, submitUsage, { min: 1, max: 1001 });
    const campaign = campaignNamed(words[0]);
    const numbers = words.slice(1).map((word) => wholeOf(word, 'ITEM'));
    const key = signingKey(io, options);
    const opened = await ask(io, campaigns.openSubmission, {
      campaign,
      keyFingerprint: key.fingerprint,
      ...(numbers.length === 0 ? {} : { items: numbers }),
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, about, decisions, answers, left } = opened.value;
    if (statement === undefined || about === null)
      throw new Fault(
        'usage',
        left.length === 0
          ? 'You have chosen nothing, so there is nothing to sign.'
          : 'Nothing of what you chose can be submitted now.',
        {
          next: `See what waits for you: \`countersign campaign items ${campaign}\`.`,
        },
      );
    const covers = submissionCovers(statement, signing(io), { campaign, about, decisions, answers });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) io.err(toSignText(opened.value));
    const signed = {
      statement,
      signature: await key.sign(statement),
      about,
      decisions: decisions.map(({ item }) => item),
      answers: answers.map(({ leaf }) => leaf),
    };
    return answer(io, await ask(io, campaigns.submit, signed), submissionText);
  },
};

const reassignUsage = `countersign campaign reassign CAMPAIGN ITEM... (--to SOURCE/KEY | --recuse) --reason TEXT ${signUsage}`;
const reassign: Command = {
  name: 'campaign reassign',
  summary: 'hand items on to somebody who knows better, or recuse yourself, with the reason in the record',
  usage: reassignUsage,
  examples: [
    'countersign campaign reassign cmp_… 3 4 --to acme-hr/E1004 --reason "his team runs it" --as sam',
    'countersign campaign reassign cmp_… 9 --recuse --reason "my sister’s account" --as sam',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { ...signOptions, to: 'text', recuse: 'flag', reason: 'text' },
      reassignUsage,
      { min: 2, max: 1001 },
    );
    const campaign = campaignNamed(words[0]);
    if (options.reason === undefined || (options.to === undefined) === !options.recuse)
      throw new Fault('usage', 'Say to whom, or that you recuse yourself, and why.', {
        next: `Usage: ${reassignUsage}`,
      });
    const to = (await personOf(io, options.to)) ?? null;
    const handed = await ask(io, campaigns.handOn, {
      campaign,
      keyFingerprint: signingKey(io, options).fingerprint,
      items: words.slice(1).map((word) => wholeOf(word, 'ITEM')),
      to,
      reason: options.reason,
    });
    const status = answer(
      io,
      handed,
      ({ handedOn, left }) =>
        `${handedOn} handed on.${left.length === 0 ? '' : ` Not: ${left.join(', ')} (not yours to hand on, not open, or not to that person).`}\n`,
    );
    return handed.ok && handed.value.left.length > 0 ? 1 : status;
  },
};

const closeUsage = `countersign campaign close CAMPAIGN --reason TEXT ${signUsage}`;
const close: Command = {
  name: 'campaign close',
  summary: 'close a campaign with a signature that says what it leaves open; nothing of it is ever deleted',
  usage: closeUsage,
  examples: ['countersign campaign close cmp_… --reason "end of the quarter" --as dana'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { ...signOptions, reason: 'text' }, closeUsage, {
      min: 1,
      max: 1,
    });
    const campaign = campaignNamed(words[0]);
    if (options.reason === undefined)
      throw new Fault('usage', 'Say why it is closed: `--reason TEXT`.', { next: `Usage: ${closeUsage}` });
    const key = signingKey(io, options);
    const opened = await ask(io, campaigns.openClose, {
      campaign,
      keyFingerprint: key.fingerprint,
      reason: options.reason,
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, item } = opened.value;
    const covers = closeCovers(statement, signing(io), { campaign, item, reason: options.reason });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) io.err(`You sign that it ends with ${item.open} of ${item.items} items open.\n`);
    return answer(
      io,
      await ask(io, campaigns.close, { statement, signature: await key.sign(statement) }),
      ({ open }) =>
        `Closed. ${open === 0 ? 'Nothing is left open.' : `${open} items are left open, for ever.`}\n`,
    );
  },
};

const templateUsage = `countersign campaign template NAME ${scopeUsage}
    [--every ${rhythms.join('|')} [--first TIME]] [--due-days N]
       countersign campaign template NAME --retire --reason TEXT`;
const template: Command = {
  name: 'campaign template',
  summary: 'keep a campaign to be launched again, at a rhythm; when its turn comes it waits for a signature',
  usage: templateUsage,
  examples: [
    'countersign campaign template people-each-quarter --kind manager --every quarter --first 2026-07-01 --due-days 21',
    'countersign campaign template what-changed --kind changed --every week --due-days 5',
    'countersign campaign template what-changed --retire --reason "asked with each request now"',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        ...scopeOptions,
        every: 'text',
        first: 'text',
        'due-days': 'text',
        retire: 'flag',
        reason: 'text',
      },
      templateUsage,
      { min: 1, max: 1 },
    );
    const name = words[0] ?? '';
    if (options.retire) {
      if (options.reason === undefined)
        throw new Fault('usage', 'Say why: `--reason TEXT`.', { next: `Usage: ${templateUsage}` });
      const { reason } = options;
      return answer(io, await ask(io, campaigns.retireTemplate, { name, reason }), () => 'Retired.\n');
    }
    if (options.due !== undefined || options.since !== undefined)
      throw new Fault('usage', 'A template has no dates; each launch has its own.', {
        next: 'Say `--due-days N`; what changed is counted from the launch before.',
      });
    const first = momentOf(options.first);
    const { dueAt: _due, since: _since, ...design } = await designOf(io, options);
    const saved = await ask(io, campaigns.saveTemplate, {
      name,
      design,
      ...(options.every === undefined ? {} : { every: oneOf(rhythms, options.every, '--every') }),
      ...(first === null ? {} : { first }),
      ...(options['due-days'] === undefined ? {} : { dueDays: wholeOf(options['due-days'], '--due-days') }),
    });
    return answer(
      io,
      saved,
      ({ nextAt }) =>
        `Kept. ${nextAt === null ? 'It is launched whenever somebody wants' : `Its turn comes at ${nextAt}, and then it waits in the inbox of whoever may launch`}: countersign campaign launch --template ${name} --as NAME\n`,
    );
  },
};

const templates: Command = {
  name: 'campaign templates',
  summary: 'campaigns that are launched again and again, and whose turn has come',
  usage: 'countersign campaign templates [--all]',
  examples: ['countersign campaign templates'],
  async run(argv, io) {
    const { options } = readArguments(argv, { all: 'flag' }, this.usage);
    return answer(io, await ask(io, campaigns.templates, options.all ? { all: 'true' } : {}), templatesText);
  },
};

const silenceUsage = `countersign campaign silence CAMPAIGN (--suspend | --revoke) --after-days N [--tier low|medium|high...]
    [--per-day N] [--in-all N] [--notice HOURS] [--watch DAYS]`;
const silence: Command = {
  name: 'campaign silence',
  summary:
    'write the mandate for items that nobody answers, for several people to sign; by itself it does nothing',
  usage: silenceUsage,
  examples: [
    'countersign campaign silence cmp_… --suspend --after-days 3 --tier medium --tier high',
    'countersign campaign silence cmp_… --revoke --after-days 14',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        suspend: 'flag',
        revoke: 'flag',
        'after-days': 'text',
        tier: 'many',
        'per-day': 'text',
        'in-all': 'text',
        notice: 'text',
        watch: 'text',
      },
      silenceUsage,
      { min: 1, max: 1 },
    );
    if (options.suspend === options.revoke || options['after-days'] === undefined)
      throw new Fault('usage', 'Say what happens, `--suspend` or `--revoke`, and `--after-days N`.', {
        next: `Usage: ${silenceUsage}`,
      });
    const number = (name: 'per-day' | 'in-all' | 'notice' | 'watch') => {
      const given = options[name];
      return given === undefined ? undefined : wholeOf(given, `--${name}`);
    };
    const [perDay, inAll, noticeHours, watchDays] = [
      number('per-day'),
      number('in-all'),
      number('notice'),
      number('watch'),
    ];
    const proposed = await ask(io, campaigns.silence, {
      campaign: campaignNamed(words[0]),
      does: options.suspend ? 'suspend' : 'revoke',
      afterDays: wholeOf(options['after-days'], '--after-days'),
      ...(options.tier.length === 0
        ? {}
        : { tiers: options.tier.map((tier) => oneOf(tiers, tier, '--tier')) }),
      ...(perDay === undefined ? {} : { perDay }),
      ...(inAll === undefined ? {} : { inAll }),
      ...(noticeHours === undefined ? {} : { noticeHours }),
      ...(watchDays === undefined ? {} : { watchDays }),
    });
    return answer(
      io,
      proposed,
      ({ mandate, says: said }) =>
        `${said}\nIt does nothing until two people have signed it, one of them a governor or security:\n  countersign mandate sign ${mandate} --as NAME\n`,
    );
  },
};

export const campaignCommands: readonly Command[] = [
  preview,
  launch,
  list,
  show,
  items,
  answerCommand,
  submit,
  reassign,
  template,
  templates,
  silence,
  close,
];
