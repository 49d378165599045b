import type { ResourcePlace } from '../../../platform/wire/kubernetes-place.ts';
import { reaches } from '../../../platform/wire/kubernetes-scope.ts';
import type { Technique } from '../becoming.ts';
import { everywhere, type ClusterSpots } from './cluster-spots.ts';
import { identityTechniques } from './identities.ts';
import { roleTechniques } from './roles.ts';
import { scopeOf, type KubernetesTechnique, type Lead } from './technique.ts';
import { workloadTechniques } from './workloads.ts';

/** A verb on a place. */
export interface Verb {
  readonly verb: string;
  readonly place: ResourcePlace;
}

export const rightTechniques: readonly KubernetesTechnique[] = [
  ...identityTechniques,
  ...roleTechniques,
  ...workloadTechniques,
];

/** Where one right leads, by every technique that it opens. `held`: what the same holder has on all of a kind. */
export function* leadsOf(
  { verb, place }: Verb,
  holder: { readonly roleIn: string | undefined; readonly held: () => readonly Verb[] },
  spots: ClusterSpots,
): Iterable<Lead & { readonly technique: Technique }> {
  const also = (verbs: readonly string[], on: readonly string[]): boolean =>
    holder
      .held()
      .some(
        (has) =>
          [everywhere, scopeOf(place)].includes(scopeOf(has.place)) &&
          verbs.some((each) => on.some((kind) => reaches(has, each, kind))),
      );
  for (const { technique, verbs, on, leads } of rightTechniques) {
    const isOn = (kind: string): boolean => verbs.some((each) => reaches({ verb, place }, each, kind));
    if (!on.some(isOn)) continue;
    for (const lead of leads({ verb, place, isOn, roleIn: holder.roleIn, also }, spots))
      yield { ...lead, technique };
  }
}
