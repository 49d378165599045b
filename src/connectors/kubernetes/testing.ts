import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { readWhole } from '../kit/read-whole.ts';
import { kubernetes } from './index.ts';
import type { KubernetesConfig } from './location.ts';

/** Folders of manifests for the tests of one file, removed after them. */
export function useFolders(): (files: Readonly<Record<string, string | Uint8Array>>) => {
  readonly path: string;
} {
  const root = mkdtempSync(join(tmpdir(), 'countersign-kubernetes-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;
  return (files) => {
    const path = join(root, String(++made));
    mkdirSync(path);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    return { path };
  };
}

export const readCluster = (config: KubernetesConfig) =>
  readWhole(kubernetes, config, { fingerprint: (secret) => `print-of-${secret.length}` });

/** Objects as one YAML stream; JSON is YAML. */
export const stream = (...objects: readonly object[]): string =>
  objects.map((object) => `---\n${JSON.stringify(object, undefined, 1)}\n`).join('');

const rbac = 'rbac.authorization.k8s.io/v1';
export const role = (namespace: string, name: string, rules: readonly object[]): object => ({
  apiVersion: rbac,
  kind: 'Role',
  metadata: { name, namespace },
  rules,
});
export const clusterRole = (name: string, rules: readonly object[] | null, more: object = {}): object => ({
  apiVersion: rbac,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
  ...more,
});
export const roleBinding = (namespace: string, roleRef: object, subjects: readonly object[]): object => ({
  apiVersion: rbac,
  kind: 'RoleBinding',
  metadata: {
    name: `b-${JSON.stringify([roleRef, subjects]).length}-${JSON.stringify(roleRef).replace(/\W/g, '')}`,
    namespace,
  },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef },
  subjects,
});
export const clusterRoleBinding = (name: string, roleName: string, subjects: readonly object[]): object => ({
  apiVersion: rbac,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects,
});
export const serviceAccount = (namespace: string, name: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, ...more },
});
export const account = (namespace: string, name: string): object => ({
  kind: 'ServiceAccount',
  name,
  namespace,
});
