import { findings, proposals } from '../../api/routes/index.ts';
import {
  Fault,
  isFindingId,
  suspendedFirst,
  type FindingId,
  type Result,
  type Verdict,
} from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { momentOf, readChange } from '../change-arguments.ts';
import { ask } from '../connect.ts';
import { inert } from '../../platform/text.ts';
import type { Command, Io } from '../io.ts';
import { signingKey } from '../sign.ts';
import { signRequest } from '../sign-request.ts';
import { verdictText } from '../text/case.ts';

const usage = `countersign propose FINDING [--as NAME | --key FILE]   the rule's own draft; a signer when it gives something
       countersign propose --change JSON... --purpose TEXT [--until TIME] [--watch DAYS] (--as NAME | --key FILE)
       countersign propose FINDING --accept-until TIME --purpose TEXT (--as NAME | --key FILE)`;

/** Files a proposal. It changes nothing and has no authority: policy answers, and people sign. */
export const proposeCommand: Command = {
  name: 'propose',
  summary: 'file a proposal: a rule’s draft, or a change that you ask for',
  usage,
  examples: [
    'countersign propose fnd_…',
    'countersign propose fnd_… --as dana                       # a draft that names an owner needs who asks',
    `countersign propose --as sam --purpose 'month-end report' --until 2026-12-31 --change '{"type":"membership.add","source":"acme-postgres","memberKey":"role/amara_obi","groupKey":"role/app_readonly"}'`,
    `countersign propose --as sam --purpose 'nobody needs it' --watch 7 --change '{"type":"account.drop","source":"acme-postgres","accountKey":"role/etl_old"}'`,
    "countersign propose fnd_… --accept-until 2026-12-31 --purpose 'decommissioned in December' --as dana",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        change: 'many',
        purpose: 'text',
        until: 'text',
        watch: 'text',
        'accept-until': 'text',
        as: 'text',
        key: 'text',
      },
      usage,
      { min: 0, max: 1 },
    );
    const finding = findingOf(words[0]);
    const isDraft = options.change.length === 0 && options['accept-until'] === undefined;
    const filed = isDraft ? await fromDraft(io, finding, options) : await fromPerson(io, finding, options);
    return answer(io, filed, ({ proposal, verdict, missingInWords }) =>
      [
        `Filed ${proposal}. It has no authority yet.`,
        `Policy: ${verdictText(verdict)}`,
        ...missingInWords.map((need) => `  missing: ${need}`),
        '',
        `Next: countersign show ${proposal}`,
        `      countersign decide ${proposal} --approve | --reject (--as NAME in the demo, or --key FILE)`,
        '',
      ].join('\n'),
    );
  },
};

type Filed = Result<{
  readonly proposal: string;
  readonly verdict: Verdict;
  readonly missingInWords: readonly string[];
}>;

/** How long what is to be deleted is suspended and watched before. */
function watchedFor(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 90) return days * 86_400;
  throw new Fault('usage', `\`--watch ${text.slice(0, 20)}\` is no number of days from 1 to 90.`, {
    next: 'It is for one `account.drop`, which then follows its own suspension.',
  });
}

/** A draft that only takes away needs nobody who asks; any other is asked for by whoever signs the request. */
async function fromDraft(
  io: Io,
  finding: FindingId | undefined,
  options: { readonly as: string | undefined; readonly key: string | undefined },
): Promise<Filed> {
  if (finding === undefined)
    throw new Fault('usage', 'Say which finding’s draft, or give changes of your own.', {
      next: `Usage: ${usage}`,
    });
  if (options.as === undefined && options.key === undefined)
    return ask(io, proposals.fromFinding, { finding });
  const key = signingKey(io, options);
  const found = await ask(io, findings.show, { id: finding });
  if (!found.ok) return found;
  const { draft } = found.value;
  if (draft === undefined) return ask(io, proposals.fromFinding, { finding });
  if (!io.json) io.err(`You ask for: ${inert(draft.title)}\n  because ${inert(draft.reason)}\n`);
  const signed = await signRequest(io, key, {
    changes: [...draft.changes],
    purpose: draft.reason,
    endsAt: draft.endsAt,
    findings: [...draft.findings],
  });
  return signed.ok ? ask(io, proposals.fromFinding, { finding, signed: signed.value }) : signed;
}

async function fromPerson(
  io: Io,
  finding: FindingId | undefined,
  options: {
    readonly change: readonly string[];
    readonly purpose: string | undefined;
    readonly until: string | undefined;
    readonly watch: string | undefined;
    readonly 'accept-until': string | undefined;
    readonly as: string | undefined;
    readonly key: string | undefined;
  },
): Promise<Filed> {
  if (options.purpose === undefined)
    throw new Fault('usage', 'Say why, with `--purpose`: approvers are shown it.', {
      next: `Usage: ${usage}`,
    });
  const acceptUntil = momentOf(options['accept-until']);
  const endsAt = momentOf(options.until) ?? acceptUntil;
  const given = options.change.map((text) => readChange(text, endsAt));
  const changes = options.watch === undefined ? given : [...suspendedFirst(given, watchedFor(options.watch))];
  if (acceptUntil !== null && finding !== undefined)
    changes.push({
      type: 'risk.accept',
      source: 'countersign',
      findingId: finding,
      reason: options.purpose,
      until: acceptUntil,
    });
  const key = signingKey(io, options);
  const request = {
    changes,
    purpose: options.purpose,
    endsAt,
    findings: finding === undefined ? [] : [finding],
  };
  const signed = await signRequest(io, key, request);
  return signed.ok ? ask(io, proposals.request, { ...request, signed: signed.value }) : signed;
}

function findingOf(word: string | undefined): FindingId | undefined {
  if (word === undefined) return undefined;
  if (isFindingId(word)) return word;
  throw new Fault('usage', `\`${word.slice(0, 40)}\` is no finding’s id (fnd_…).`, {
    next: 'Copy one from `countersign findings`.',
  });
}
