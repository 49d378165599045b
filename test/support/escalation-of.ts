import { matchQuestion } from '../../src/estate/access/match.ts';
import { rowOf, whoReaches } from '../../src/estate/access/reach.ts';
import type { Becoming, TechniqueSource } from '../../src/estate/escalation/becoming.ts';
import {
  buildEscalation,
  isInUse,
  type EscalationGraph,
} from '../../src/estate/escalation/escalation-graph.ts';
import { Pace } from '../../src/estate/escalation/pace.ts';
import type { MembershipFact, NodeFact, SourceAt } from '../../src/estate/escalation/source-at.ts';
import { backFrom } from '../../src/estate/escalation/to-crown-jewels.ts';
import { isSourceId, must, type Observation } from '../../src/model/index.ts';
import { graphOf } from './relations/graph-of.ts';

/** One source as its techniques see it, from observations instead of rows. */
export function sourceAtOf(connector: string, all: readonly Observation[]): SourceAt {
  const { graph, nodeOf } = graphOf(all);
  const nodeAt = (key: string): number | undefined => {
    const node = nodeOf(key);
    return node === -1 ? undefined : node;
  };
  const nodes = all.flatMap((each): readonly NodeFact[] => {
    if (each.type !== 'account' && each.type !== 'group') return [];
    const { key, name, kind, attributes = {} } = each;
    const node = nodeAt(key);
    if (node === undefined) return [];
    const rest =
      each.type === 'account'
        ? {
            state: each.state,
            powers: each.powers ?? [],
            references: [each.email, each.employeeNumber].flatMap((text) => text ?? []),
          }
        : { state: 'active', powers: [], references: [] };
    return [{ node, key, name, is: each.type, kind, attributes, ...rest }];
  });
  const memberships = all.flatMap((each): readonly MembershipFact[] => {
    if (each.type !== 'membership') return [];
    const isAdmin = each.admin === true;
    if (['member', 'attached'].includes(each.via) && !isAdmin) return [];
    const [from, to] = [nodeAt(each.memberKey), nodeAt(each.groupKey)];
    if (from === undefined || to === undefined) return [];
    const number = [...rowOf(graph.groupsOf, from)].find((edge) => graph.memberships.to[edge] === to);
    if (number === undefined) return [];
    return [{ number, from, to, via: each.via, isAdmin, conditions: each.conditions ?? [] }];
  });
  return {
    graph,
    sourceNo: 1,
    source: must(isSourceId, 'case'),
    connector,
    nodes,
    memberships,
    credentials: all.flatMap((each) => {
      const account = each.type === 'credential' ? nodeAt(each.accountKey) : undefined;
      return each.type !== 'credential' || account === undefined
        ? []
        : [{ key: each.key, account, state: each.state }];
    }),
    ownerships: all.flatMap((each) =>
      each.type === 'ownership'
        ? [{ key: each.key, subjectKey: each.subjectKey, ownerRef: each.ownerRef }]
        : [],
    ),
    nodeOf: nodeAt,
  };
}

/** Everything that is made of one source's observations: who can do all of it, what all could become, and every way to a power. */
export async function everythingOf(
  techniques: TechniqueSource<SourceAt>,
  all: readonly Observation[],
): Promise<EscalationGraph> {
  const at = sourceAtOf(techniques.platform, all);
  whoReaches(at.graph, matchQuestion(at.graph, '*', '*'), 100);
  const becomings = [...techniques.becoming(at)].flatMap((each): readonly Becoming[] =>
    each === undefined ? [] : [each],
  );
  const replaced = [...(techniques.replaced?.(at) ?? [])];
  const graph = await buildEscalation(
    at.graph,
    [{ sourceNo: 1, becomings, replaced, rights: [] }],
    new Pace(),
  );
  backFrom(graph.steps, { ends: graph.jewels, counts: (vertex) => isInUse(at.graph, vertex) });
  return graph;
}
