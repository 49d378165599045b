import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { call } from './client.ts';
import { keepCsrfToken } from './csrf.ts';
import { Problem } from './problem.ts';
import type { RouteOutput } from './route-table.ts';

/** Who is here: nobody, somebody who came by the first one-time link, or a person; and what they may do. */
export type Session = RouteOutput<'session.show'>;

const sessionQuery = queryOptions({
  queryKey: ['session.show'],
  queryFn: async ({ signal, client }): Promise<Session> => {
    const session = await call('session.show', {}, { signal });
    keepCsrfToken(session.csrf ?? '');
    const before = client.getQueryData<Session>(['session.show']);
    // somebody else is here now, by whichever tab they came in: what was read for the one before is not theirs to see
    if (before !== undefined && before.person?.id !== session.person?.id)
      void client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session.show' });
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in, as far as the server has said. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/** Reads anew who is here: after a link was used, or a key was enrolled. */
export function useReadSession(): () => Promise<Session> {
  const client = useQueryClient();
  return () => client.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/**
 * Whether this session may do a thing. False until it is known. It only decides what is offered: the server decides.
 * @public
 */
export const useMay = (act: Session['may'][number]): boolean => useSession()?.may.includes(act) ?? false;

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
