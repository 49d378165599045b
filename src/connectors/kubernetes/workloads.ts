import type { z } from 'zod';
import type { WorkloadRead } from './cluster.ts';
import { controllerObject, cronJobObject, podObject, type Metadata, type PodSpec } from './object-shape.ts';

type Named<T> = T & { readonly named: string };
type Shaped = <T extends { readonly metadata: Metadata }>(shape: z.ZodType<T>) => Named<T>;

/**
 * What starts pods, and as whom they run. Undefined for one that another object of the cluster makes (the pods of a
 * ReplicaSet, the ReplicaSets of a Deployment): the maker is read.
 */
export function readWorkload(
  kind: string,
  shaped: Shaped,
):
  | {
      readonly object: Named<{ readonly metadata: Metadata }>;
      readonly workload: Omit<WorkloadRead, 'namespace' | 'kind'>;
    }
  | undefined {
  const { object, spec } = podSpecOf(kind, shaped);
  if (object.metadata.ownerReferences?.some(({ controller }) => controller === true) === true)
    return undefined;
  const audiences = (spec?.volumes ?? [])
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ serviceAccountToken }) => serviceAccountToken?.audience ?? []);
  return {
    object,
    workload: {
      metadata: object.metadata,
      serviceAccount: spec?.serviceAccountName || spec?.serviceAccount || 'default',
      automount: spec?.automountServiceAccountToken ?? undefined,
      audiences: [...new Set(audiences)].toSorted(),
    },
  };
}

function podSpecOf(
  kind: string,
  shaped: Shaped,
): { readonly object: Named<{ readonly metadata: Metadata }>; readonly spec: PodSpec | null | undefined } {
  if (kind === 'Pod') {
    const object = shaped(podObject);
    return { object, spec: object.spec };
  }
  if (kind === 'CronJob') {
    const object = shaped(cronJobObject);
    return { object, spec: object.spec?.jobTemplate?.spec?.template?.spec };
  }
  const object = shaped(controllerObject);
  return { object, spec: object.spec?.template?.spec };
}
