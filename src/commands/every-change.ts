import {
  addedBy,
  cadenceOf,
  changesOf,
  peersAmong,
  usualAmong,
  type Cadence,
  type Changes,
} from '../behaviour/index.ts';
import { identityRefOf } from '../query/index.ts';
import type { BehaviourSeen, EstateRef, IdentityRef } from '../model/index.ts';
import { oncePer } from '../platform/once-per.ts';
import { levelsFor } from './action-levels.ts';
import { nameOf, type AccountAsked } from './behaviour.ts';
import type { System } from './system.ts';

export interface ChangedAccount {
  readonly account: EstateRef;
  /** Names its page. */
  readonly ref: IdentityRef;
  readonly kind: string;
  readonly changes: Changes;
  readonly cadence: Cadence;
  readonly recentDays: number;
}

type Looking = Pick<System, 'behaviour' | 'views' | 'database'>;

/** More accounts than this are not compared in one go. */
const mostLooked = 5000;
const atOnce = 200;
/** How often accesses are reviewed where nobody says otherwise: each quarter. */
export const cycleDays = 90;

/** Those that changed, in no order. */
export interface Every {
  readonly items: readonly ChangedAccount[];
  readonly isPart: boolean;
}
const known = new WeakMap<System['behaviour'], ReturnType<typeof oncePer<Every>>>();

/** Everybody that acted, and how they changed what they do. Worked out once for each state of logs and estate. */
export async function everyChange(system: Looking): Promise<Every> {
  const { behaviour } = system;
  const once = known.get(behaviour) ?? oncePer<Every>();
  known.set(behaviour, once);
  return once(await behaviour.asOf(), () => lookAtAll(system));
}

async function lookAtAll(system: Looking): Promise<Every> {
  const behaviours = await system.behaviour.now();
  const acted: AccountAsked[] = [];
  for await (const page of behaviours.digests())
    for (const { account } of page) if (behaviours.joinedTo(account).length > 0) acted.push(account);
  const seen = new Map<string, BehaviourSeen>();
  for (let at = 0; at < Math.min(acted.length, mostLooked); at += atOnce)
    for (const found of await behaviours.of(acted.slice(at, Math.min(at + atOnce, mostLooked))))
      if (found !== null) seen.set(nameOf(found.account), found);
  const kinds = await kindsOf(
    system,
    [...seen.values()].map(({ account }) => account),
  );
  const levelOf = await levelsFor(new Set([...seen.values()].flatMap(actionsIn)));
  const isPerson = (name: string): boolean => kinds.get(name) === 'person';
  const among = (person: boolean) =>
    usualAmong(
      [...seen].flatMap(([name, each]) => {
        const added = isPerson(name) === person ? addedBy(each, levelOf) : null;
        return added === null ? [] : [added];
      }),
    );
  const [people, machines] = [among(true), among(false)];
  const peersOf = peersAmong(new Map([...seen].map(([name, { before }]) => [name, before])));
  return {
    items: [...seen].map(([name, each]) => ({
      account: each.account,
      ref: identityRefOf('account', each.account.source, each.account.key),
      kind: kinds.get(name) ?? 'unknown',
      changes: changesOf({
        seen: each,
        levelOf,
        peers: peersOf(name),
        usual: isPerson(name) ? people : machines,
      }),
      cadence: cadenceOf(each, cycleDays),
      recentDays: each.recentDays,
    })),
    isPart: acted.length > mostLooked,
  };
}

const actionsIn = ({ whole }: BehaviourSeen): readonly string[] => [
  ...whole.aspects.actions.names.map(({ name }) => name),
  ...whole.aspects.denied.names.map(({ name }) => name.split('\t')[0] ?? name),
];

async function kindsOf(
  system: Looking,
  accounts: readonly EstateRef[],
): Promise<ReadonlyMap<string, string>> {
  const kinds = new Map<string, string>();
  for (let at = 0; at < accounts.length; at += 1000)
    for await (const page of system.views.views({ is: 'accounts', accounts: accounts.slice(at, at + 1000) }))
      for (const { ref, kind, person } of page)
        kinds.set(nameOf(ref), person === undefined ? kind : 'person');
  return kinds;
}
