import {
  type keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { call } from './client.ts';
import { renew } from './renew.ts';
import { Problem } from './problem.ts';
import type { RouteInput, RouteName, RouteOutput } from './route-table.ts';
import { onSignedOut } from './signed-out.ts';

const triesAgain = (tries: number, error: unknown): boolean =>
  tries < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502);

/** Reads are kept for a moment and renewed by server events; a write is tried once, and never queued while offline. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: triesAgain, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  // Whoever is no longer signed in learns it from the first answer that says so, and the frame leads them to the door.
  onSignedOut(() => void client.invalidateQueries({ queryKey: ['session.show'] }));
  return client;
}

/** What one route answers now. Its key starts with the route's name, so that events can renew it. */
export function useRoute<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  options: {
    readonly enabled?: boolean;
    readonly refetchInterval?: number;
    readonly placeholderData?: typeof keepPreviousData;
  } = {},
): UseQueryResult<RouteOutput<N>, Problem> {
  return useQuery<RouteOutput<N>, Problem>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call<N>(name, input, { signal }),
    ...options,
  });
}

/**
 * A write. What it may have changed is read again when it is done, whatever became of it.
 * @public
 */
export function useWrite<N extends RouteName>(
  name: N,
  options: { readonly renews?: readonly RouteName[] } = {},
): UseMutationResult<RouteOutput<N>, Problem, RouteInput<N>> {
  const client = useQueryClient();
  return useMutation<RouteOutput<N>, Problem, RouteInput<N>>({
    mutationFn: (input) => call<N>(name, input),
    onSettled: async () => {
      await Promise.all((options.renews ?? []).map((each) => client.invalidateQueries({ queryKey: [each] })));
    },
  });
}

/** Has every answer of these families read again where it is shown: after work that was more than one write. */
export function useRenew(): (families: readonly string[]) => Promise<void> {
  const client = useQueryClient();
  return (families) => renew(client, families);
}
