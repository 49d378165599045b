import type { Instant } from '../../model/index.ts';
import type { Metadata, Rule, Selector, Subject } from './object-shape.ts';

export interface RoleRead {
  readonly metadata: Metadata;
  readonly rules: readonly Rule[];
}
/** `selectors`: it is made of the ClusterRoles that these choose by label. */
export interface ClusterRoleRead extends RoleRead {
  readonly selectors?: readonly Selector[];
}

export interface BindingRead {
  readonly name: string;
  /** Absent: it counts in the whole cluster. */
  readonly namespace: string | undefined;
  readonly roleRef: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string };
  readonly subjects: readonly Subject[];
}

export interface ServiceAccountRead {
  readonly namespace: string;
  readonly metadata: Metadata;
  readonly automount?: boolean;
}

/** A token of a service account, without the token. `key` tells the tokens of one account apart. */
export interface TokenRead {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly key: string;
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly createdAt?: Instant;
  readonly lastUsedAt?: Instant;
  /** `null`: it never ends. */
  readonly expiresAt?: Instant | null;
  readonly fingerprint?: string;
}

export interface WorkloadRead {
  readonly namespace: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly serviceAccount: string;
  readonly automount: boolean | undefined;
  /** Audiences of further tokens that it has mounted. */
  readonly audiences: readonly string[];
}

/** One cluster's objects as far as they are read, on their way to observations. */
export interface Cluster {
  /** By name; roles and service accounts by `NAMESPACE/NAME`. */
  readonly namespaces: Map<string, Metadata>;
  readonly roles: Map<string, RoleRead>;
  readonly clusterRoles: Map<string, ClusterRoleRead>;
  readonly serviceAccounts: Map<string, ServiceAccountRead>;
  readonly bindings: BindingRead[];
  readonly tokens: TokenRead[];
  readonly secrets: { readonly namespace: string; readonly name: string }[];
  readonly workloads: WorkloadRead[];
  /** `GROUP:PLURAL` of custom resources that lie in no namespace. */
  readonly clusterScoped: Set<string>;
  /** Files, or names of objects, that are templates of something else. */
  readonly templates: Set<string>;
  withoutNamespace: number;
  /** Of whom tokens of its service accounts are, without `https://`; undefined: it was not told. */
  issuer: string | undefined;
}

export const emptyCluster = (): Cluster => ({
  namespaces: new Map(),
  roles: new Map(),
  clusterRoles: new Map(),
  serviceAccounts: new Map(),
  bindings: [],
  tokens: [],
  secrets: [],
  workloads: [],
  clusterScoped: new Set(),
  templates: new Set(),
  withoutNamespace: 0,
  issuer: undefined,
});
