import { anyName, covers, parsePlace, type ResourcePlace } from '../../../platform/wire/kubernetes-place.ts';
import { isDeny } from '../../access/graph.ts';
import { rowOf } from '../../access/reach.ts';
import type { Becoming, TechniqueSource } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import { ClusterSpots, everywhere } from './cluster-spots.ts';
import { identityTechniques } from './identities.ts';
import { inCluster, scopeOf, type KubernetesTechnique } from './technique.ts';
import { workloadTechniques } from './workloads.ts';

const everything = inCluster('everything', {
  title: 'may do everything',
  does: 'Uses a role that allows every verb on every resource.',
  heading: 'least-privilege',
  cost: 1,
  takeAway: 'the binding of that role, or the membership of its group',
});

const list: readonly KubernetesTechnique[] = [...identityTechniques, ...workloadTechniques];

/**
 * What rights in a cluster lead to, by role: whoever is bound to it has the steps. Service accounts, running programs, tokens
 * and users stand behind one spot for each namespace. Rights of two roles together are not added up: a technique that needs
 * more than one right depends on it where the role itself does not have it.
 */
export const kubernetesTechniques: TechniqueSource<SourceAt> = {
  platform: 'kubernetes',
  techniques: [everything, ...list.map(({ technique }) => technique)],
  *becoming(at) {
    const spots = new ClusterSpots(at);
    const unnamed = new Map<number, readonly Pick<RightIn, 'verb' | 'place'>[]>();
    const keep = (holder: number): readonly Pick<RightIn, 'verb' | 'place'>[] => {
      const rights = unnamedRights(at, holder);
      unnamed.set(holder, rights);
      return rights;
    };
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
        const also = (verbs: readonly string[], on: readonly string[]): boolean =>
          (unnamed.get(holder) ?? keep(holder)).some(
            (has) =>
              (has.verb === '*' || verbs.includes(has.verb)) &&
              on.some((each) => covers(has.place, each)) &&
              [everywhere, scopeOf(place)].includes(scopeOf(has.place)),
          );
        for (const { technique, verbs, on, leads } of list) {
          if (!(verb === '*' || verbs.includes(verb)) || !on.some((each) => covers(place, each))) continue;
          for (const { to, dependsOn = [] } of leads({ verb, place, also }, spots))
            yield { from, to, technique, dependsOn, because } satisfies Becoming;
        }
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

interface RightIn {
  readonly right: number;
  readonly verb: string;
  readonly place: ResourcePlace;
}

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

/** What the holder itself may do to all of a kind, or for a signer. */
function unnamedRights({ graph }: SourceAt, holder: number): readonly Pick<RightIn, 'verb' | 'place'>[] {
  const { entitlements, texts, grants, grantsOf } = graph;
  return [...rowOf(grantsOf, holder)].flatMap((grant) => {
    const right = grants.to[grant] ?? -1;
    const place = parsePlace(texts.patterns[entitlements.pattern[right] ?? -1] ?? '');
    if (place === undefined || ((grants.flags[grant] ?? 0) & isDeny) !== 0) return [];
    if (place.name !== anyName && place.type !== 'signers') return [];
    return [{ verb: texts.actions[entitlements.action[right] ?? -1] ?? '', place }];
  });
}
