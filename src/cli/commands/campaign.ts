import { campaigns, reviews } from '../../api/routes/index.ts';
import type { InputOf, OutputOf } from '../../api/route.ts';
import { closeCovers, launchCovers, submissionCovers } from '../../commands/campaigns/covers.ts';
import { rhythms } from '../../commands/campaigns/wire.ts';
import {
  campaignAnswers,
  campaignKinds,
  done,
  Fault,
  isCampaignId,
  isSourceId,
  lanes,
  seatRoles,
  tiers,
  type CampaignId,
  type Result,
} from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { momentOf } from '../change-arguments.ts';
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
  adviceOf,
  qualityText,
  reviewItemText,
  reviewText,
  shortOf,
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
const itemsUsage = `countersign campaign items CAMPAIGN [ITEM] (--as NAME | --key FILE) [--show waiting|answered] [--limit N]
       countersign campaign items CAMPAIGN [NUMBER] --show ${shows.join('|')} [--limit N]`;
const items: Command = {
  name: 'campaign items',
  summary:
    'what a campaign asks of you, the gravest first, or one item with all that speaks for and against it; without a name, the whole campaign',
  usage: itemsUsage,
  examples: [
    'countersign campaign items cmp_… --as sam',
    'countersign campaign items cmp_… itm_3fa9c1 --as sam        # all about one item',
    'countersign campaign items cmp_… --show all                 # as its owner; what is open is on reviewers’ own pages',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { ...signOptions, show: 'text', limit: 'text' },
      itemsUsage,
      { min: 1, max: 2 },
    );
    const campaign = campaignNamed(words[0]);
    const limit = options.limit === undefined ? 100 : wholeOf(options.limit, '--limit');
    const isMine = options.as !== undefined || options.key !== undefined;
    if (isMine && (options.show === undefined || options.show === 'waiting' || options.show === 'answered')) {
      const { fingerprint: keyFingerprint } = signingKey(io, options);
      const show = options.show === 'answered' ? 'answered' : 'waiting';
      const asked = { campaign, keyFingerprint };
      if (words[1] === undefined)
        return answer(io, await ask(io, reviews.items, { ...asked, show, limit }), reviewText);
      const [line] = await linesNamed(io, asked, [words[1]]);
      if (line === undefined) return 1;
      const beside = await ask(io, reviews.item, { ...asked, item: line.item });
      return answer(
        io,
        beside.ok ? { ...beside, value: { ...line, beside: beside.value } } : beside,
        reviewItemText,
      );
    }
    const who = isMine ? { keyFingerprint: signingKey(io, options).fingerprint } : {};
    if (words[1] !== undefined)
      return answer(
        io,
        await ask(io, campaigns.item, { campaign, item: wholeOf(words[1], 'NUMBER'), ...who }),
        itemPageText,
      );
    const show = options.show === undefined ? 'all' : oneOf(shows, options.show, '--show');
    return answer(io, await ask(io, campaigns.items, { campaign, show, limit, ...who }), itemsText);
  },
};

type Line = OutputOf<typeof reviews.items>['items'][number];

/** Items by their handles or by the first few characters of them, as they are listed; says which it does not know. */
async function linesNamed(
  io: Io,
  asked: { readonly campaign: CampaignId; readonly keyFingerprint: string },
  words: readonly string[],
): Promise<readonly Line[]> {
  const all: Line[] = [];
  for (const show of ['waiting', 'answered'] as const) {
    let cursor: string | undefined;
    for (;;) {
      const page = await ask(io, reviews.items, {
        ...asked,
        show,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (!page.ok)
        throw new Fault(page.code, page.message, page.next === undefined ? {} : { next: page.next });
      all.push(...page.value.items.filter(({ item }) => !all.some((one) => one.item === item)));
      if (page.value.next === null || words.every((word) => all.some(({ item }) => item === word))) break;
      cursor = page.value.next;
    }
    // what waits is told first: a prefix means one of these where it can
    if (words.every((word) => all.some(({ item }) => item.startsWith(word)))) break;
  }
  return words.map((word) => {
    const found = /^itm_[0-9a-f]{4,32}$/.test(word) ? all.filter(({ item }) => item.startsWith(word)) : [];
    const [one, other] = found;
    if (one === undefined || other !== undefined)
      throw new Fault(
        'usage',
        one === undefined
          ? `\`${word.slice(0, 40)}\` is none of the items that are asked of you.`
          : `\`${word.slice(0, 40)}\` is the beginning of several items.`,
        { next: `Take them as they are listed: \`countersign campaign items ${asked.campaign} --as NAME\`.` },
      );
    return one;
  });
}

const answerUsage = `countersign campaign answer CAMPAIGN ITEM... --answer ${campaignAnswers.join('|')}
    [--until TIME] [--reason TEXT] [--offer N] ${signUsage}
       countersign campaign answer CAMPAIGN ITEM... --accept-advice [--reason TEXT] ${signUsage}
       countersign campaign answer CAMPAIGN ITEM... --clear ${signUsage}`;
const answerCommand: Command = {
  name: 'campaign answer',
  summary: 'choose an answer for items; it counts for nothing until you submit it',
  usage: answerUsage,
  examples: [
    'countersign campaign answer cmp_… itm_3fa9c1 --answer revoke --reason "left the project" --as sam',
    'countersign campaign answer cmp_… itm_77e0d2 itm_90b1aa --answer certify --reason "on call this quarter" --as sam',
    'countersign campaign answer cmp_… itm_51cc08 --answer limit --until 2026-06-30 --as sam',
    'countersign campaign answer cmp_… itm_a0417f --answer narrow --offer 0 --as sam',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        ...signOptions,
        answer: 'text',
        until: 'text',
        reason: 'text',
        offer: 'text',
        'accept-advice': 'flag',
        clear: 'flag',
      },
      answerUsage,
      { min: 2, max: 201 },
    );
    const campaign = campaignNamed(words[0]);
    const { fingerprint: keyFingerprint } = signingKey(io, options);
    const lines = await linesNamed(io, { campaign, keyFingerprint }, words.slice(1));
    if (options.clear)
      return answer(
        io,
        await ask(io, reviews.takeBack, { campaign, keyFingerprint, items: lines.map(({ item }) => item) }),
        ({ items: back }) => `${back.length} taken back.\n`,
      );
    const accepts = options['accept-advice'];
    const chosen = accepts ? undefined : oneOf(campaignAnswers, options.answer, '--answer');
    const until = momentOf(options.until);
    const offer = options.offer === undefined ? undefined : `offer-${wholeOf(options.offer, '--offer')}`;
    const answers = lines.map((line) => ({
      item: line.item,
      answer: chosen ?? advised(line),
      ...(until === null ? {} : { until }),
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      ...(offer === undefined ? {} : { offer }),
    }));
    const kept = await ask(io, reviews.answer, {
      campaign,
      keyFingerprint,
      by: accepts ? 'advice' : 'choice',
      answers,
    });
    const status = answer(io, kept, ({ items: told }) =>
      [
        ...told.map((each) =>
          each.is === 'kept'
            ? `  ${shortOf(each.item)}  ${each.line.chosen?.answer ?? ''}${each.line.blind === 'shown' ? adviceOf(each.line) : ''}`
            : `  ${shortOf(each.item)}  refused: ${each.why.message}`,
        ),
        `Nothing counts until you sign: countersign campaign submit ${campaign} ${signUsage}`,
        '',
      ].join('\n'),
    );
    return kept.ok && kept.value.items.some(({ is }) => is === 'refused') ? 1 : status;
  },
};

/** What accepting advice means; where none is shown there is nothing to accept. */
function advised({ advice, item }: Line): 'certify' | 'revoke' {
  if (advice === null)
    throw new Fault('usage', `No advice is shown on \`${shortOf(item)}\`, so there is none to accept.`, {
      next: 'Answer it by itself: `--answer …`.',
    });
  return advice.leans === 'keep' ? 'certify' : 'revoke';
}

const submitUsage = `countersign campaign submit CAMPAIGN ${signUsage}`;
const submit: Command = {
  name: 'campaign submit',
  summary:
    'sign everything that you chose, once; what it takes away is decided by that, as far as policy lets you',
  usage: submitUsage,
  examples: ['countersign campaign submit cmp_… --as sam'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, signOptions, submitUsage, { min: 1, max: 1 });
    const campaign = campaignNamed(words[0]);
    const key = signingKey(io, options);
    const asked = { campaign, keyFingerprint: key.fingerprint };
    const opened = await ask(io, reviews.openSubmission, asked);
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, about, decisions, answers, left, planted, reopened } = opened.value;
    if (!io.json && planted > 0)
      io.err(`${planted} of what you answered was planted; it is in nothing that you sign.\n`);
    if (reopened.length > 0)
      throw new Fault(
        'policy_denied',
        `Of what was planted too little was told right, so policy opens ${reopened.length} answers again before anything is signed.`,
        { next: `Look at them one by one: \`countersign campaign items ${campaign} --as NAME\`.` },
      );
    if (statement === undefined || about === null)
      throw new Fault(
        'usage',
        left.length > 0
          ? 'Nothing of what you chose can be submitted now.'
          : planted > 0
            ? 'All that you chose was planted, so there is nothing to sign yet.'
            : 'You have chosen nothing, so there is nothing to sign.',
        {
          next: `See what waits for you: \`countersign campaign items ${campaign} --as NAME\`.`,
        },
      );
    const covers = submissionCovers(statement, signing(io), { campaign, about, decisions, answers });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) io.err(toSignText(opened.value));
    const signed = {
      ...asked,
      statement,
      signature: await key.sign(statement),
      about,
      decisions: decisions.map(({ item }) => item),
      answers: answers.map(({ leaf }) => leaf),
    };
    return answer(io, await ask(io, reviews.submit, signed), (taken) => submissionText(taken, campaign));
  },
};

const qualityCommand: Command = {
  name: 'campaign how-it-went',
  summary: 'how your own review went, once you have submitted; of nobody else',
  usage: `countersign campaign how-it-went CAMPAIGN ${signUsage}`,
  examples: ['countersign campaign how-it-went cmp_… --as sam'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, signOptions, this.usage, { min: 1, max: 1 });
    const asked = { campaign: campaignNamed(words[0]), keyFingerprint: signingKey(io, options).fingerprint };
    return answer(io, await ask(io, reviews.quality, asked), qualityText);
  },
};

const reassignUsage = `countersign campaign reassign CAMPAIGN ITEM... (--to SOURCE/KEY | --recuse) --reason TEXT ${signUsage}`;
const reassign: Command = {
  name: 'campaign reassign',
  summary: 'hand items on to somebody who knows better, or recuse yourself, with the reason in the record',
  usage: reassignUsage,
  examples: [
    'countersign campaign reassign cmp_… itm_3fa9c1 --to acme-hr/E1004 --reason "his team runs it" --as sam',
    'countersign campaign reassign cmp_… itm_90b1aa --recuse --reason "my sister’s account" --as sam',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { ...signOptions, to: 'text', recuse: 'flag', reason: 'text' },
      reassignUsage,
      { min: 2, max: 1001 },
    );
    if (options.reason === undefined || (options.to === undefined) === !options.recuse)
      throw new Fault('usage', 'Say to whom, or that you recuse yourself, and why.', {
        next: `Usage: ${reassignUsage}`,
      });
    const to = (await personOf(io, options.to)) ?? null;
    const { fingerprint: keyFingerprint } = signingKey(io, options);
    const [campaign, named] = [campaignNamed(words[0]), words.slice(1)];
    const asked = { campaign, keyFingerprint, to, reason: options.reason };
    // its own by handle; what is asked of others, by whoever runs the campaign, by its number
    const handed = named.every((word) => /^\d{1,9}$/.test(word))
      ? handedByNumber(
          await ask(io, campaigns.handOn, { ...asked, items: named.map((word) => wholeOf(word, 'NUMBER')) }),
        )
      : await ask(io, reviews.handOn, {
          ...asked,
          items: (await linesNamed(io, { campaign, keyFingerprint }, named)).map(({ item }) => item),
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

const handedByNumber = (handed: Result<OutputOf<typeof campaigns.handOn>>) =>
  handed.ok ? done({ handedOn: handed.value.handedOn, left: handed.value.left.map(String) }) : handed;

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
  qualityCommand,
  reassign,
  template,
  templates,
  silence,
  close,
];
