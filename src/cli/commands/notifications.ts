import { notifications } from '../../api/routes/index.ts';
import { channelKinds, deliveryStates, kindNames } from '../../commands/notices/words.ts';
import { sealChannelAddress, unsealChannelAddress } from '../../commands/start/channel-address.ts';
import { Fault, isCampaignId } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { personOf } from '../person.ts';
import { channelsText, deliveriesText, preferenceText } from '../text/notifications.ts';

const folderOf = (io: Io): string => locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });

const usages = {
  list: 'countersign notifications list [--channel NAME] [--state STATE] [--person PERSON] [--limit N]',
  channels: 'countersign notifications channels',
  add: `countersign notifications add NAME smtp --url smtp://USER@HOST[:PORT] --from ADDRESS [--password-from REFERENCE]
       countersign notifications add NAME (slack | teams) --url-from REFERENCE (--room | --for PERSON)
       countersign notifications add NAME webhook --url URL --secret-from REFERENCE (--room | --for PERSON)
       and any of: [--kinds KIND …] [--names] [--console URL] [--private-network] [--ca FILE]`,
  remove: 'countersign notifications remove NAME --because TEXT',
  test: 'countersign notifications test NAME [--to PERSON]',
  remind: 'countersign notifications remind CAMPAIGN',
  preferences: `countersign notifications preferences --person PERSON [--channel NAME | --any-channel]
       [--digest HH:MM | --no-digest] [--quiet HH:MM-HH:MM | --no-quiet] [--zone ZONE]`,
};

const listCommand: Command = {
  name: 'notifications list',
  summary: 'what was sent to whom by what, newest first, and why something was not',
  usage: usages.list,
  examples: ['countersign notifications list', 'countersign notifications list --state failed --json'],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { channel: 'text', state: 'text', person: 'text', limit: 'text' },
      usages.list,
    );
    const person = await personOf(io, options.person);
    const listed = await ask(io, notifications.deliveries, {
      limit: Number(options.limit ?? 50),
      ...(options.channel === undefined ? {} : { channel: options.channel }),
      ...(options.state === undefined ? {} : { state: oneOf(deliveryStates, options.state, 'state') }),
      ...(person === undefined ? {} : { person }),
    });
    return answer(io, listed, deliveriesText);
  },
};

const channelsCommand: Command = {
  name: 'notifications channels',
  summary: 'by what people are told of things, and how each goes',
  usage: usages.channels,
  examples: ['countersign notifications channels', 'countersign notifications channels --json'],
  async run(argv, io) {
    readArguments(argv, {}, usages.channels);
    return answer(io, await ask(io, notifications.channels, {}), channelsText);
  },
};

const addCommand: Command = {
  name: 'notifications add',
  summary: 'add a channel: mail, Slack, Microsoft Teams or a signed webhook',
  usage: `${usages.add}

A REFERENCE is env:NAME or file:PATH; what it names is sealed in the server’s store of credentials. Mail reaches everybody by the
address in their source of people. A room is told of what concerns everybody, without names unless --names says that all who
read along may see them. Hosts on private networks and this machine are refused unless --private-network says otherwise.`,
  examples: [
    "countersign notifications add mail smtp --url smtp://iga@mail.example:587 --from 'Countersign <iga@acme.example>' --password-from file:./smtp-password",
    'countersign notifications add ops slack --url-from env:SLACK_WEBHOOK --room',
    'countersign notifications add reviewers teams --url-from file:./teams-webhook --room --kinds campaign.launched --kinds campaign.overdue',
    'countersign notifications add siem webhook --url https://siem.example/hook --secret-from file:./hook-secret --room --names',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      {
        url: 'text',
        'url-from': 'text',
        'password-from': 'text',
        'secret-from': 'text',
        from: 'text',
        ca: 'text',
        room: 'flag',
        for: 'text',
        kinds: 'many',
        names: 'flag',
        console: 'text',
        'private-network': 'flag',
      },
      usages.add,
      { min: 2, max: 2 },
    );
    const [name = '', second = ''] = words;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
      throw new Fault('usage', `\`${name.slice(0, 40)}\` is no name for a channel.`, {
        next: 'Use lower-case letters, digits and `-`, beginning with a letter.',
      });
    const kind = oneOf(channelKinds, second, 'kind of channel');
    const person = await personOf(io, options.for);
    if (kind !== 'smtp' && options.room === (person !== undefined))
      throw new Fault('usage', 'Say who reads what is posted there: `--room`, or `--for PERSON`.');
    const shown = await ask(io, notifications.channels, {});
    if (!shown.ok) return answer(io, shown, () => '');
    // before anything is sealed: the address of one in use is not replaced in passing
    if (shown.value.items.some((one) => one.name === name))
      throw new Fault('usage', `There is a channel \`${name}\` already.`, {
        next: `Take it out first: countersign notifications remove ${name} --because TEXT`,
      });
    const given = {
      url: options.url,
      urlFrom: options['url-from'],
      passwordFrom: options['password-from'],
      secretFrom: options['secret-from'],
      from: options.from,
      authorityFile: options.ca,
    };
    sealChannelAddress(folderOf(io), { name, kind, ...present(given) }, io.env, io.cwd);
    const added = await ask(io, notifications.addChannel, {
      name,
      kind,
      reaches: kind === 'smtp' ? 'people' : person === undefined ? 'room' : 'person',
      person: person ?? null,
      kinds: options.kinds.map((each) => oneOf(kindNames, each, 'kind of notice')),
      detail: options.names || kind === 'smtp' || person !== undefined ? 'full' : 'brief',
      privateNetwork: options['private-network'],
      console: options.console ?? null,
    });
    if (!added.ok) unsealChannelAddress(folderOf(io), name);
    return answer(
      io,
      added,
      ({ entry, host }) =>
        `Added ${name} (${kind}, ${host}), recorded as ${entry}.\nNext: countersign notifications test ${name}${kind === 'smtp' ? ' --to PERSON' : ''}\n`,
    );
  },
};

const removeCommand: Command = {
  name: 'notifications remove',
  summary: 'take a channel out: nothing goes by it any more',
  usage: usages.remove,
  examples: ["countersign notifications remove ops --because 'the room was closed'"],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { because: 'text' }, usages.remove, { min: 1, max: 1 });
    const [name = ''] = words;
    if (options.because === undefined)
      throw new Fault('usage', 'Say why: it stands in the ledger.', { next: `Usage: ${usages.remove}` });
    const removed = await ask(io, notifications.removeChannel, { name, reason: options.because });
    if (removed.ok) unsealChannelAddress(folderOf(io), name);
    return answer(
      io,
      removed,
      ({ entry }) => `Taken out (${entry}), and its address with it. What waited to go by it goes nowhere.\n`,
    );
  },
};

const testCommand: Command = {
  name: 'notifications test',
  summary: 'send a message that says it is a test, now',
  usage: usages.test,
  examples: ['countersign notifications test ops', 'countersign notifications test mail --to acme-hr/E1002'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { to: 'text' }, usages.test, { min: 1, max: 1 });
    const to = await personOf(io, options.to);
    const tested = await ask(io, notifications.testChannel, {
      name: words[0] ?? '',
      ...(to === undefined ? {} : { to }),
    });
    const status = answer(io, tested, ({ is, because }) =>
      is === 'sent'
        ? 'Sent: the other side took it.\n'
        : `Not sent (${is}): ${because ?? 'it is tried again'}${is === 'waiting' ? ' It is tried again.' : ''}\n`,
    );
    return tested.ok && tested.value.is !== 'sent' ? 1 : status;
  },
};

const remindCommand: Command = {
  name: 'notifications remind',
  summary: 'remind everybody who still has items of a campaign open; nobody twice within an hour',
  usage: usages.remind,
  examples: ['countersign notifications remind cmp_…'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, usages.remind, { min: 1, max: 1 });
    const [campaign = ''] = words;
    if (!isCampaignId(campaign))
      throw new Fault('usage', `\`${campaign.slice(0, 40)}\` is no campaign’s id (cmp_…).`, {
        next: '`countersign campaign list` lists them.',
      });
    return answer(
      io,
      await ask(io, notifications.remindCampaign, { campaign }),
      ({ told, alreadyTold, unreachable }) =>
        [
          `${told} told, now or when their quiet hours are over; ${alreadyTold} were told within the hour.`,
          ...(unreachable.length === 0 ? [] : [`No channel reaches: ${unreachable.join(', ')}`]),
          '',
        ].join('\n'),
    );
  },
};

const preferencesCommand: Command = {
  name: 'notifications preferences',
  summary: 'by which channel and when somebody is told of things; shows, or changes what is named',
  usage: usages.preferences,
  examples: [
    'countersign notifications preferences --person acme-hr/E1002',
    'countersign notifications preferences --person acme-hr/E1002 --digest 08:30 --quiet 19:00-07:00 --zone Europe/Berlin',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        person: 'text',
        channel: 'text',
        'any-channel': 'flag',
        digest: 'text',
        'no-digest': 'flag',
        quiet: 'text',
        'no-quiet': 'flag',
        zone: 'text',
      },
      usages.preferences,
    );
    const person = await personOf(io, options.person);
    if (person === undefined) throw new Fault('usage', 'Say whose: `--person PERSON`.');
    const shown = await ask(io, notifications.preferences, { person });
    const { person: _person, ...changes } = options;
    const isAsked = Object.values(changes).some((given) => given !== undefined && given !== false);
    if (!shown.ok || !isAsked) return answer(io, shown, preferenceText);
    const before = shown.value.preference;
    const chosen = await ask(io, notifications.choose, {
      person,
      channel: options['any-channel'] ? null : (options.channel ?? before.channel),
      digestAt: options['no-digest']
        ? null
        : options.digest === undefined
          ? before.digestAt
          : minuteOf(options.digest),
      quiet: options['no-quiet'] ? null : options.quiet === undefined ? before.quiet : hoursOf(options.quiet),
      zone: options.zone ?? before.zone,
    });
    return answer(io, chosen, preferenceText);
  },
};

function minuteOf(text: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined)
    throw new Fault('usage', `\`${text.slice(0, 20)}\` is no time of a day.`, { next: 'Write it as 08:30.' });
  return Number(hour) * 60 + Number(minute);
}

function hoursOf(text: string): { readonly from: number; readonly until: number } {
  const [from = '', until = '', more] = text.split('-');
  if (more !== undefined) throw new Fault('usage', 'Write quiet hours as 19:00-07:00.');
  return { from: minuteOf(from), until: minuteOf(until) };
}

function oneOf<T extends string>(all: readonly T[], text: string, what: string): T {
  const found = all.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Fault('usage', `\`${text.slice(0, 40)}\` is no ${what}.`, {
    next: `There are: ${all.join(', ')}.`,
  });
}

/** Without the members that were not given. */
function present<T extends Readonly<Record<string, string | undefined>>>(
  given: T,
): { readonly [K in keyof T]?: string } {
  const kept: { [K in keyof T]?: string } = {};
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

export const notificationCommands: readonly Command[] = [
  listCommand,
  channelsCommand,
  addCommand,
  removeCommand,
  testCommand,
  remindCommand,
  preferencesCommand,
];
