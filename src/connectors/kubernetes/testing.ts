import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { instantOf, type Observation } from '../../model/index.ts';
import { readSource, type ReadSummary } from '../kit/read-source.ts';
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

export async function readCluster(
  config: KubernetesConfig,
): Promise<{ readonly all: readonly Observation[]; readonly summary: ReadSummary }> {
  const reading = readSource(kubernetes, {
    config,
    now: instantOf(0),
    signal: new AbortController().signal,
    fingerprint: (secret) => `print-of-${secret.length}`,
    secret: async () => '',
  });
  const all: Observation[] = [];
  for await (const page of reading.pages) all.push(...page.observations);
  return { all, summary: reading.summary() };
}

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
