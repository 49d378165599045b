import { refuse } from '../../model/index.ts';
import { access } from '../../api/routes/index.ts';
import { answer } from '../answer.ts';
import { momentAsked, readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { canText, whatCanText, whatOnText, whoCanText } from '../text/access.ts';

const whoUsage = 'countersign who-can ACTION RESOURCE [--at TIME] [--limit N]';
const canUsage = 'countersign can IDENTITY ACTION RESOURCE [--at TIME]';
const whatUsage = 'countersign what-can IDENTITY [--action ACTION [--on RESOURCE]] [--at TIME] [--limit N]';
const options = { at: 'text', limit: 'text' } as const;

const whoCanCommand: Command = {
  name: 'who-can',
  summary: 'who can do this to that, and by which path; and what was not read',
  usage: whoUsage,
  examples: [
    'countersign who-can SELECT billing.customers',
    "countersign who-can 's3:GetObject' 'arn:aws:s3:::acme-invoices/*'",
    "countersign who-can get 'secrets in payments'",
    'countersign who-can SELECT billing.customers --at 2026-01-31',
  ],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, options, whoUsage, { min: 2, max: 2 });
    const asked = {
      action: words[0] ?? '',
      resource: words[1] ?? '',
      limit: Number(given.limit ?? 1000),
      ...momentAsked(given.at),
    };
    return answer(io, await ask(io, access.whoCan, asked), (found) => whoCanText(asked, found));
  },
};

const canCommand: Command = {
  name: 'can',
  summary: 'whether this account or group can do this to that: exit status 0 if it can, else 1',
  usage: canUsage,
  examples: [
    'countersign can role/orders_api SELECT billing.customers',
    "countersign can acme-kubernetes/serviceaccount/orders/orders-api get 'secrets in orders'",
  ],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, { at: 'text' }, canUsage, { min: 3, max: 3 });
    const [identity = '', action = '', resource = ''] = words;
    const asked = { identity, action, resource, ...momentAsked(given.at) };
    const found = await ask(io, access.can, asked);
    const status = answer(io, found, (value) => canText(asked, value));
    // what depends is no yes, and a script that asks gets no more than that
    return found.ok && found.value.answer.verdict !== 'yes' ? 1 : status;
  },
};

const whatCanCommand: Command = {
  name: 'what-can',
  summary: 'what this account or group can do, and by which path; with --action, on which resources',
  usage: whatUsage,
  examples: [
    'countersign what-can role/orders_api',
    'countersign what-can acme-postgres/role/hana_kim',
    'countersign what-can role/orders_api --action SELECT',
    "countersign what-can role/orders_api --action SELECT --on 'billing.*'",
  ],
  async run(argv, io) {
    const what = { ...options, action: 'text', on: 'text' } as const;
    const { options: given, words } = readArguments(argv, what, whatUsage, { min: 1, max: 1 });
    const asked = { identity: words[0] ?? '', limit: Number(given.limit ?? 1000), ...momentAsked(given.at) };
    const { action, on } = given;
    if (action === undefined && on !== undefined)
      return answer(
        io,
        refuse('usage', '`--on` needs an action.', `Give one: \`${whatUsage}\`.`),
        whatCanText,
      );
    if (action === undefined) return answer(io, await ask(io, access.whatCan, asked), whatCanText);
    const about = { ...asked, action, ...(on === undefined ? {} : { on }) };
    return answer(io, await ask(io, access.whatOn, about), (found) => whatOnText(about, found));
  },
};

/** In the order help shows them. */
export const accessCommands: readonly Command[] = [whoCanCommand, canCommand, whatCanCommand];
