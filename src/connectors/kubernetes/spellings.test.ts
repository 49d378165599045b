import { expect, it } from 'vitest';
import { spellings } from './spellings.ts';

it.each([
  ['get', 'secrets', 'core:secrets * in *'],
  ['get', 'secrets in payments', 'core:secrets * in payments'],
  ['get', 'secrets/db in payments', 'core:secrets db in payments'],
  ['get', 'secrets db in payments', 'core:secrets db in payments'],
  ['create', 'pods/exec', 'core:pods/exec * in *'],
  ['update', 'deployments.apps/scale web in shop', 'apps:deployments/scale web in shop'],
  ['delete', 'nodes', 'core:nodes * in (cluster)'],
  ['delete', 'namespaces/payments', 'core:namespaces payments in payments'],
  ['bind', 'clusterroles/cluster-admin', 'rbac.authorization.k8s.io:clusterroles cluster-admin in (cluster)'],
])('takes %s %s as kubectl would', (action, resource, place) => {
  expect(spellings({ action, resource })).toEqual([place]);
});

it.each([
  ['SELECT', 'jobs'],
  ['get', 'billing.customers'],
  ['get', 'deployments.extensions'],
  ['get', 'secrets in a b'],
  ['get', 'arn:aws:s3:::secrets'],
  ['get', ''],
])('leaves %s %s to other sources', (action, resource) => {
  expect(spellings({ action, resource })).toEqual([]);
});
