import { useQuery, type QueryClient } from '@tanstack/react-query';
import { call } from './client.ts';
import { keepCsrfToken } from './csrf.ts';
import { Problem } from './problem.ts';
import type { Session } from './routes.ts';

const sessionQuery = {
  queryKey: ['session.show'],
  queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Session> => {
    const session = await call('session.show', {}, { signal });
    keepCsrfToken(session.csrfToken);
    return session;
  },
  staleTime: 60_000,
};

/** Who is signed in, as far as the server has said. */
export const useSession = (): Session | undefined =>
  useQuery({ ...sessionQuery, retry: false, throwOnError: false }).data;

/** True only when the server says that nobody is signed in: when it says nothing, the pages say so themselves. */
export async function isSignedOut(client: QueryClient): Promise<boolean> {
  try {
    const session = await client.ensureQueryData({ ...sessionQuery, retry: false });
    return session.person === null;
  } catch (error) {
    return error instanceof Problem && error.status === 401;
  }
}
