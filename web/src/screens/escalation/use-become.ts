import { useRoute } from '../../api/queries.ts';

const limit = 200;

/** What an identity could become; one answer for all who ask on this page. */
export const useBecome = (
  identity: string,
  { at, enabled = true }: { readonly at: string | undefined; readonly enabled?: boolean },
) =>
  useRoute('escalation.could-become', { identity, limit, ...(at === undefined ? {} : { at }) }, { enabled });
