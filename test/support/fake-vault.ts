// A local server in the shape of the token, wrapping and lease endpoints of Vault and OpenBao, as their API pages document
// them: what is not of that shape, or not permitted by the enforcer's policy, it refuses as they do.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

interface Token {
  readonly id: string;
  readonly accessor: string;
  readonly policies: readonly string[];
  readonly issuedMs: number;
  readonly seconds: number;
}

export interface FakeVault {
  readonly url: string;
  /** The enforcer's own token, with exactly the policy of docs/connectors/vault-leases.md. */
  readonly token: string;
  /** Moves its clock. */
  pass(seconds: number): void;
  /** What was asked of it: path and headers, never a body. */
  readonly asked: readonly { readonly path: string; readonly wrapTtl: string | undefined }[];
  /** The next call gets this status; `late`: after it was done. */
  fail(status: number, when?: 'before' | 'late'): void;
  /** `sys/wrapping/unwrap`: the token inside, once; undefined: refused. */
  unwrap(wrap: string): string | undefined;
  /** `GET v1/database/creds/ro` with a token: the lease that it gets; undefined: refused. */
  readCreds(token: string, path: string): { readonly lease_id: string } | undefined;
  /** Leases of credentials that stand now. */
  leases(): readonly string[];
  close(): Promise<void>;
}

/** `startMs`: by its own clock, which the tests move. */
export async function startFakeVault(startMs: number): Promise<FakeVault> {
  let nowMs = startMs;
  let failing: { status: number; when: 'before' | 'late' } | undefined;
  const own = `hvs.${'E'.repeat(24)}`;
  const tokens = new Map<string, Token>();
  const wraps = new Map<string, { readonly token: string; readonly untilMs: number }>();
  const leases = new Map<string, string>();
  const asked: { path: string; wrapTtl: string | undefined }[] = [];
  const stands = (token: Token): boolean => nowMs < token.issuedMs + token.seconds * 1000;
  const byAccessor = (accessor: unknown): Token | undefined =>
    [...tokens.values()].find((token) => token.accessor === accessor && stands(token));
  const refused = (status: number, ...errors: string[]) => ({ status, body: { errors } });
  const member = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined;

  const answer = (
    path: string,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body: unknown,
  ): { readonly status: number; readonly body?: unknown } => {
    if (headers['x-vault-request'] !== 'true') return refused(412, 'missing X-Vault-Request');
    if (headers['x-vault-token'] !== own) return refused(403, 'permission denied');
    if (path === '/v1/auth/token/create/countersign') {
      const wrapTtl = Number(String(headers['x-vault-wrap-ttl'] ?? '').replace(/s$/, ''));
      // min_wrapping_ttl and max_wrapping_ttl of the policy
      if (!(wrapTtl >= 1 && wrapTtl <= 900)) return refused(403, 'permission denied');
      const policies = member(body, 'policies');
      const seconds = Number(String(member(body, 'explicit_max_ttl')).replace(/s$/, ''));
      // allowed_policies_glob of the token role
      if (!Array.isArray(policies) || !policies.every((policy) => /^lease\.[\w.-]+$/.test(String(policy))))
        return refused(400, 'token policies ([]) must be subset of the role');
      if (!(seconds > 0) || member(body, 'renewable') !== false)
        return refused(400, 'invalid explicit_max_ttl');
      const token = {
        id: `hvs.${randomUUID()}`,
        accessor: randomUUID().replaceAll('-', ''),
        policies: policies.map(String),
        issuedMs: nowMs,
        seconds,
      };
      tokens.set(token.id, token);
      const wrap = `hvs.wrap.${randomUUID()}`;
      wraps.set(wrap, { token: token.id, untilMs: nowMs + wrapTtl * 1000 });
      return {
        status: 200,
        body: {
          request_id: '',
          lease_id: '',
          renewable: false,
          lease_duration: 0,
          data: null,
          wrap_info: {
            token: wrap,
            accessor: randomUUID(),
            ttl: wrapTtl,
            creation_time: new Date(nowMs).toISOString(),
            creation_path: 'auth/token/create/countersign',
            wrapped_accessor: token.accessor,
          },
          warnings: null,
          auth: null,
        },
      };
    }
    const token = byAccessor(member(body, 'accessor'));
    if (path === '/v1/auth/token/lookup-accessor') {
      if (token === undefined) return refused(403, '1 error occurred:\n\t* invalid accessor\n\n');
      const expire = new Date(token.issuedMs + token.seconds * 1000).toISOString();
      return {
        status: 200,
        body: {
          data: {
            accessor: token.accessor,
            creation_ttl: token.seconds,
            display_name: 'token-countersign',
            entity_id: '',
            expire_time: expire.replace('Z', '123456+00:00'),
            explicit_max_ttl: token.seconds,
            id: '',
            num_uses: 0,
            orphan: true,
            path: 'auth/token/create/countersign',
            policies: token.policies,
            renewable: false,
            ttl: Math.floor((token.issuedMs + token.seconds * 1000 - nowMs) / 1000),
            type: 'service',
          },
        },
      };
    }
    if (path === '/v1/auth/token/revoke-accessor') {
      if (token === undefined) return refused(403, '1 error occurred:\n\t* invalid accessor\n\n');
      tokens.delete(token.id);
      for (const [lease, holder] of leases) if (holder === token.id) leases.delete(lease);
      return { status: 204 };
    }
    return refused(403, 'permission denied');
  };

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = request.url ?? '';
      const wrapTtl = request.headers['x-vault-wrap-ttl'];
      asked.push({ path, wrapTtl: typeof wrapTtl === 'string' ? wrapTtl : undefined });
      const fail = failing;
      failing = undefined;
      const told =
        fail?.when === 'before'
          ? refused(fail.status, 'Vault is sealed')
          : answer(path, request.headers, JSON.parse(Buffer.concat(pieces).toString() || '{}'));
      const last = fail?.when === 'late' ? refused(fail.status, 'gateway') : told;
      response.writeHead(last.status, { 'content-type': 'application/json' });
      response.end('body' in last && last.body !== undefined ? JSON.stringify(last.body) : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    token: own,
    asked,
    pass: (seconds) => {
      nowMs += seconds * 1000;
    },
    fail: (status, when = 'before') => {
      failing = { status, when };
    },
    unwrap(wrap) {
      const inside = wraps.get(wrap);
      wraps.delete(wrap);
      return inside !== undefined && nowMs < inside.untilMs ? inside.token : undefined;
    },
    readCreds(id, path) {
      const token = tokens.get(id);
      if (token === undefined || !stands(token)) return undefined;
      if (!token.policies.includes(`lease.${path.replaceAll('/', '.')}`)) return undefined;
      const lease = `${path}/${randomUUID()}`;
      leases.set(lease, id);
      return { lease_id: lease };
    },
    leases: () =>
      [...leases].flatMap(([lease, id]) => {
        const token = tokens.get(id);
        return token !== undefined && stands(token) ? [lease] : [];
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
