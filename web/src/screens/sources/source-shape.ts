import type { RouteOutput } from '../../api/route-table.ts';

export type Shown = RouteOutput<'sources.list'>['items'][number];
export type LateEnds = RouteOutput<'status.show'>['lateEnds']['first'];
