import { done, isSourceId, must, refuse, type EstateRef, type Instant, type Result } from '../model/index.ts';
import type {
  AsOf,
  CouldBecome,
  End,
  EscalationFrame,
  PathNode,
  PathsBetween,
  PathStep,
  PathTold,
  TechniqueTold,
  ToCrownJewels,
} from '../estate/index.ts';
import type { AccessKeyset } from './access.ts';
import { credentialsNamed, type CredentialMeant } from './credentials-named.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

interface Asked {
  readonly at?: Instant;
  readonly limit: number;
}
type Paged<T> = T & { readonly next: AccessKeyset | null };

export type PathsTold = PathsBetween &
  EscalationFrame & { readonly asked: { readonly from: string; readonly to: string } };
export type CouldBecomeTold = Paged<CouldBecome & EscalationFrame & { readonly identity: EstateRef }>;
export type BlastRadiusTold = Paged<
  CouldBecome &
    EscalationFrame & { readonly credentials: readonly CredentialMeant[]; readonly totalCredentials: number }
>;
export type ChokePointsTold = ToCrownJewels & EscalationFrame;

/** How `from` (an identity) could come to have `to`: an identity, a power, or a resource that is a crown jewel. */
export async function paths(
  system: System,
  asked: Asked & { readonly from: string; readonly to: string },
): Promise<Result<PathsTold>> {
  const from = await subjectsNamed(system, asked.from, asked);
  if (!from.ok) return from;
  const to = await endsNamed(system, asked.to, asked);
  if (!to.ok) return to;
  const { limit } = asked;
  const found = await system.escalation.paths({
    from: from.value.subjects,
    to: to.value,
    limit,
    ...whenOf(asked),
  });
  if (!found.ok) return found;
  return done({ ...found.value, asked: { from: asked.from, to: asked.to } });
}

/** What an identity could become, and come to have. */
export async function couldBecome(
  system: System,
  asked: Asked & { readonly identity: string; readonly after?: AccessKeyset },
): Promise<Result<CouldBecomeTold>> {
  const named = await subjectsNamed(system, asked.identity, asked);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const found = await reached(system, subjects, asked);
  return found.ok ? done({ ...found.value, identity }) : found;
}

/** Credentials beyond this are counted and not told one by one. */
const mostTold = 100;

/** What whoever steals a credential could come to have: by every account that it is of, in every source. Of an identity: by all it has. */
export async function blastRadius(
  system: System,
  asked: Asked & { readonly of: string; readonly after?: AccessKeyset },
): Promise<Result<BlastRadiusTold>> {
  const credentials = await credentialsNamed(system.database, asked.of, asked.at);
  if (credentials.length > 0) {
    // what was switched off opens nothing; one that is asked about by itself is told as if it were on
    const inForce = credentials.filter(({ state }) => state !== 'inactive');
    const meant = inForce.length > 0 ? inForce : credentials;
    const nobodys = await ofNobodyKnown(system, credentials);
    const accounts = new Map(meant.map(({ account }) => [`${account.source} ${account.key}`, account]));
    const found = await reached(system, [...accounts.values()], asked);
    return found.ok
      ? done({
          ...found.value,
          notRead: [...nobodys, ...found.value.notRead],
          credentials: credentials.slice(0, mostTold),
          totalCredentials: credentials.length,
        })
      : found;
  }
  const named = await subjectsNamed(system, asked.of, asked);
  if (!named.ok)
    return named.code === 'not_found'
      ? refuse(
          'not_found',
          `No credential, account, group or person is called \`${asked.of}\`.`,
          'Give the key or the public id of a credential as `countersign show` prints it, or an identity.',
        )
      : named;
  const found = await reached(system, named.value.subjects, asked);
  return found.ok ? done({ ...found.value, credentials: [], totalCredentials: 0 }) : found;
}

/** Connectors whose accounts are places in which a credential lies, and nothing that it opens. */
const places: readonly string[] = ['secrets', 'mcp'];

/** A credential that was only found lying somewhere: what it opens is not known, and that is not nothing. */
async function ofNobodyKnown(
  system: System,
  credentials: readonly CredentialMeant[],
): Promise<EscalationFrame['notRead']> {
  const rows = await system.database.query<{ id: string }>(
    'select id from sources.source where connector = any($1)',
    [places],
  );
  const isPlace = new Set(rows.map(({ id }) => id));
  const [first] = credentials;
  if (first === undefined || credentials.some(({ account }) => !isPlace.has(account.source))) return [];
  return [
    {
      source: must(isSourceId, first.credential.source),
      what: 'whose credential this is, and so what it opens',
      why: 'no account that was read has the same secret or public id',
    },
  ];
}

/** The single rows whose removal cuts the most identities off from every crown jewel. */
export async function chokePoints(system: System, asked: Asked): Promise<Result<ChokePointsTold>> {
  return done(await system.escalation.toCrownJewels({ limit: asked.limit, ...whenOf(asked) }));
}

async function reached(
  system: System,
  from: readonly End[],
  asked: Asked & { readonly after?: AccessKeyset },
): Promise<Result<Paged<CouldBecome & EscalationFrame>>> {
  const skip = asked.after?.told ?? 0;
  const found = await system.escalation.couldBecome({ from, limit: asked.limit, skip, ...whenOf(asked) });
  if (!found.ok) return found;
  const { version, truncated, paths: told } = found.value;
  const read = Math.max(0, ...version.reads.map((each) => each.read));
  return done({ ...found.value, next: truncated ? { read, told: skip + told.length } : null });
}

/** A further page is of the version that the first was of, whatever was read since. */
function whenOf({ at, after }: { readonly at?: Instant; readonly after?: AccessKeyset }): {
  readonly at?: AsOf;
} {
  if (after !== undefined) return { at: { is: 'read', read: after.read } };
  return at === undefined ? {} : { at: { is: 'time', at } };
}

/** A power by its scope or name, a resource by its key or name, or an identity. */
async function endsNamed(
  system: System,
  text: string,
  when: { readonly at?: Instant },
): Promise<Result<readonly End[]>> {
  const named = await subjectsNamed(system, text, when);
  if (named.ok) return done(named.value.subjects);
  if (named.code !== 'not_found') return named;
  const resources = await system.database.query<EstateRef>(
    `select 'resource' as entity, s.id as source, r.key, r.name from estate.resources r join sources.source s on s.no = r.source_no
      where r.valid_to_read is null and (r.key = $1 or r.name = $1 or s.id || '/' || r.key = $1) order by 2, 3 limit 50`,
    [text],
  );
  return done(resources.length > 0 ? resources : [{ power: text }]);
}

export type { PathNode, PathStep, PathTold, TechniqueTold };
