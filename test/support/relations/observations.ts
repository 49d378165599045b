import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWhole } from '../../../src/connectors/kit/read-whole.ts';
import { kubernetes } from '../../../src/connectors/kubernetes/index.ts';
import { ldap } from '../../../src/connectors/ldap/index.ts';
import type { Observation } from '../../../src/model/index.ts';
import type { Facts, RelationCase } from './case-shape.ts';

/** What a source says: the case's facts word for word, or what its connector reads in its file. */
export async function observationsOf(given: RelationCase): Promise<readonly Observation[]> {
  if (given.facts !== undefined) return asTold(given.facts);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-relations-'));
  try {
    if (given.manifests !== undefined) {
      const path = join(folder, 'cluster.yaml');
      writeFileSync(path, given.manifests);
      return (await readWhole(kubernetes, kubernetes.locate(path))).all;
    }
    const path = join(folder, 'directory.ldif');
    writeFileSync(path, given.ldif ?? '');
    return (await readWhole(ldap, ldap.locate(path))).all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function asTold(facts: Facts): readonly Observation[] {
  return [
    ...facts.accounts.map((account): Observation => ({
      type: 'account',
      name: account.key,
      kind: 'unknown',
      state: 'active',
      ...account,
    })),
    ...facts.groups.map((key): Observation => ({ type: 'group', key, name: key, kind: 'group' })),
    ...facts.resources.map((key): Observation => ({ type: 'resource', key, name: key, kind: 'thing' })),
    ...facts.memberships.map(({ member, of, via, ...more }, n): Observation => ({
      type: 'membership',
      key: `${n}: ${member} in ${of}`,
      memberKey: member,
      groupKey: of,
      via,
      ...more,
    })),
    ...Object.entries(facts.rights).map(([key, { action, on, resource }]): Observation => ({
      type: 'entitlement',
      key,
      action,
      resourcePattern: on,
      ...(resource === undefined ? {} : { resourceKey: resource }),
    })),
    ...facts.grants.map(({ to, right, ...more }, n): Observation => ({
      type: 'grant',
      key: `${n}: ${right} to ${to}`,
      subjectKey: to,
      entitlementKey: right,
      ...more,
    })),
  ];
}
