import { Fault, readInstant, type Instant, type Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import type { Identities } from './identities.ts';
import type { PolicySets } from './policy-sets.ts';
import type { Token } from './shapes.ts';

/** Each is a question by itself; what is beyond is said. */
const mostTokens = 50_000;

/**
 * Tokens that are in use, by their accessors, as credentials of whose they are: the entity, the role that they were got by, or
 * nobody's but their own. Where a token may do more than its account would get today, that is a way of its own.
 */
export async function* readTokens(
  asking: Asking,
  of: {
    readonly sets: PolicySets;
    readonly identities: Identities;
    /** By role the policies that its tokens get. */
    readonly held: ReadonlyMap<string, readonly string[]>;
    /** Paths of the auth methods. */
    readonly mounts: readonly string[];
  },
): AsyncIterable<Observation> {
  const told = new Set<string>();
  let more = 0;
  for await (const accessor of (await asking.list(endpoints.accessors, {})) ?? []) {
    if (told.has(accessor)) continue;
    if (told.size >= mostTokens) {
      more++;
      continue;
    }
    told.add(accessor);
    const found = (await asking.one(endpoints.token, { accessor }))?.data;
    if (found === undefined) continue;
    if (found.accessor !== accessor) throw another(accessor);
    const policies = [...new Set([...found.policies, ...found.identity_policies])].toSorted();
    const known = accountOf(found, of);
    const key = known?.key ?? keyOf('token', accessor);
    if (known === undefined)
      yield {
        type: 'account',
        key,
        name: `${found.display_name ?? accessor} (token)`.slice(0, 1000),
        kind: 'unknown',
        state: 'active',
        attributes: {
          what: 'token of no entity and no role',
          ...(found.orphan === true ? { orphan: 'it outlives the token that it was made by' } : {}),
          ...(typeof found.path === 'string' ? { madeAt: found.path } : {}),
        },
      };
    yield credentialOf(found, key);
    const usual = new Set(['default', ...(known?.policies ?? [])]);
    if (policies.every((each) => usual.has(each))) continue;
    const set = yield* of.sets.tell(policies);
    if (told.has(`${key}>${set}`)) continue;
    told.add(`${key}>${set}`);
    yield memberOf(
      key,
      set,
      known === undefined
        ? {}
        : { conditions: ['only with a token that is in use: its account would not get it today'] },
    );
  }
  if (more > 0)
    yield {
      type: 'gap',
      key: 'tokens/more',
      what: `${more} more tokens that are in use`,
      why: `at most ${mostTokens} are looked up`,
    };
}

/** Whose a token is, and what that account would get today: told accounts alone. What its maker may write into it counts for nothing. */
function accountOf(
  { entity_id: entity, path, role, meta }: Token,
  of: {
    readonly identities: Identities;
    readonly held: ReadonlyMap<string, readonly string[]>;
    readonly mounts: readonly string[];
  },
): { readonly key: string; readonly policies: readonly string[] } | undefined {
  if (typeof entity === 'string' && of.identities.has(entity))
    return { key: keyOf('entity', entity), policies: of.identities.policiesOf(entity) };
  const [mount] = of.mounts
    .filter((each) => path?.startsWith(`auth/${each}/`) === true)
    .toSorted((a, b) => b.length - a.length);
  if (mount === undefined) return undefined;
  const named = mount === 'token' ? role : (meta?.role ?? meta?.role_name ?? meta?.username);
  const key = typeof named === 'string' && named !== '' ? keyOf('role', mount, named) : '';
  const policies = of.held.get(key);
  return policies === undefined ? undefined : { key, policies };
}

function credentialOf(found: Token, accountKey: string): Observation {
  const createdAt = readInstant(found.issue_time ?? '');
  const expiresAt = endOf(found);
  return {
    type: 'credential',
    key: keyOf('token', found.accessor),
    accountKey,
    credential: 'token',
    state: 'active',
    publicId: found.accessor,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A token with a period is renewed for ever, unless its longest life was said; one that never expires says so by `null`. */
function endOf({
  expire_time: expires,
  period,
  explicit_max_ttl: longest,
}: Token): Instant | null | undefined {
  if (expires === null || (isSaid(period) && !isSaid(longest))) return null;
  return readInstant(expires ?? '');
}
const isSaid = (seconds: Token['period']): boolean => ![undefined, null, 0, '', '0', '0s'].includes(seconds);

const another = (accessor: string): Fault =>
  new Fault(
    'source_untrusted',
    `The answer about the token \`${accessor.slice(0, 100)}\` is about another.`,
    {
      next: 'Export it again; do not rename its files.',
    },
  );
