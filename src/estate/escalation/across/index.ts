import type { AccessVersion } from '../../access/graph.ts';
import type { Becoming, piece } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import type { FederatedRole } from './federated-roles.ts';
import { serviceAccountsToRoles, workflowsToRoles } from './oidc.ts';
import { readsRepository } from './technique.ts';
import { serviceAccountsToVault } from './vault.ts';

export { sameCredentials } from './same-credentials.ts';
export { storedSecrets } from './stored-secrets.ts';

/** What of a source steps into another look at. */
export type NodesAt = Pick<SourceAt, 'source' | 'nodes'>;

type Read = AccessVersion['reads'][number];

/** Steps from one source into another, which rest on these reads and nothing else. */
export interface PartAcross {
  readonly name: string;
  readonly rests: readonly [Read, ...Read[]];
  readonly between: readonly Read[];
  readonly needsRoles: boolean;
  /** `nodes` are those of `between`, in that order. */
  readonly find: (
    nodes: readonly NodesAt[],
    roles: readonly FederatedRole[],
    told: Told,
  ) => Iterable<Becoming | typeof piece>;
}

interface Told {
  /** Is told what was too much to be gone through. */
  readonly missed: (what: string) => void;
}

/** Every kind of step from one source into another, for the sources that there are. */
export function partsAcross(
  reads: readonly Read[],
  connectors: ReadonlyMap<number, string>,
): readonly PartAcross[] {
  const of = (connector: string): readonly Read[] =>
    reads.filter(({ sourceNo }) => connectors.get(sourceNo) === connector);
  const accounts = of('aws');
  const intoRoles = (
    name: string,
    read: Read,
    find: (at: NodesAt, roles: readonly FederatedRole[], told: Told) => Iterable<Becoming | typeof piece>,
  ): PartAcross => ({
    name,
    rests: [read, ...accounts],
    between: [read],
    needsRoles: true,
    find: ([at], roles, told) => (at === undefined ? [] : find(at, roles, told)),
  });
  const pair = (
    name: string,
    between: readonly [Read, Read],
    find: (from: NodesAt, to: NodesAt, told: Told) => Iterable<Becoming | typeof piece>,
  ): PartAcross => ({
    name,
    rests: between,
    between,
    needsRoles: false,
    find: ([from, to], _, told) => (from === undefined || to === undefined ? [] : find(from, to, told)),
  });
  const eachPair = (from: string, to: string): readonly (readonly [Read, Read])[] =>
    of(from).flatMap((a) => of(to).map((b) => [a, b] as const));
  return [
    ...(accounts.length === 0
      ? []
      : [
          ...of('github').map((read) => intoRoles('workflows', read, workflowsToRoles)),
          ...of('kubernetes').map((read) => intoRoles('service accounts', read, serviceAccountsToRoles)),
        ]),
    ...eachPair('kubernetes', 'vault').map((between) => pair('vault', between, serviceAccountsToVault)),
    ...eachPair('github', 'secrets').map((between) => pair('repositories', between, readersOfRepositories)),
  ];
}

/** Who may read a repository comes to what lies in it; a report that does not say the host may be of another. */
function* readersOfRepositories(github: NodesAt, secrets: NodesAt): Iterable<Becoming> {
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
