import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { leaseTakenWithinSeconds } from '../../model/lease.ts';
import { instantOf, type Instant } from '../../model/time.ts';
import { boundedFetch } from '../kit/bounded-fetch.ts';
import { isCoveredUrl } from '../kit/rest/api-host.ts';
import { vaultToken } from './shapes.ts';

/** A token that may do one thing until a moment, made and handed over without its being seen here. */
export interface LeaseMade {
  /** Names it to look it up and to end it; signs nobody in. */
  readonly accessor: string;
  /** What unwraps it, once, within the time that Vault keeps it. */
  readonly wrap: string;
}

export interface LeaseBroker {
  /** Makes a token of this policy alone that Vault ends by itself after so long, wrapped before it leaves Vault. */
  make(asked: {
    readonly policy: string;
    readonly seconds: number;
    readonly about: string;
  }): Promise<LeaseMade>;
  /** Whether it stands, and until when; undefined: it is gone. */
  look(accessor: string): Promise<{ readonly until: Instant | null } | undefined>;
  /** Ends it with all that was got by it; one that is gone already is no fault. */
  end(accessor: string): Promise<void>;
}

export interface LeaseOptions {
  /** `https://HOST[:PORT][?namespace=…]`, without a token in it. */
  readonly url: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

/** The token role that all leases are made by (docs/connectors/vault-leases.md). */
const role = 'countersign';

/** Throws Fault `usage` for a URL that holds a token or a path, or is not HTTPS beyond this machine. */
export function checkVaultUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !isCoveredUrl(url))
    throw new Fault('usage', 'The URL of a Vault that leases is `https://HOST:PORT`.');
  if (url.username !== '' || url.password !== '' || vaultToken.test(text))
    throw new Fault('usage', 'The URL of a Vault holds no token.', {
      next: 'Give it with `--password-from`.',
    });
  if (!['', '/'].includes(url.pathname))
    throw new Fault('usage', 'The URL of a Vault has no path: it is the host and port alone.');
  return url;
}

/** What the URL of a write credential says of leases beside where: what they need, and how long they may be. */
export function leaseTermsIn(text: string): {
  readonly ticket?: string;
  readonly hours?: { readonly from: number; readonly to: number; readonly zone: string };
  readonly mostSeconds: number;
} {
  const { searchParams: said } = checkVaultUrl(text);
  const most = Number(said.get('mostHours') ?? '8');
  const hours = /^(\d{1,2})-(\d{1,2})$/.exec(said.get('hours') ?? '');
  const [from, to] = [Number(hours?.[1]), Number(hours?.[2])];
  const zone = said.get('zone') ?? 'UTC';
  const ticket = said.get('ticket');
  const isZone = Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC';
  const wrong =
    !(most > 0 && most <= 720) || (said.has('hours') && (hours === null || from > 24 || to > 24)) || !isZone;
  if (wrong)
    throw new Fault('usage', 'The URL of a Vault says no lengths or hours that can be read.', {
      next: 'Like this: `https://vault.example:8200?mostHours=8&hours=7-19&zone=Europe/Berlin&ticket=CHG-`.',
    });
  return {
    ...(ticket === null ? {} : { ticket }),
    ...(hours === null ? {} : { hours: { from, to, zone } }),
    mostSeconds: Math.floor(most * 3600),
  };
}

const accessor = z.string().regex(/^[\w.-]{1,200}$/);
const wrapped = z.object({
  auth: z.null().optional(),
  wrap_info: z.object({
    token: z.string().min(1).max(4096),
    ttl: z.number().int(),
    creation_path: z.string(),
    wrapped_accessor: accessor,
  }),
});
const looked = z.object({
  data: z.object({
    accessor,
    expire_time: z.iso.datetime({ offset: true }).nullable(),
    policies: z.array(z.string()).max(1000),
    ttl: z.number(),
  }),
});
const errors = z.object({ errors: z.array(z.string()).max(100) });

/** Vault or OpenBao as one that leases: the token and wrapping endpoints of its HTTP API, and no other. */
export function openLeases({ url, password, signal }: LeaseOptions): LeaseBroker {
  const at = checkVaultUrl(url);
  const namespace = at.searchParams.get('namespace');
  const fetch = boundedFetch(signal, 'Vault');
  const post = async (
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(new URL(`/v1/${path}`, at), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        'x-vault-token': password.trim(),
        'x-vault-request': 'true',
        ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
        ...headers,
      },
    }).catch((error: unknown) => {
      if (error instanceof Fault) throw error;
      throw new Fault('source_unreachable', 'Vault did not answer.', {
        next: 'It is looked at again; a token that was made and not handed over is known to nobody and ends by itself.',
        cause: error,
      });
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    async make({ policy, seconds, about }) {
      const answer = await post(
        `auth/token/create/${role}`,
        {
          policies: [policy],
          no_default_policy: true,
          ttl: `${seconds}s`,
          explicit_max_ttl: `${seconds}s`,
          renewable: false,
          display_name: 'countersign',
          meta: { countersign: about },
        },
        { 'x-vault-wrap-ttl': `${leaseTakenWithinSeconds}s` },
      );
      const { wrap_info: wrap } = read(answer, wrapped);
      if (wrap.creation_path !== `auth/token/create/${role}`)
        throw new Fault('source_untrusted', 'Vault wrapped something else than was asked for.');
      return { accessor: wrap.wrapped_accessor, wrap: wrap.token };
    },
    async look(own) {
      const answer = await post('auth/token/lookup-accessor', { accessor: own });
      if (isGone(answer)) return undefined;
      const { data } = read(answer, looked);
      if (data.accessor !== own)
        throw new Fault('source_untrusted', 'Vault told of another token than was asked about.');
      if (data.ttl <= 0) return undefined;
      return { until: data.expire_time === null ? null : instantOf(Date.parse(data.expire_time)) };
    },
    async end(own) {
      const answer = await post('auth/token/revoke-accessor', { accessor: own });
      if (!isGone(answer) && answer.status !== 204) refuseAnswer(answer);
    },
  };
}

/** A token that is not there is refused like something that is not permitted, and named. */
const isGone = ({ status, text }: { readonly status: number; readonly text: string }): boolean =>
  [400, 403, 404].includes(status) &&
  told(text).some((error) => /invalid accessor|no such token/i.test(error));

function told(text: string): readonly string[] {
  try {
    return errors.safeParse(JSON.parse(text)).data?.errors ?? [];
  } catch {
    return [];
  }
}

function read<T>(answer: { readonly status: number; readonly text: string }, shape: z.ZodType<T>): T {
  if (answer.status !== 200) refuseAnswer(answer);
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    value = undefined;
  }
  const parsed = shape.safeParse(value);
  // nothing of the answer is told: it may hold what nobody is to see
  if (!parsed.success)
    throw new Fault('source_untrusted', 'Vault answered in a shape that is not its API’s.', {
      next: 'Check that the URL of the write credential is a Vault or OpenBao, and that its policy forces wrapping.',
    });
  return parsed.data;
}

function refuseAnswer({ status }: { readonly status: number }): never {
  if (status === 429 || status >= 500)
    throw new Fault('source_unreachable', `Vault asks to wait (${status}); it may be sealed.`, {
      next: 'It is asked again.',
    });
  if (status === 401 || status === 403)
    throw new Fault('target_failed', `Vault does not permit it (${status}).`, {
      next: 'Give the enforcer’s token exactly the policy of docs/connectors/vault-leases.md, and the lease its own.',
    });
  throw new Fault('target_failed', `Vault refused (${status}).`, {
    next: 'Check the token role `countersign` and the policy of the lease (docs/connectors/vault-leases.md).',
  });
}
