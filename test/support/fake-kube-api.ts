// The list half of a Kubernetes API server as its documentation has it: bearer tokens, paging by limit and continue, Status objects. It can be made to be wrong.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface KubeApiFaults {
  /** Paths answered 403. */
  readonly forbidden?: readonly string[];
  /** How many continued pages of a path answer 410 before it works. */
  readonly expire?: Readonly<Record<string, number>>;
  /** A path whose pages all name the same next page. */
  readonly endless?: string;
  /** A path whose answer is broken off, is something else, or redirects. */
  readonly broken?: string;
  readonly wrongKind?: string;
  readonly redirect?: string;
  /** A path answered 429 this many times, with Retry-After: 0. */
  readonly busy?: Readonly<Record<string, number>>;
}

export interface KubeApi {
  readonly port: number;
  readonly asked: readonly {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
  }[];
  close(): Promise<void>;
}

interface KubeObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly type?: string;
}

const plural = (kind: string): string => `${kind.toLowerCase()}s`;
const pathOf = ({ kind, apiVersion }: KubeObject): string =>
  `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/${plural(kind)}`;

/** `pageOf`: objects on a page, however many are asked for; the API server may always give fewer. */
export async function startKubeApi(options: {
  readonly objects: readonly KubeObject[];
  readonly token: string;
  readonly certificate: string;
  readonly key: string;
  readonly pageOf?: number;
  /** Of its tokens; without one it does not know the path that says so. */
  readonly issuer?: string;
  readonly faults?: KubeApiFaults;
}): Promise<KubeApi> {
  const { objects, faults = {} } = options;
  const asked: KubeApi['asked'][number][] = [];
  const left = { expire: { ...faults.expire }, busy: { ...faults.busy } };
  const lists = Map.groupBy(objects, pathOf);

  const status = (response: ServerResponse, code: number, reason: string): void => {
    response.writeHead(code, {
      'content-type': 'application/json',
      ...(code === 429 ? { 'retry-after': '0' } : {}),
    });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code }));
  };
  const takeOne = (from: Record<string, number>, path: string): boolean => {
    const remaining = from[path] ?? 0;
    from[path] = remaining - 1;
    return remaining > 0;
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'https://cluster');
    const { pathname: path, searchParams: query } = url;
    asked.push({ method: request.method ?? '', path, query });
    if (request.headers.authorization !== `Bearer ${options.token}`)
      return status(response, 401, 'Unauthorized');
    if (faults.redirect === path) {
      response.writeHead(302, { location: 'https://elsewhere.example/' });
      response.end();
      return;
    }
    if (takeOne(left.busy, path)) return status(response, 429, 'TooManyRequests');
    if (faults.forbidden?.includes(path) === true) return status(response, 403, 'Forbidden');
    const told =
      path === '/.well-known/openid-configuration' && options.issuer !== undefined
        ? { issuer: options.issuer, jwks_uri: `${options.issuer}/keys` }
        : discovery(path);
    if (told !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(told));
    }
    const known = /^\/(?:api|apis\/[a-z0-9.]+)\/v1\/[a-z]+$/.test(path);
    if (!known) return status(response, 404, 'NotFound');
    const from = query.get('continue');
    if (from !== null && takeOne(left.expire, path)) return status(response, 410, 'Expired');
    give(response, path, query, from === null ? 0 : Number(Buffer.from(from, 'base64url').toString()));
  };

  const give = (response: ServerResponse, path: string, query: URLSearchParams, start: number): void => {
    const wanted = /^type=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1];
    const all = (lists.get(path) ?? []).filter((each) => wanted === undefined || each.type === wanted);
    const size = Math.min(options.pageOf ?? 500, Number(query.get('limit') ?? 500));
    const items = all.slice(start, start + size);
    const next = faults.endless === path ? 0 : start + items.length;
    const goesOn = faults.endless === path || next < all.length;
    const kind = all[0]?.kind ?? kindAt(path);
    const list = {
      kind: faults.wrongKind === path ? 'Table' : `${kind}List`,
      apiVersion: path.startsWith('/api/') ? 'v1' : path.split('/').slice(2, 4).join('/'),
      metadata: {
        resourceVersion: '4711',
        ...(goesOn
          ? {
              continue: Buffer.from(String(next)).toString('base64url'),
              remainingItemCount: all.length - next,
            }
          : {}),
      },
      items: items.map(({ kind: _kind, apiVersion: _version, ...item }) => ({
        ...item,
        metadata: { ...item.metadata, uid: `uid-${item.metadata.name}`, resourceVersion: '7' },
      })),
    };
    const text = JSON.stringify(list);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (faults.broken !== path) response.end(text);
    else response.write(text.slice(0, text.length / 2), () => response.destroy());
  };

  const server = createServer({ cert: options.certificate, key: options.key }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: isAddress(address) ? address.port : 0,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** What an empty list is a list of. */
const kinds =
  'ClusterRole ClusterRoleBinding Role RoleBinding Namespace ServiceAccount Secret Pod ReplicationController Deployment StatefulSet DaemonSet ReplicaSet Job CronJob CustomResourceDefinition'.split(
    ' ',
  );
const kindAt = (path: string): string => kinds.find((kind) => path.endsWith(`/${plural(kind)}`)) ?? 'Status';

const clusterWide: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'Namespace',
  'CustomResourceDefinition',
]);
const groups: Readonly<Record<string, readonly string[]>> = {
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  batch: ['Job', 'CronJob'],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
};
const core = ['Namespace', 'ServiceAccount', 'Secret', 'Pod', 'ReplicationController'];

/** What kubectl asks first: which kinds there are. Undefined: the path is another. */
function discovery(path: string): object | undefined {
  const versionOf = (group: string) => ({ groupVersion: `${group}/v1`, version: 'v1' });
  const resources = (groupVersion: string, of: readonly string[]) => ({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: of.map((kind) => ({
      name: plural(kind),
      singularName: kind.toLowerCase(),
      namespaced: !clusterWide.has(kind),
      kind,
      verbs: ['get', 'list'],
    })),
  });
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/api/v1') return resources('v1', core);
  if (path === '/apis')
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: Object.keys(groups).map((name) => ({
        name,
        versions: [versionOf(name)],
        preferredVersion: versionOf(name),
      })),
    };
  const group = /^\/apis\/([a-z0-9.]+)\/v1$/.exec(path)?.[1] ?? '';
  const kinds = groups[group];
  return kinds === undefined ? undefined : resources(`${group}/v1`, kinds);
}
