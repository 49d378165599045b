import { lifecycle, proposals } from '../../api/routes/index.ts';
import { itemCovers, requestCovers } from '../../commands/statement-covers.ts';
import { eventStates } from '../../commands/lifecycle/words.ts';
import { done, Fault, type Result } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { signing, signingKey } from '../sign.ts';
import { eventText, previewText, timelineText } from '../text/lifecycle.ts';

const listUsage =
  'countersign lifecycle list [--state held|open|settled|discarded]... [--source NAME] [--limit N]';
const list: Command = {
  name: 'lifecycle list',
  summary: 'who joined, moved and left, what followed, and what waits for a person',
  usage: listUsage,
  examples: ['countersign lifecycle list', 'countersign lifecycle list --state open --state held'],
  async run(argv, io) {
    const { options } = readArguments(argv, { state: 'many', source: 'text', limit: 'text' }, listUsage);
    const state = options.state.map((word) => {
      const found = eventStates.find((each) => each === word);
      if (found === undefined)
        throw new Fault('usage', `\`${word.slice(0, 40)}\` is no state of an event.`, {
          next: `Usage: ${listUsage}`,
        });
      return found;
    });
    const told = await ask(io, lifecycle.timeline, {
      limit: Number(options.limit ?? 20),
      sort: 'newest',
      ...(state.length === 0 ? {} : { state }),
      ...(options.source === undefined ? {} : { source: options.source }),
    });
    return answer(io, told, timelineText);
  },
};

const showUsage = 'countersign lifecycle show EVENT';
const show: Command = {
  name: 'lifecycle show',
  summary: 'one event of a life, and everything that follows from it',
  usage: showUsage,
  examples: ['countersign lifecycle show evt_…'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, showUsage, { min: 1, max: 1 });
    return answer(io, await ask(io, lifecycle.show, { id: words[0] ?? '' }), eventText);
  },
};

const previewUsage = 'countersign lifecycle preview [--limit N]';
const preview: Command = {
  name: 'lifecycle preview',
  summary: 'what the rules about joiners, movers and leavers would do with everybody now',
  usage: previewUsage,
  examples: ['countersign lifecycle preview'],
  async run(argv, io) {
    const { options } = readArguments(argv, { limit: 'text' }, previewUsage);
    return answer(io, await ask(io, lifecycle.preview, { limit: Number(options.limit ?? 50) }), previewText);
  },
};

const askUsage = `countersign lifecycle ask EVENT [--only NAME]... (--as NAME | --key FILE)

Asks for what rules give because of an event, and for who is to answer for what a leaver had: each request is signed by you,
and then somebody else has to approve it. What a person has to decide is asked for by name only (the letters after its rule).`;
const askCommand: Command = {
  name: 'lifecycle ask',
  summary: 'ask, by your signature, for what follows from an event',
  usage: askUsage,
  examples: ['countersign lifecycle ask evt_… --as sam'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { only: 'many', as: 'text', key: 'text' }, askUsage, {
      min: 1,
      max: 1,
    });
    const event = words[0] ?? '';
    const key = signingKey(io, options);
    const shown = await ask(io, lifecycle.show, { id: event });
    if (!shown.ok) return answer(io, shown, () => '');
    const named = options.only.map((start) => {
      const found = shown.value.follows.filter(({ name }) => start.length >= 4 && name.startsWith(start));
      const [one] = found;
      if (one === undefined || found.length > 1)
        throw new Fault('usage', `\`${start.slice(0, 40)}\` names ${found.length} of what follows.`, {
          next: `See them: countersign lifecycle show ${event}`,
        });
      return one.name;
    });
    const asks = await ask(io, lifecycle.asks, { event, ...(named.length === 0 ? {} : { follows: named }) });
    if (!asks.ok) return answer(io, asks, () => '');
    const filed: {
      readonly proposal: string;
      readonly outcome: string;
      readonly missing: readonly string[];
    }[] = [];
    for (const each of asks.value.asks) {
      if (!io.json) io.err(`You ask: ${inert(each.purpose)}\n`);
      const request = { changes: [...each.changes], purpose: each.purpose, endsAt: null, findings: [] };
      const opened = await ask(io, proposals.openRequest, { ...request, keyFingerprint: key.fingerprint });
      if (!opened.ok) return answer(io, opened, () => '');
      const { statement } = opened.value;
      const covers = requestCovers(statement, signing(io), request);
      if (!covers.ok) return answer(io, covers, () => '');
      const taken = await ask(io, lifecycle.ask, {
        event,
        follows: [...each.follows],
        signed: { statement, signature: await key.sign(statement) },
      });
      if (!taken.ok) return answer(io, taken, () => '');
      filed.push({
        proposal: taken.value.proposal,
        outcome: taken.value.verdict.outcome,
        missing: taken.value.missingInWords,
      });
    }
    const told: Result<{ readonly filed: typeof filed }> = done({ filed });
    return answer(io, told, ({ filed: all }) =>
      all.length === 0
        ? 'Nothing of it is to be asked for: see `countersign lifecycle show`.\n'
        : `${all
            .flatMap(({ proposal, outcome, missing }) => [
              `Filed ${proposal}: ${outcome}`,
              ...missing.map((need) => `  missing: ${need}`),
            ])
            .join('\n')}\n`,
    );
  },
};

const releaseUsage = 'countersign lifecycle release HOLD --reason TEXT [--discard] (--as NAME | --key FILE)';
const release: Command = {
  name: 'lifecycle release',
  summary: 'let go, or discard, events that were too many to be believed without a person',
  usage: releaseUsage,
  examples: ["countersign lifecycle release hld_… --reason 'the plant in Lund was sold' --as dana"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { reason: 'text', discard: 'flag', as: 'text', key: 'text' },
      releaseUsage,
      { min: 1, max: 1 },
    );
    const { reason } = options;
    if (reason === undefined)
      throw new Fault('usage', 'Say why, with `--reason`.', { next: `Usage: ${releaseUsage}` });
    const key = signingKey(io, options);
    const [hold = ''] = words;
    const choice = options.discard ? 'discard' : 'release';
    const opened = await ask(io, lifecycle.prepareRelease, {
      hold,
      answer: choice,
      reason,
      keyFingerprint: key.fingerprint,
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement, item } = opened.value;
    const timeline = await ask(io, lifecycle.timeline, { limit: 1, sort: 'newest' });
    if (!timeline.ok) return answer(io, timeline, () => '');
    const held = timeline.value.holds.find(({ id }) => id === hold);
    const asked = { hold, entry: held?.entry ?? '', events: item.events, answer: choice, reason };
    const covers = itemCovers(statement, signing(io), { purpose: 'lifecycle.release', item: asked });
    if (!covers.ok) return answer(io, covers, () => '');
    const taken = await ask(io, lifecycle.release, { statement, signature: await key.sign(statement) });
    return answer(io, taken, ({ entry, events }) =>
      choice === 'release'
        ? `${events} events are let go (${entry}). What follows from them is worked out within a minute.\n`
        : `${events} events are discarded (${entry}). Nothing follows from them.\n`,
    );
  },
};

/** In the order help shows them. */
export const lifecycleCommands: readonly Command[] = [list, show, preview, askCommand, release];
