import type { Queryable } from '../../../platform/store/index.ts';
import type { AccessGraph } from '../../access/graph.ts';
import type { AwsAt } from '../aws/index.ts';
import type { Becoming } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import { federatedRoles } from './federated-roles.ts';
import { serviceAccountsToRoles, workflowsToRoles } from './oidc.ts';
import { sameCredentials } from './same-credentials.ts';
import { readsRepository } from './technique.ts';
import { serviceAccountsToVault } from './vault.ts';

/** Every step from one source into another. */
export async function* acrossSources(
  db: Queryable,
  of: {
    readonly graph: AccessGraph;
    readonly connectors: ReadonlyMap<number, string>;
    readonly sources: readonly SourceAt[];
    readonly aws: readonly AwsAt[];
  },
): AsyncIterable<Becoming> {
  const ofConnector = (id: string): readonly SourceAt[] =>
    of.sources.filter(({ connector }) => connector === id);
  const roles = [...federatedRoles(of.aws)];
  for (const github of ofConnector('github')) yield* workflowsToRoles(github, roles);
  for (const cluster of ofConnector('kubernetes')) yield* serviceAccountsToRoles(cluster, roles);
  for (const cluster of ofConnector('kubernetes'))
    for (const vault of ofConnector('vault')) yield* serviceAccountsToVault(cluster, vault);
  for (const secrets of ofConnector('secrets'))
    for (const github of ofConnector('github')) yield* readersOfRepositories(github, secrets);
  yield* await sameCredentials(db, of.graph, of.connectors);
}

/** Who may read a repository comes to what lies in it; a report that does not say the host may be of another. */
function* readersOfRepositories(github: SourceAt, secrets: SourceAt): Iterable<Becoming> {
  const holders = Map.groupBy(
    secrets.nodes.filter(({ is, key }) => is === 'account' && key.startsWith('repository/')),
    ({ name }) => name.toLowerCase().replace(/^github\.com\//, ''),
  );
  for (const { node, name } of github.nodes) {
    const repository = /^read on (.+\/.+)$/.exec(name)?.[1];
    if (repository === undefined) continue;
    for (const holder of holders.get(repository.toLowerCase()) ?? [])
      yield {
        from: { is: 'node', node },
        to: { is: 'node', node: holder.node },
        technique: readsRepository,
        dependsOn: holder.name.toLowerCase().startsWith('github.com/')
          ? []
          : [
              `\`${holder.name}\` in ${secrets.source} is the repository of ${github.source}: its report does not say the host`,
            ],
        because: [],
        says: [`secrets lie in ${holder.name} (${secrets.source})`],
      };
  }
}
