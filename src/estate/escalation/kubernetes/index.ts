import { anyName, parsePlace } from '../../../platform/wire/kubernetes-place.ts';
import { isDeny } from '../../access/graph.ts';
import { rowOf } from '../../access/reach.ts';
import type { Becoming, TechniqueSource } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import { ClusterSpots } from './cluster-spots.ts';
import { leadsOf, rightTechniques, type Verb } from './leads-of.ts';
import { inCluster, scopeOf } from './technique.ts';

const everything = inCluster('everything', {
  title: 'may do everything',
  does: 'Uses a role that allows every verb on every resource.',
  heading: 'least-privilege',
  cost: 1,
  takeAway: 'the binding of that role, or the membership of its group',
  means: 'holding',
});

/**
 * What rights in a cluster lead to, by role: whoever is bound to it has the steps. Service accounts, running programs, tokens
 * and users stand behind one spot for each namespace. Rights of two roles together are not added up: a technique that needs
 * more than one right depends on it where the role itself does not have it.
 */
export const kubernetesTechniques: TechniqueSource<SourceAt> = {
  platform: 'kubernetes',
  techniques: [everything, ...rightTechniques.map(({ technique }) => technique)],
  *becoming(at) {
    const spots = new ClusterSpots(at);
    const unnamed = new Map<number, readonly Verb[]>();
    const keep = (holder: number): readonly Verb[] => {
      const rights = unnamedRights(at, holder);
      unnamed.set(holder, rights);
      return rights;
    };
    const roleIn = namespacesOfRoles(at);
    for (const { right, verb, place } of rightsIn(at)) {
      const isAll = verb === '*' && place.group === '*' && place.type === '*' && place.name === anyName;
      for (const grant of rowOf(at.graph.holdersOf, right)) {
        if (((at.graph.grants.flags[grant] ?? 0) & isDeny) !== 0) continue;
        const holder = at.graph.grants.from[grant] ?? -1;
        const from = { is: 'node', node: holder } as const;
        const because = [{ row: 'grant', number: grant }] as const;
        if (isAll) {
          yield { from, to: spots.everything(scopeOf(place)), technique: everything, dependsOn: [], because };
          continue;
        }
        const held = (): readonly Verb[] => unnamed.get(holder) ?? keep(holder);
        const by = { roleIn: roleIn.get(holder), held };
        for (const { technique, to, dependsOn = [] } of leadsOf({ verb, place }, by, spots))
          yield { from, to, technique, dependsOn, because } satisfies Becoming;
      }
    }
    yield* spots.steps();
  },
  /** Acting as others is told above, by technique. */
  *replaced(at) {
    const isHelper = new Set(
      at.nodes.filter(({ key }) => key.startsWith('acting-as/')).map(({ node }) => node),
    );
    const isRole = new Set(
      at.nodes.filter(({ is, kind }) => is === 'group' && kind === 'role').map(({ node }) => node),
    );
    for (const { number, from, to, via } of at.memberships)
      if (via === 'assume' && (isHelper.has(from) || isHelper.has(to) || isRole.has(from))) yield number;
  },
};

interface RightIn extends Verb {
  readonly right: number;
}

/** Roles by the namespace that they lie in; a ClusterRole lies in none, wherever it is bound. */
const namespacesOfRoles = ({ nodes }: SourceAt): ReadonlyMap<number, string> =>
  new Map(
    nodes.flatMap(({ node, key, attributes }) =>
      key.startsWith('Role/') ? [[node, attributes['namespace'] ?? '']] : [],
    ),
  );

function* rightsIn({ graph, sourceNo }: SourceAt): Iterable<RightIn> {
  const { entitlements, texts } = graph;
  const range = graph.sources.find(({ no }) => no === sourceNo)?.rights;
  if (range === undefined) return;
  for (let right = range.first; right < range.first + range.keys.size; right++) {
    const place = parsePlace(texts.patterns[entitlements.pattern[right] ?? -1] ?? '');
    if (place !== undefined)
      yield { right, verb: texts.actions[entitlements.action[right] ?? -1] ?? '', place };
  }
}

/** What the holder itself may do to all of a kind, or for the signer of client certificates. */
function unnamedRights({ graph }: SourceAt, holder: number): readonly Verb[] {
  const { entitlements, texts, grants, grantsOf } = graph;
  return [...rowOf(grantsOf, holder)].flatMap((grant) => {
    const right = grants.to[grant] ?? -1;
    const place = parsePlace(texts.patterns[entitlements.pattern[right] ?? -1] ?? '');
    if (place === undefined || ((grants.flags[grant] ?? 0) & isDeny) !== 0) return [];
    if (place.name !== anyName && !isClientSigner(place)) return [];
    return [{ verb: texts.actions[entitlements.action[right] ?? -1] ?? '', place }];
  });
}

/** By its name, or by all of its domain, as approvals are asked about. */
const isClientSigner = ({ type, name }: Verb['place']): boolean =>
  type === 'signers' && ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*'].includes(name);
