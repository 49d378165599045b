import { useRoute } from './queries.ts';
import type { RouteOutput } from './route-table.ts';

/** What the frame of every page shows: demo, observe only, how many findings are open. Undefined until it is known. */
export const useStanding = (): RouteOutput<'status.show'> | undefined => useRoute('status.show', {}).data;
