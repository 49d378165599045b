import type { ResourcePlace } from '../../../platform/wire/kubernetes-place.ts';
import type { Spot, Technique } from '../becoming.ts';
import type { ClusterSpots } from './cluster-spots.ts';

/** One right of one holder. */
export interface RightHeld {
  readonly verb: string;
  readonly place: ResourcePlace;
  /** Whether the technique's verbs are enough for this kind (`GROUP:RESOURCE`), where the right is held. */
  readonly isOn: (kind: string) => boolean;
  /** The namespace in which whoever holds it is bound to a Role that it is held by; undefined: a ClusterRole, or a group. */
  readonly roleIn: string | undefined;
  /** Whether the same holder also has one of the verbs on one of the kinds (`GROUP:RESOURCE`), there or everywhere. */
  readonly also: (verbs: readonly string[], on: readonly string[]) => boolean;
}

/** Where one right leads; `dependsOn` names what has to be true too. */
export interface Lead {
  readonly to: Spot;
  readonly dependsOn?: readonly string[];
}

/** A technique in Kubernetes: the rights that open it, and where each leads. */
export interface KubernetesTechnique {
  readonly technique: Technique;
  readonly verbs: readonly string[];
  /** `GROUP:RESOURCE`, the core group empty. */
  readonly on: readonly string[];
  readonly leads: (right: RightHeld, spots: ClusterSpots) => readonly Lead[];
}

const goodPractices = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/';

/** A technique as Kubernetes' own page on good practice describes it, by the heading there. */
export const inCluster = (
  id: string,
  of: Omit<Technique, 'id' | 'platform' | 'reference'> & {
    readonly heading?: string;
    readonly reference?: string;
  },
): Technique => {
  const { heading = 'privilege-escalation-risks', reference, ...rest } = of;
  return {
    id: `kubernetes-${id}`,
    platform: 'kubernetes',
    reference: reference ?? `${goodPractices}#${heading}`,
    ...rest,
  };
};

/** The namespace that a place is in as a scope: nothing lies in no namespace but what concerns all of them. */
export const scopeOf = ({ namespace }: ResourcePlace): string =>
  namespace === '(cluster)' ? '*' : namespace;
