import type { ViewFilter, ViewReader } from '../detection/index.ts';
import { accountViews, type AccessEngine } from '../estate/index.ts';
import type { Database } from '../platform/store/index.ts';

/** The estate as detection's rules ask for it. */
export const viewReader = (database: Database, access: AccessEngine): ViewReader => ({
  views: (filter) => accountViews(database, access, asked(filter)),
});

function asked(filter: ViewFilter): Parameters<typeof accountViews>[2] {
  switch (filter.is) {
    case 'everything':
      return { is: 'all' };
    case 'accounts':
      return { is: 'refs', refs: filter.accounts };
    case 'changedSince':
      return filter;
  }
}
