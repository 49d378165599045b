import type { AwsWhen } from '../../access/aws-ask.ts';
import type { AwsPlace } from '../../access/aws-who-can.ts';
import { rowOf } from '../../access/reach.ts';
import { piece, type Becoming, type TechniqueSource } from '../becoming.ts';
import { eachAccount } from '../part-of.ts';
import type { Kept } from './kept.ts';
import { Openings } from './openings.ts';
import { accountOf } from './reaching.ts';
import { RowsBehind } from './rows.ts';
import { awsTechniqueList } from './techniques/index.ts';
import { actsAsAnybody, holdsEverything, powerOf, tellAdministrator, Telling } from './tell.ts';

/** An AWS source, compiled, and what is known however a question to it goes. */
export interface AwsAt extends AwsPlace {
  readonly when: AwsWhen;
  /** What was judged of the source before, as far as it holds. */
  readonly kept?: Kept;
}

/**
 * What principals of an AWS source could become: each technique judged by the evaluation of AWS policies. Who may assume which
 * role is evaluated too, so that memberships which only say whom a trust policy names are left out for it.
 */
export const awsTechniques: TechniqueSource<AwsAt> = {
  platform: 'aws',
  techniques: [holdsEverything, actsAsAnybody, ...awsTechniqueList.map(({ technique }) => technique)],
  *becoming(at) {
    const openings = new Openings(at.estate, at.when, at.kept);
    const rows = new RowsBehind(at);
    const telling = new Telling(at, rows, at.kept?.ways);
    const powers = new Set<string>();
    for (const principal of at.estate.principals) {
      const administrator = openings.administrator(principal);
      if (administrator !== undefined) {
        powers.add(administrator.account);
        yield* tellAdministrator(administrator, rows);
      }
      yield piece;
    }
    for (const principal of at.estate.principals) {
      for (const opening of openings.of(principal, awsTechniqueList)) {
        for (const step of telling.steps(opening)) {
          if (step.to.is === 'power') powers.add(accountOf(principal.key));
          yield step;
        }
        yield piece;
      }
      yield piece;
    }
    at.kept?.asking.rest();
    for (const account of powers) {
      const own = new Set(
        at.estate.principals.flatMap((each) => (accountOf(each.key) === account ? [rows.node(each)] : [])),
      );
      const others = nodesOfAccounts(at).filter((node) => !own.has(node));
      const from = powerOf(account);
      const step = (to: Becoming['to']): Becoming => ({
        from,
        to,
        technique: actsAsAnybody,
        dependsOn: [],
        because: [],
      });
      yield* eachAccount(at, step, new Set(others));
    }
  },
  *replaced(at) {
    const rows = new RowsBehind(at);
    const nodes = new Set(at.estate.principals.map((each) => rows.node(each)));
    const { membersOf, memberships } = at.graph;
    const membersAre = new Map<number, boolean>();
    const hasPrincipals = (group: number): boolean => {
      let is = membersAre.get(group);
      if (is === undefined) {
        is = rowOf(membersOf, group).some((each) => nodes.has(memberships.from[each] ?? -1));
        membersAre.set(group, is);
      }
      return is;
    };
    for (const principal of at.estate.principals) {
      if (principal.ask.caller.kind !== 'role') continue;
      for (const edge of rowOf(membersOf, rows.node(principal))) {
        const from = memberships.from[edge] ?? -1;
        // a principal, or all of an account that is known: members of it are principals
        if (nodes.has(from) || hasPrincipals(from)) yield edge;
      }
    }
  },
};

function nodesOfAccounts({ graph, sourceNo }: AwsAt): readonly number[] {
  const range = graph.sources.find(({ no }) => no === sourceNo)?.accounts;
  return range === undefined ? [] : Array.from({ length: range.keys.size }, (_, at) => range.first + at);
}
