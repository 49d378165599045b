import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { problemFrom, Problem } from './problem.ts';
import { keepCsrfToken } from './csrf.ts';

/** Who is signed in; nobody is null. */
export interface Session {
  readonly person: { readonly id: string; readonly name: string; readonly roles: readonly string[] } | null;
}

interface SessionAnswer extends Session {
  readonly csrfToken: string;
}

const isAnswer = (value: unknown): value is SessionAnswer =>
  typeof value === 'object' && value !== null && 'person' in value && 'csrfToken' in value;

// The server has no such route yet; once it has, `call('session.show', {})` knows its type.
const sessionQuery = queryOptions({
  queryKey: ['session.show'],
  queryFn: async ({ signal }): Promise<Session> => {
    const response = await fetch('/v1/session', { signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw await problemFrom(response);
    const session: unknown = await response.json();
    if (!isAnswer(session)) return { person: null };
    keepCsrfToken(session.csrfToken);
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in, as far as the server has said. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/** True only when the server says that nobody is signed in: when it says nothing, the pages say so themselves. */
export async function isSignedOut(client: QueryClient): Promise<boolean> {
  try {
    const session = await client.ensureQueryData(sessionQuery);
    return session.person === null;
  } catch (error) {
    return error instanceof Problem && error.status === 401;
  }
}
