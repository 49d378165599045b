import { useRoute } from '../../api/queries.ts';
import type { CanQuestion } from './access-search.ts';

/** The answer to one yes-or-no question, as a hook’s query: asked once however many pieces of the screen show it. */
export const useCan = ({ is: _is, ...asked }: CanQuestion) => useRoute('access.can', asked);
