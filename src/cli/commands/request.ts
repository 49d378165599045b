import { executions, proposals, requests } from '../../api/routes/index.ts';
import { glassCovers, glassReviewCovers, noteCovers } from '../../commands/statement-covers.ts';
import {
  addSeconds,
  done,
  Fault,
  isEntryId,
  isProposalId,
  type Instant,
  type NoteItem,
  type ProposalId,
} from '../../model/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { inert } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { momentOf } from '../change-arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signing, signingKey, type SigningKey } from '../sign.ts';
import { signRequest } from '../sign-request.ts';
import { changesText, verdictText } from '../text/case.ts';
import { catalogueText, emergenciesText, lookText, mineText } from '../text/request.ts';

const usage = `countersign request WHAT --purpose TEXT [--for WHO] [--lasting 2h | --until TIME | --no-end]
         [--look | --emergency] (--as NAME | --key FILE)

WHAT is the key or name of a group or a right (SOURCE/KEY where several sources have it); WHO a person, service account or
agent, else yourself. Without an end it lasts as long as policy allows. Everything that it would really allow is shown
before you sign; with --look nothing is signed. --emergency takes it at once by your own signature, for four hours at most:
whoever would have had to say yes is told, and somebody else has to look at it after.`;

const request: Command = {
  name: 'request',
  summary: 'ask for access, for yourself or another, with a purpose and an end',
  usage,
  examples: [
    "countersign request reporting_readers --for 'Amara Obi' --look --as sam",
    "countersign request acme-postgres/role/reporting_readers --purpose 'month-end figures' --lasting 2h --key ~/.ssh/id_ed25519_sk",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        purpose: 'text',
        for: 'text',
        lasting: 'text',
        until: 'text',
        'no-end': 'flag',
        look: 'flag',
        emergency: 'flag',
        as: 'text',
        key: 'text',
      },
      usage,
      { min: 1, max: 1 },
    );
    const key = signingKey(io, options);
    const asked = {
      what: words[0] ?? '',
      keyFingerprint: key.fingerprint,
      ...(options.for === undefined ? {} : { for: options.for }),
      ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
      ...endAsked(options.emergency && noEnd(options) ? { ...options, lasting: '4h' } : options),
    };
    const looked = await ask(io, requests.look, asked);
    if (!looked.ok || options.look) return answer(io, looked, lookText);
    if (options.purpose === undefined)
      throw new Fault('usage', 'Say what for, with `--purpose`: whoever answers is shown it.', {
        next: 'To see first what it would allow, add `--look`.',
      });
    if (!io.json) io.err(lookText(looked.value));
    const { changes, endsAt } = looked.value;
    const wanted = { changes: [...changes], purpose: options.purpose, endsAt, findings: [] };
    const signed = await signRequest(io, key, wanted);
    const filed = signed.ok ? await ask(io, proposals.request, { ...wanted, signed: signed.value }) : signed;
    if (options.emergency && filed.ok) return emergency(io, key, filed.value.proposal, options.purpose);
    return answer(io, filed, ({ proposal, verdict, missingInWords }) =>
      [
        `Asked: ${proposal}. It gives nothing until it is decided.`,
        `Policy: ${verdictText(verdict)}`,
        ...missingInWords.map((need) => `  missing: ${inert(need)}`),
        '',
        `How it stands: countersign request mine (--as NAME | --key FILE), countersign show ${proposal}`,
        `Take it back:  countersign request withdraw ${proposal} --reason TEXT`,
        '',
      ].join('\n'),
    );
  },
};

const noEnd = (options: {
  readonly lasting: string | undefined;
  readonly until: string | undefined;
  readonly 'no-end': boolean;
}): boolean => options.lasting === undefined && options.until === undefined && !options['no-end'];

/** Signs the emergency over the case that was just filed, and has it carried out. */
async function emergency(io: Io, key: SigningKey, proposal: ProposalId, reason: string): Promise<number> {
  const opened = await ask(io, requests.openGlass, { proposal, reason, keyFingerprint: key.fingerprint });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const shown = { id: proposal, proposal: opened.value.proposal, reason };
  const covers = glassCovers(statement, signing(io), shown);
  if (!covers.ok) return answer(io, covers, () => '');
  if (!io.json) io.err(`You take in an emergency:\n${changesText(opened.value.proposal).join('\n')}\n`);
  const taken = await ask(io, requests.breakGlass, { statement, signature: await key.sign(statement) });
  if (!taken.ok) return answer(io, taken, () => '');
  const ran = await ask(io, executions.run, { plan: taken.value.plan });
  const told = ran.ok
    ? done({ ...taken.value, proposal, execution: ran.value.execution, outcome: ran.value.outcome })
    : ran;
  const status = answer(io, told, ({ glass, endsAt, skipped, execution, outcome }) =>
    [
      `Emergency ${glass}: execution ${execution}, ${outcome}.`,
      `It ends at ${endsAt} by itself. To put it back now: countersign reverse ${execution}`,
      `${skipped.length} who would have had to say yes ${skipped.length === 1 ? 'is' : 'are'} told, and it stays open until somebody else has looked at it:`,
      `  countersign request review ${glass} (--justified | --not-justified) --text TEXT (--as NAME | --key FILE)`,
      '',
    ].join('\n'),
  );
  return ran.ok && ran.value.outcome !== 'done' ? 1 : status;
}

const emergenciesUsage = 'countersign request emergencies [--open]';

const emergencyList: Command = {
  name: 'request emergencies',
  summary: 'what people took in emergencies; those that nobody else has looked at first',
  usage: emergenciesUsage,
  examples: ['countersign request emergencies --open'],
  async run(argv, io) {
    const { options } = readArguments(argv, { open: 'flag' }, emergenciesUsage);
    const found = await ask(io, requests.emergencies, { limit: 100, onlyOpen: options.open });
    return answer(io, found, emergenciesText);
  },
};

const reviewUsage =
  'countersign request review EMERGENCY (--justified | --not-justified) --text TEXT (--as NAME | --key FILE)';

const review: Command = {
  name: 'request review',
  summary: 'say what you found of somebody else’s emergency; until then it stays open',
  usage: reviewUsage,
  examples: ["countersign request review ent_… --justified --text 'the queue was stuck' --as dana"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { justified: 'flag', 'not-justified': 'flag', text: 'text', as: 'text', key: 'text' },
      reviewUsage,
      { min: 1, max: 1 },
    );
    const glass = words[0] ?? '';
    if (!isEntryId(glass) || options.justified === options['not-justified'] || options.text === undefined)
      throw new Fault('usage', 'Say which emergency (ent_…), what you found, and why.', {
        next: `Usage: ${reviewUsage}`,
      });
    const key = signingKey(io, options);
    const item = {
      glass,
      found: options.justified ? 'justified' : 'not_justified',
      text: options.text,
    } as const;
    const opened = await ask(io, requests.openReview, { ...item, keyFingerprint: key.fingerprint });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement } = opened.value;
    const covers = glassReviewCovers(statement, signing(io), item);
    if (!covers.ok) return answer(io, covers, () => '');
    const taken = await ask(io, requests.review, { statement, signature: await key.sign(statement) });
    return answer(io, taken, (value) => `Reviewed: ${value.glass} is closed.\n`);
  },
};

const catalogueUsage = 'countersign request catalogue [WORDS…] [--source NAME] [--for WHO] [--limit N]';

const catalogue: Command = {
  name: 'request catalogue',
  summary: 'what can be asked for, and what colleagues have',
  usage: catalogueUsage,
  examples: ['countersign request catalogue', "countersign request catalogue reporting --for 'Amara Obi'"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { source: 'text', for: 'text', limit: 'text' },
      catalogueUsage,
      { min: 0, max: 10 },
    );
    return answer(
      io,
      await ask(io, requests.catalogue, {
        text: words.join(' '),
        limit: Number(options.limit ?? 50),
        ...(options.source === undefined ? {} : { source: options.source }),
        ...(options.for === undefined ? {} : { for: options.for }),
      }),
      catalogueText,
    );
  },
};

const mineUsage = 'countersign request mine (--as NAME | --key FILE)';

const mine: Command = {
  name: 'request mine',
  summary: 'what you asked for, and how it stands',
  usage: mineUsage,
  examples: ['countersign request mine --as dana'],
  async run(argv, io) {
    const { options } = readArguments(argv, { as: 'text', key: 'text' }, mineUsage);
    const key = signingKey(io, options);
    return answer(io, await ask(io, requests.mine, { keyFingerprint: key.fingerprint }), mineText);
  },
};

/** One signed sentence about a case. */
function noting(
  kind: NoteItem['kind'],
  words: {
    readonly word: string;
    readonly summary: string;
    readonly option: string;
    readonly told: string;
  },
): Command {
  const noteUsage = `countersign request ${words.word} PROPOSAL --${words.option} TEXT (--as NAME | --key FILE)`;
  return {
    name: `request ${words.word}`,
    summary: words.summary,
    usage: noteUsage,
    examples: [`countersign request ${words.word} prp_… --${words.option} '…' --as sam`],
    async run(argv, io) {
      const { options, words: named } = readArguments(
        argv,
        { [words.option]: 'text', as: 'text', key: 'text' },
        noteUsage,
        { min: 1, max: 1 },
      );
      const text = options[words.option];
      if (typeof text !== 'string')
        throw new Fault('usage', `Say it with \`--${words.option}\`.`, { next: `Usage: ${noteUsage}` });
      return note(io, { proposal: proposalId(named[0]), kind, text }, options, words.told);
    },
  };
}

async function note(
  io: Io,
  said: Pick<NoteItem, 'proposal' | 'kind' | 'text'>,
  options: { readonly as?: unknown; readonly key?: unknown },
  told: string,
): Promise<number> {
  const named = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const key = signingKey(io, { as: named(options.as), key: named(options.key) });
  const opened = await ask(io, requests.openNote, { ...said, keyFingerprint: key.fingerprint });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const covers = noteCovers(statement, signing(io), said);
  if (!covers.ok) return answer(io, covers, () => '');
  const taken = await ask(io, requests.note, { statement, signature: await key.sign(statement) });
  return answer(io, taken, ({ entry }) => `${told} (${entry}).\n`);
}

const question = noting('question', {
  word: 'ask',
  summary: 'ask about a case before you answer it; the case shows it and that it waits',
  option: 'question',
  told: 'Asked; the case shows it',
});
const reply = noting('answer', {
  word: 'reply',
  summary: 'answer a question about a case',
  option: 'text',
  told: 'Answered; the case shows it',
});
const withdraw = noting('withdrawal', {
  word: 'withdraw',
  summary: 'take back what you asked for, unless it was carried out',
  option: 'reason',
  told: 'Withdrawn; nothing of it will be carried out',
});

const lessUsage = 'countersign request less PROPOSAL [--until TIME] [--keep 1,3]';

const less: Command = {
  name: 'request less',
  summary: 'file less than was asked for, under the request’s own signature, to approve that instead',
  usage: `${lessUsage}

Give an earlier end, or which of its changes (from 1) to keep. Then approve the new case and reject the wider one.`,
  examples: ['countersign request less prp_… --until 2026-02-01', 'countersign request less prp_… --keep 1'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { until: 'text', keep: 'text' }, lessUsage, {
      min: 1,
      max: 1,
    });
    const until = momentOf(options.until);
    const wide = proposalId(words[0]);
    const filed = await ask(io, requests.narrow, {
      proposal: wide,
      ...(until === null ? {} : { until }),
      ...(options.keep === undefined ? {} : { keep: options.keep.split(',').map((at) => Number(at) - 1) }),
    });
    return answer(io, filed, ({ proposal, missingInWords }) =>
      [
        `Filed ${proposal}: less than ${wide} asks for, and nothing more. It has no authority yet.`,
        ...missingInWords.map((need) => `  missing: ${inert(need)}`),
        '',
        `Next: countersign decide ${proposal} --approve (--as NAME | --key FILE)`,
        `      countersign decide ${wide} --reject --reason 'less: ${proposal}' (--as NAME | --key FILE)`,
        '',
      ].join('\n'),
    );
  },
};

function endAsked(options: {
  readonly lasting: string | undefined;
  readonly until: string | undefined;
  readonly 'no-end': boolean;
}): { readonly endsAt?: Instant | null } {
  const said = [options.lasting, options.until, options['no-end'] ? 'no end' : undefined];
  if (said.filter((each) => each !== undefined).length > 1)
    throw new Fault('usage', 'Say one end: `--lasting`, `--until` or `--no-end`.');
  if (options['no-end']) return { endsAt: null };
  if (options.until !== undefined) return { endsAt: momentOf(options.until) };
  if (options.lasting === undefined) return {};
  const read = /^(\d{1,5})\s*(s|m|min|h|d)$/.exec(options.lasting.trim());
  const unit = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 }[read?.[2] ?? ''];
  if (read === null || unit === undefined)
    throw new Fault('usage', `\`${options.lasting.slice(0, 20)}\` is no length of time.`, {
      next: 'Write it as 30m, 2h or 14d.',
    });
  return { endsAt: addSeconds(systemClock.now(), Number(read[1]) * unit) };
}

function proposalId(word: string | undefined): ProposalId {
  if (word !== undefined && isProposalId(word)) return word;
  throw new Fault('usage', `\`${(word ?? '').slice(0, 40)}\` is no proposal’s id (prp_…).`, {
    next: '`countersign request mine` lists yours.',
  });
}

export const requestCommands: readonly Command[] = [
  catalogue,
  mine,
  question,
  reply,
  withdraw,
  less,
  emergencyList,
  review,
  request,
];
