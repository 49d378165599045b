import { privilege } from '../../api/routes/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { consumersText } from '../text/consumers.ts';
import { justifyText } from '../text/justify.ts';
import { leastPrivilegeText } from '../text/least-privilege.ts';

const leastUsage = 'countersign least-privilege IDENTITY';
const justifyUsage = 'countersign justify IDENTITY';

const leastPrivilegeCommand: Command = {
  name: 'least-privilege',
  summary: 'what it holds and what it used of it, and the policy that would have sufficed',
  usage: `${leastUsage}

Lays what logs say an identity did against its rights: each is used, unused in the days that the logs cover, or cannot
be told, with the reason. Then the policy that would have sufficed, for AWS, Kubernetes and PostgreSQL, with what it
would have denied. It is a text for a person: nothing is changed.`,
  examples: ['countersign least-privilege role/orders_api', 'countersign least-privilege ci-deploy --json'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, leastUsage, { min: 1, max: 1 });
    const asked = { identity: words[0] ?? '' };
    return answer(io, await ask(io, privilege.leastPrivilege, asked), leastPrivilegeText);
  },
};

const justifyCommand: Command = {
  name: 'justify',
  summary: 'whether what is known justifies each right that it holds, and why',
  usage: `${justifyUsage}

Justified: all that comes into question speaks for the right. Not justified: something speaks against it. Cannot tell:
something is not known, and what. Each is said with what it rests on (--json names the rows). Nothing is decided.`,
  examples: ['countersign justify role/orders_api', 'countersign justify anya.petrova --json'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, justifyUsage, { min: 1, max: 1 });
    return answer(io, await ask(io, privilege.justify, { identity: words[0] ?? '' }), justifyText);
  },
};

const consumersUsage = 'countersign consumers IDENTITY';
const consumersCommand: Command = {
  name: 'consumers',
  summary: 'who or what uses it, before its secret is rotated or it is taken away',
  usage: `${consumersUsage}

Programs, networks and workloads that logs show at work, accounts and agents that hold the same secret, places where a
copy lies, and who may become it; each with what it is known by. Then what could name others and does not.`,
  examples: ['countersign consumers role/orders_api', 'countersign consumers ci-deploy --json'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, consumersUsage, { min: 1, max: 1 });
    return answer(io, await ask(io, privilege.consumers, { identity: words[0] ?? '' }), consumersText);
  },
};

/** In the order help shows them. */
export const privilegeCommands: readonly Command[] = [
  leastPrivilegeCommand,
  justifyCommand,
  consumersCommand,
];
