import { readInstant, type CredentialType, type Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { leaseAt, leasesAt } from './endpoints.ts';

/** Paths and leases are a question each; what is beyond is said. */
const most = { paths: 5000, leases: 20_000, deep: 16 } as const;

/** What an engine hands out; of others it is called a token. */
const kinds: ReadonlyMap<string, CredentialType> = new Map<string, CredentialType>([
  ['database', 'password'],
  ['ldap', 'password'],
  ['rabbitmq', 'password'],
  ['aws', 'access_key'],
  ['gcp', 'access_key'],
  ['azure', 'password'],
]);

/**
 * Credentials that secret engines handed out and that have not ended, each under the path that it was asked for at; never what
 * they are. To whom they were given Vault does not say. Those of auth methods are tokens, and told as such.
 */
export async function* readLeases(
  asking: Asking,
  engines: readonly { readonly path: string; readonly type: string }[],
): AsyncIterable<Observation> {
  const waiting: (readonly string[])[] = [[]];
  let paths = 0;
  let leases = 0;
  let beyond = 0;
  for (let parts = waiting.pop(); parts !== undefined; parts = waiting.pop()) {
    if (++paths > most.paths || parts.length > most.deep) {
      beyond++;
      continue;
    }
    const { endpoint, where } = leasesAt(parts);
    let isTold = false;
    for await (const name of (await asking.list(endpoint, where)) ?? []) {
      if (name.endsWith('/')) {
        if (parts.length === 0 && name === 'auth/') continue;
        if (waiting.length + paths < most.paths) waiting.push([...parts, ...name.slice(0, -1).split('/')]);
        else beyond++;
        continue;
      }
      if (++leases > most.leases) {
        beyond++;
        continue;
      }
      const accountKey = keyOf('leases', ...parts);
      if (!isTold) yield accountOf(parts, accountKey);
      isTold = true;
      yield* leaseOf(asking, [...parts, name], { accountKey, credential: kindOf(parts, engines) });
    }
  }
  if (beyond > 0)
    yield {
      type: 'gap',
      key: 'leases/more',
      what: `${beyond} more leases, or paths that hold some`,
      why: `at most ${most.leases} leases below ${most.paths} paths are looked up`,
    };
}

const accountOf = (parts: readonly string[], key: string): Observation => ({
  type: 'account',
  key,
  name: `${parts.join('/')} (handed out)`.slice(0, 1000),
  kind: 'unknown',
  state: 'active',
  attributes: { what: 'credentials that a secret engine made and that have not ended' },
});

async function* leaseOf(
  asking: Asking,
  parts: readonly string[],
  of: { readonly accountKey: string; readonly credential: CredentialType },
): AsyncIterable<Observation> {
  const { endpoint, where } = leaseAt(parts);
  const answered = await asking.list(endpoint, where);
  const [found] = await first(answered);
  // what ended since it was listed is answered with nothing
  if (answered !== undefined && found === undefined) return;
  const { issue_time: issued, expire_time: expires } = found?.data ?? {};
  const createdAt = readInstant(issued ?? '');
  const expiresAt = expires === null ? null : readInstant(expires ?? '');
  yield {
    type: 'credential',
    key: keyOf('lease', ...parts),
    ...of,
    state: 'active',
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

async function first<T>(items: AsyncIterable<T> | undefined): Promise<readonly T[]> {
  for await (const item of items ?? []) return [item];
  return [];
}

function kindOf(
  parts: readonly string[],
  engines: readonly { readonly path: string; readonly type: string }[],
): CredentialType {
  const path = parts.join('/');
  const engine = engines.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  return kinds.get(engine?.type ?? '') ?? 'token';
}
