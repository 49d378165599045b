import { useRoute } from './queries.ts';
import type { Standing } from './routes.ts';

/** What the frame of every page shows: demo, observe only, how many findings are open. Undefined until it is known. */
export const useStanding = (): Standing | undefined => useRoute('status.show', {}).data;
