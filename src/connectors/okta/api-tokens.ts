import { instantOf, millisecondsOf, type Instant, type Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { userKey } from './keys.ts';
import type { Met } from './met.ts';
import type { ApiToken } from './shapes.ts';

/** What is said on a user's account of the tokens that act as them: their names and from where each may come. */
export class ApiTokens {
  readonly #of = new Map<string, ApiToken[]>();

  async read(asking: Asking): Promise<void> {
    for await (const token of (await asking.list(endpoints.apiTokens, {})) ?? []) {
      const of = this.#of.get(token.userId) ?? [];
      of.push(token);
      this.#of.set(token.userId, of);
    }
  }

  attributesOf(user: string): Readonly<Record<string, string>> {
    const tokens = (this.#of.get(user) ?? []).map(({ name, network }) => `${name} ${fromWhere(network)}`);
    if (tokens.length === 0) return {};
    const said = tokens.toSorted().slice(0, 20).join('; ').slice(0, 4000);
    return { apiTokens: tokens.length > 20 ? `${said} and ${tokens.length - 20} more` : said };
  }

  *observe(met: Met): Iterable<Observation> {
    for (const [user, tokens] of this.#of)
      for (const { id, created, expiresAt, tokenWindow } of tokens) {
        const used = lastUseOf({ created, expiresAt, tokenWindow });
        yield {
          type: 'credential',
          key: keyOf('api-token', id),
          accountKey: met.name(userKey(user), 'account'),
          credential: 'token',
          state: 'active',
          ...(created === undefined || created === null ? {} : { createdAt: created }),
          ...(expiresAt === undefined || expiresAt === null ? {} : { expiresAt }),
          ...(used === undefined ? {} : { lastUsedAt: used }),
        };
      }
  }
}

function fromWhere(network: ApiToken['network']): string {
  const { connection, include, exclude } = network ?? {};
  if (connection === undefined || connection === null) return '(from where was not said)';
  if (connection === 'ANYWHERE') return 'from anywhere';
  const zones = (include ?? []).toSorted().join(', ');
  const not = (exclude ?? []).toSorted().join(', ');
  return `from ${zones === '' ? connection.toLowerCase() : zones}${not === '' ? '' : `, not from ${not}`}`;
}

/**
 * Okta moves a token's end with each use, to the window from then (30 days): its end less its window is its last use, or the
 * moment it was made. `null`: it was never used. `undefined` where the window cannot be read.
 */
export function lastUseOf({
  created,
  expiresAt,
  tokenWindow,
}: Pick<ApiToken, 'created' | 'expiresAt' | 'tokenWindow'>): Instant | null | undefined {
  const window = durationOf(tokenWindow ?? '');
  if (window === undefined || typeof created !== 'string' || typeof expiresAt !== 'string') return undefined;
  const last = millisecondsOf(expiresAt) - window;
  const made = millisecondsOf(created);
  if (last < made - 60_000) return undefined;
  return last <= made + 60_000 ? null : instantOf(last);
}

/** ISO 8601, of days and shorter: months have no length. */
function durationOf(text: string): number | undefined {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const of = (part: string | undefined): number => Number(part ?? 0);
  const all = of(weeks) * 604_800 + of(days) * 86_400 + of(hours) * 3600 + of(minutes) * 60 + of(seconds);
  return all === 0 ? undefined : all * 1000;
}
