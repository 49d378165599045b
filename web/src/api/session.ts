import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { keepCsrfToken } from './csrf.ts';
import { problemFrom, Problem } from './problem.ts';

/** Who is here: nobody, somebody who came by the first one-time link, or a person. */
export interface Session {
  readonly state: 'anonymous' | 'setup' | 'signed_in';
  readonly person: {
    readonly id: string;
    readonly name: string | null;
    readonly roles: readonly string[];
  } | null;
  readonly csrf: string | null;
}

const isSession = (value: unknown): value is Session =>
  typeof value === 'object' && value !== null && 'state' in value && 'person' in value && 'csrf' in value;

// Until the server has the route; then `call('session.show', {})` knows its type.
const sessionQuery = queryOptions({
  queryKey: ['session.show'],
  queryFn: async ({ signal }): Promise<Session> => {
    const response = await fetch('/v1/session', { signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw await problemFrom(response);
    const session: unknown = await response.json();
    if (!isSession(session)) return { state: 'anonymous', person: null, csrf: null };
    keepCsrfToken(session.csrf ?? '');
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in, as far as the server has said. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/**
 * Where whoever is not signed in has to go first; undefined when they are. When the server says nothing about it, the
 * pages are shown and say so themselves.
 */
export async function doorFor(client: QueryClient): Promise<'/sign-in' | '/welcome' | undefined> {
  try {
    const { state } = await client.ensureQueryData(sessionQuery);
    return state === 'anonymous' ? '/sign-in' : state === 'setup' ? '/welcome' : undefined;
  } catch (error) {
    return error instanceof Problem && error.status === 401 ? '/sign-in' : undefined;
  }
}
