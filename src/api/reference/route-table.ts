import type { Route } from '../route.ts';

/** The module that the browser's client is given: where each route is. Its types come from the route values themselves. */
export const routeTable = (routes: readonly Route[]): string =>
  [
    '// Written from the route values by `npx vitest run -u --project unit src/api/reference`; do not edit.',
    '',
    '/** Method and path of every route. `:name` parts come from the input; the rest is the query of GET and DELETE, the body of POST. */',
    'export const routeTable = {',
    ...routes.map((route) => `  '${route.name}': ['${route.method}', '${route.path}'],`),
    '} as const;',
    '',
    "export type { Problem, Progress, RouteInput, RouteName, RouteOutput } from '../../../src/api/contract.ts';",
    '',
  ].join('\n');
