import { Fault, type Observation } from '../../../model/index.ts';
import { asked, whyUnread, type Answers } from '../answers.ts';
import { operations, type Root } from './operations.ts';

const mostPlaces = 100_000;
/** AWS allows five levels of units. */
const deepest = 32;

/** Root, units and accounts: by their ids the keys that they have in the estate. */
export interface Tree {
  readonly keys: ReadonlyMap<string, string>;
  readonly roots: readonly Root[];
  readonly observations: readonly Observation[];
  readonly accounts: readonly ListedAccount[];
  /** Every place of it was shown. */
  readonly isWhole: boolean;
}

/** An account as its organisation lists it. `state`: in its words, of one that is not in use. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  readonly state: string | undefined;
}

/** The key of an account, wherever it is met: the ARN by which policies name it. */
export const accountKey = (partition: string, account: string): string =>
  `arn:${partition}:iam::${account}:root`;

/**
 * Walks from the root down. What of it was not shown is told as gaps, and the accounts there are then none of this
 * organisation. Throws Fault `source_untrusted` for what lies in itself or in two places.
 */
export async function readTree(answers: Answers, roots: readonly Root[]): Promise<Tree> {
  const keys = new Map<string, string>();
  const observations: Observation[] = [];
  const listed: ListedAccount[] = [];
  let isWhole = true;
  const hidden = (what: string, under: string, why: string): void => {
    isWhole = false;
    observations.push(unseen(what, under, why));
  };
  const see = (id: string, resource: Omit<Extract<Observation, { type: 'resource' }>, 'type'>): void => {
    if (keys.has(id)) throw untrusted(`has \`${id}\` in two places`);
    if (keys.size >= mostPlaces) throw untrusted(`has more than ${mostPlaces} units and accounts`);
    keys.set(id, resource.key);
    observations.push({ type: 'resource', ...resource });
  };
  const walk = async (id: string, depth: number): Promise<void> => {
    const parentKey = keys.get(id) ?? '';
    if (depth > deepest) throw untrusted(`has more than ${deepest} levels of units`);
    const accounts = await asked(answers, operations.accounts, id);
    if (accounts.is === 'read')
      for await (const { Id, Arn, Name, Status, State } of accounts.items) {
        see(Id, {
          key: accountKey(Arn.split(':')[1] ?? 'aws', Id),
          name: Name ?? Id,
          kind: 'aws_account',
          parentKey,
        });
        const state = State ?? Status ?? 'ACTIVE';
        listed.push({ id: Id, name: Name ?? Id, state: state === 'ACTIVE' ? undefined : state });
      }
    else hidden(operations.accounts.what, id, whyUnread(accounts));
    const units = await asked(answers, operations.units, id);
    if (units.is !== 'read') {
      hidden(operations.units.what, id, whyUnread(units));
      return;
    }
    const below: string[] = [];
    for await (const { Id, Arn, Name } of units.items) {
      see(Id, { key: Arn, name: Name ?? Id, kind: 'aws_organizational_unit', parentKey });
      below.push(Id);
    }
    for (const each of below) await walk(each, depth + 1);
  };
  for (const { Id, Arn, Name } of roots) {
    see(Id, { key: Arn, name: Name ?? Id, kind: 'aws_organization_root' });
    await walk(Id, 1);
  }
  return { keys, roots, observations, accounts: listed, isWhole };
}

const unseen = (what: string, under: string, why: string): Observation => ({
  type: 'gap',
  key: `organization/${what}/${under}`,
  what: `${what} under ${under} of the organisation`,
  why: why.slice(0, 4000),
  hides: 'some',
});

const untrusted = (what: string): Fault =>
  new Fault('source_untrusted', `The organisation ${what}. Nothing of this read is used.`, {
    next: 'Export it again, all of it at one time; AWS has no such organisation.',
  });
