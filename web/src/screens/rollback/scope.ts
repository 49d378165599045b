import type { RouteInput } from '../../api/route-table.ts';
import type { RollbackSearch } from './rollback-search.ts';

export type Scope = RouteInput<'rollbacks.find'>['scope'];

/** What the address asks for; undefined: it does not name it whole yet. */
export function scopeOf({ by, of, from, to }: RollbackSearch): Scope | undefined {
  if (by === undefined || of === undefined) return undefined;
  switch (by) {
    case 'rule': {
      const [rule = '', version] = of.split('@');
      const number = Number(version);
      return { by, rule, ...(Number.isInteger(number) && number > 0 ? { version: number } : {}) };
    }
    case 'source':
      return { by, draftedBy: of };
    case 'campaign':
    case 'decision':
      return { by, id: of };
    case 'person':
      return from === undefined || to === undefined ? undefined : { by, person: of, from, to };
  }
}
