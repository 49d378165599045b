import type { z } from 'zod';
import { Fault } from '../../model/index.ts';
import type { Cluster, RoleRead } from './cluster.ts';
import { unstated } from './names.ts';
import * as shapes from './object-shape.ts';
import { readTokenRequest, readTokenSecret } from './tokens.ts';
import { readWorkload } from './workloads.ts';

/** One object, parsed: who it is, what must be equal when it comes again, and how it is kept. */
export interface Kept {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly what: string;
  readonly content: unknown;
  readonly texts?: number;
  readonly keep: () => unknown;
}
export interface Taken {
  readonly fingerprint: (secret: string) => string;
  readonly kind: string;
  readonly value: unknown;
  readonly cluster: Cluster;
}
export type Taker = (taken: Taken) => Kept | undefined;

/** The object in its shape, or Fault `input_invalid` naming kind, name and place. */
function shaped<T extends { readonly metadata: shapes.Metadata }>(
  shape: z.ZodType<T>,
  { kind, value }: Taken,
): T & { readonly named: string } {
  const parsed = shape.safeParse(value);
  if (parsed.success) {
    const { name, namespace } = parsed.data.metadata;
    return { ...parsed.data, named: `${kind} \`${namespace == null ? '' : `${namespace}/`}${name}\`` };
  }
  const issue = parsed.error.issues[0];
  throw new Fault(
    'input_invalid',
    `A ${kind} is not as Kubernetes writes it: \`${issue?.path.join('.').slice(0, 200) ?? ''}\` ${issue?.code ?? 'cannot be read'}.`,
    { next: 'Correct it; `kubectl apply --dry-run=client -f FILE` says more.' },
  );
}

function inNamespace(
  taken: Taken,
  object: { readonly metadata: shapes.Metadata; readonly named: string },
  keep: (namespace: string) => void,
  more: { readonly content: unknown; readonly texts?: number },
): Kept {
  const namespace = object.metadata.namespace ?? unstated;
  return {
    name: object.metadata.name,
    namespace,
    what: object.named,
    ...more,
    keep: () => {
      if (namespace === unstated) taken.cluster.withoutNamespace++;
      keep(namespace);
    },
  };
}

const textsOf = (rules: readonly shapes.Rule[]): number =>
  rules.reduce(
    (sum, r) =>
      sum +
      [r.verbs, r.apiGroups, r.resources, r.resourceNames, r.nonResourceURLs].reduce(
        (n, l) => n + (l?.length ?? 0),
        1,
      ),
    0,
  );

const role: Taker = (taken) => {
  const object = shaped(shapes.roleObject, taken);
  const rules = object.rules ?? [];
  const kept: RoleRead = { rules, metadata: object.metadata };
  return inNamespace(
    taken,
    object,
    (namespace) => taken.cluster.roles.set(`${namespace}/${object.metadata.name}`, kept),
    { content: kept, texts: textsOf(rules) },
  );
};

const clusterRole: Taker = (taken) => {
  const object = shaped(shapes.clusterRoleObject, taken);
  const rules = object.rules ?? [];
  const selectors = object.aggregationRule?.clusterRoleSelectors ?? undefined;
  const kept = { rules, metadata: object.metadata, ...(selectors === undefined ? {} : { selectors }) };
  return {
    name: object.metadata.name,
    namespace: undefined,
    what: object.named,
    content: kept,
    texts: textsOf(rules),
    keep: () => taken.cluster.clusterRoles.set(object.metadata.name, kept),
  };
};

const binding =
  (isNamespaced: 'in a namespace' | 'everywhere'): Taker =>
  (taken) => {
    const object = shaped(shapes.bindingObject, taken);
    const { name } = object.metadata;
    const namespace = isNamespaced === 'everywhere' ? undefined : (object.metadata.namespace ?? unstated);
    const kept = { name, namespace, roleRef: object.roleRef, subjects: object.subjects ?? [] };
    return {
      name,
      namespace,
      what: object.named,
      content: kept,
      texts: kept.subjects.length,
      keep: () => {
        if (namespace === unstated) taken.cluster.withoutNamespace++;
        taken.cluster.bindings.push(kept);
      },
    };
  };

const serviceAccount: Taker = (taken) => {
  const object = shaped(shapes.serviceAccountObject, taken);
  const { metadata, automountServiceAccountToken: automount } = object;
  const kept = { metadata, ...(automount == null ? {} : { automount }) };
  return inNamespace(
    taken,
    object,
    (namespace) => taken.cluster.serviceAccounts.set(`${namespace}/${metadata.name}`, { namespace, ...kept }),
    { content: kept },
  );
};

const namespace: Taker = (taken) => {
  const { metadata, named } = shaped(shapes.plainObject, taken);
  return {
    name: metadata.name,
    namespace: undefined,
    what: named,
    content: metadata.labels,
    keep: () => taken.cluster.namespaces.set(metadata.name, metadata),
  };
};

const secret: Taker = (taken) => {
  const object = shaped(shapes.secretObject, taken);
  const token = readTokenSecret(object, taken.fingerprint);
  return inNamespace(
    taken,
    object,
    (place) => {
      taken.cluster.secrets.push({ namespace: place, name: object.metadata.name });
      if (token !== undefined) taken.cluster.tokens.push({ namespace: place, ...token });
    },
    { content: [token, object.type] },
  );
};

const tokenRequest: Taker = (taken) => {
  const object = shaped(shapes.tokenRequestObject, taken);
  const token = readTokenRequest(object, taken.fingerprint);
  const kept = inNamespace(
    taken,
    object,
    (place) => taken.cluster.tokens.push({ namespace: place, ...token }),
    {
      content: token,
    },
  );
  // requests have no name of their own: as many as there are tokens
  return { ...kept, name: `${kept.name} ${token.key}` };
};

const workload: Taker = (taken) => {
  const found = readWorkload(taken.kind, (shape) => shaped(shape, taken));
  if (found === undefined) return undefined;
  return inNamespace(
    taken,
    found.object,
    (place) => taken.cluster.workloads.push({ namespace: place, kind: taken.kind, ...found.workload }),
    { content: found.workload },
  );
};

const customResource: Taker = (taken) => {
  const { metadata, named, spec } = shaped(shapes.customResourceObject, taken);
  const type = `${spec.group}:${spec.names.plural}`;
  return {
    name: metadata.name,
    namespace: undefined,
    what: named,
    content: [type, spec.scope],
    keep: () => {
      if (spec.scope === 'Cluster') taken.cluster.clusterScoped.add(type);
    },
  };
};

const rbac = 'rbac.authorization.k8s.io';
/** Every kind of object that is read, by `GROUP:KIND`. */
export const takers: ReadonlyMap<string, Taker> = new Map([
  [`${rbac}:Role`, role],
  [`${rbac}:ClusterRole`, clusterRole],
  [`${rbac}:RoleBinding`, binding('in a namespace')],
  [`${rbac}:ClusterRoleBinding`, binding('everywhere')],
  [':ServiceAccount', serviceAccount],
  [':Namespace', namespace],
  [':Secret', secret],
  ['authentication.k8s.io:TokenRequest', tokenRequest],
  ['apiextensions.k8s.io:CustomResourceDefinition', customResource],
  ...[':Pod', ':ReplicationController'].map((id) => [id, workload] as const),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map(
    (kind) => [`apps:${kind}`, workload] as const,
  ),
  ...['Job', 'CronJob'].map((kind) => [`batch:${kind}`, workload] as const),
]);
