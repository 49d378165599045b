import { globMatches, hasWildcard } from '../../access/glob.ts';
import type { Becoming } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import { vaultRole } from './technique.ts';

type At = Pick<SourceAt, 'source' | 'nodes'>;

/**
 * From service accounts to the roles of Vault that are bound to them, by namespace and name, or by the subject of their
 * tokens. Of which cluster an auth method takes tokens is in its configuration, which is not read: it always depends on that.
 */
export function* serviceAccountsToVault(cluster: At, vault: At): Iterable<Becoming> {
  const accounts = cluster.nodes.filter(
    ({ is, key }) => is === 'account' && key.startsWith('serviceaccount/'),
  );
  const byName = new Map(accounts.map((each) => [each.name, [each]]));
  const bySubject = new Map(accounts.map((each) => [each.attributes['username'], [each]]));
  for (const { node, key, name, attributes } of vault.nodes) {
    if (!key.startsWith('role/')) continue;
    const told = attributes['serviceAccounts'] ?? '';
    // of a list that was cut the last one may be another's name
    const bound = told.split(', ').slice(0, told.length >= 4000 ? -1 : undefined);
    const subject = attributes['oidcSubject'];
    const letIn = [
      ...bound.flatMap((each) =>
        hasWildcard(each)
          ? accounts.filter((account) => globMatches(each, account.name))
          : (byName.get(each) ?? []),
      ),
      ...(subject === undefined ? [] : (bySubject.get(subject) ?? [])),
    ];
    const mount = key.split('/')[1] ?? '';
    const dependsOn = [
      `the auth method ${mount} of ${vault.source} takes tokens of the cluster ${cluster.source}: its configuration was not read`,
      ...(attributes['from'] === undefined ? [] : [`it comes from ${attributes['from']}`]),
    ];
    for (const account of new Set(letIn))
      yield {
        from: { is: 'node', node: account.node },
        to: { is: 'node', node },
        technique: vaultRole,
        dependsOn,
        because: [],
        says: [`the role ${name} (${vault.source}) is bound to ${account.name}`],
      };
  }
}
