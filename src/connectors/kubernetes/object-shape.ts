import { z } from 'zod';

/**
 * Kubernetes objects as far as they are read (Kubernetes API reference: rbac.authorization.k8s.io/v1, core/v1, apps/v1,
 * batch/v1, apiextensions.k8s.io/v1, authentication.k8s.io/v1); other members are passed over.
 */
const text = z.string().max(1024);
const texts = z.array(text).max(10_000).nullish();
/** Labels are short; annotations can be long, and only those that are read are kept. */
const labels = z
  .record(z.string().max(512), z.unknown())
  .nullish()
  .transform((all) => only(all, (_, value) => value.length <= 256));
const annotations = z
  .record(z.string().max(512), z.unknown())
  .nullish()
  .transform((all) => only(all, (name) => readAnnotations.has(name)));

const readAnnotations: ReadonlySet<string> = new Set([
  'kubernetes.io/service-account.name',
  'countersign/owner',
  'countersign/sponsor',
  'owner',
  'sponsor',
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
]);

function only(
  all: Readonly<Record<string, unknown>> | null | undefined,
  isWanted: (name: string, value: string) => boolean,
): Readonly<Record<string, string>> {
  const kept = Object.entries(all ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && isWanted(name, value) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(kept);
}

export const metadata = z.object({
  name: text.min(1),
  namespace: text.min(1).nullish(),
  uid: text.nullish(),
  resourceVersion: text.nullish(),
  creationTimestamp: text.nullish(),
  labels,
  annotations,
  ownerReferences: z
    .array(z.object({ controller: z.boolean().nullish() }))
    .max(1000)
    .nullish(),
});
export type Metadata = z.infer<typeof metadata>;

/** What every object has; `apiVersion` is `GROUP/VERSION`, or `VERSION` in the core group. */
export const anyObject = z.object({ kind: text.min(1), apiVersion: text.min(1) });

const rule = z.object({
  verbs: texts,
  apiGroups: texts,
  resources: texts,
  resourceNames: texts,
  nonResourceURLs: texts,
});
export type Rule = z.infer<typeof rule>;
const rules = z.array(rule).max(10_000).nullish();

export const roleObject = z.object({ metadata, rules });

const expression = z.object({
  key: text,
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: texts,
});
const selector = z.object({
  matchLabels: z.record(z.string(), text).nullish(),
  matchExpressions: z.array(expression).max(1000).nullish(),
});
export type Selector = z.infer<typeof selector>;

export const clusterRoleObject = z.object({
  metadata,
  rules,
  aggregationRule: z.object({ clusterRoleSelectors: z.array(selector).max(1000).nullish() }).nullish(),
});

const subject = z.object({ kind: text, name: text.min(1), namespace: text.nullish() });
export type Subject = z.infer<typeof subject>;

export const bindingObject = z.object({
  metadata,
  subjects: z.array(subject).max(100_000).nullish(),
  roleRef: z.object({ kind: z.enum(['Role', 'ClusterRole']), name: text.min(1) }),
});

export const plainObject = z.object({ metadata });

const token = z
  .string()
  .max(1 << 20)
  .nullish();

/** Of a Secret, whose token it is and the token; nothing else of it. */
export const secretObject = z.object({
  metadata,
  type: text.nullish(),
  data: z.object({ token }).nullish(),
  stringData: z.object({ token }).nullish(),
});

export const tokenRequestObject = z.object({
  metadata,
  spec: z.object({ audiences: texts }).nullish(),
  status: z
    .object({
      token,
      expirationTimestamp: text.nullish(),
    })
    .nullish(),
});

const volume = z.object({
  projected: z
    .object({
      sources: z
        .array(z.object({ serviceAccountToken: z.object({ audience: text.nullish() }).nullish() }))
        .max(1000)
        .nullish(),
    })
    .nullish(),
});
const podSpec = z.object({
  serviceAccountName: text.nullish(),
  serviceAccount: text.nullish(),
  automountServiceAccountToken: z.boolean().nullish(),
  volumes: z.array(volume).max(10_000).nullish(),
});
export type PodSpec = z.infer<typeof podSpec>;
const template = z.object({ spec: podSpec.nullish() }).nullish();

export const podObject = z.object({ metadata, spec: podSpec });
export const controllerObject = z.object({ metadata, spec: z.object({ template }).nullish() });
export const cronJobObject = z.object({
  metadata,
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template }).nullish() }).nullish() }).nullish(),
});

export const serviceAccountObject = z.object({
  metadata,
  automountServiceAccountToken: z.boolean().nullish(),
});

export const customResourceObject = z.object({
  metadata,
  spec: z.object({ group: text, scope: text, names: z.object({ plural: text }) }),
});
