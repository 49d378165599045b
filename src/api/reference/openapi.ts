import type { Code } from '../../model/index.ts';
import { permissions } from '../permission.ts';
import { problemSchema, problemType, statusOfCode } from '../problem.ts';
import type { Route } from '../route.ts';
import { Components } from './schemas.ts';

/** What any route may answer besides its own codes. */
export const commonCodes = (route: Route): readonly Code[] => [
  ...(route.permission === 'public' ? [] : (['unauthenticated', 'not_permitted'] as const)),
  'input_invalid',
  ...(route.method === 'POST' ? (['input_too_large', 'input_wrong_kind'] as const) : []),
  'database_unreachable',
  'internal',
];

/** Every code a route may answer, each once. */
export const codesOf = (route: Route): readonly Code[] => [
  ...new Set([...route.codes, ...commonCodes(route)]),
];

/** The whole API as an OpenAPI 3.1 document, derived from the route values and nothing else. */
export function openApi(routes: readonly Route[], version: string): Readonly<Record<string, unknown>> {
  const components = new Components();
  const problem = components.of(problemSchema, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: operation(route, components, problem),
    };
  }
  const tags = [...new Set(routes.map((route) => route.tag))].map((name) => ({ name }));
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Countersign',
      version,
      summary: 'Identity governance. AI drafts. Policy decides. A person signs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    paths,
    components: { schemas: components.schemas },
    'x-countersign-permissions': permissions,
    'x-countersign-codes': statusOfCode,
  };
}

function operation(route: Route, components: Components, problem: unknown): Record<string, unknown> {
  const output = components.of(route.output, 'output');
  const parameters = [
    ...components.members(route.params, 'input').map((member) => ({ in: 'path', ...member })),
    ...components.members(route.query, 'input').map((member) => ({ in: 'query', ...member })),
  ];
  return {
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    'x-countersign-permission': route.permission,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.method === 'POST' && Object.keys(route.body.shape).length > 0
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: components.of(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      '200': {
        description: 'Done.',
        content: {
          ...(route.isStream === true
            ? { 'text/event-stream': { schema: { type: 'string', contentSchema: output } } }
            : { 'application/json': { schema: output } }),
          ...(route.isWork === true ? { 'text/event-stream': eventStream } : {}),
        },
      },
      ...problems(route, problem),
    },
  };
}

const eventStream = {
  schema: {
    type: 'string',
    description:
      '`event: progress` with `{ what, count, total? }`, any number of times; then one `event: result` (the JSON answer) or `event: problem`.',
  },
};

/** One response a status, naming the codes that have it. */
function problems(route: Route, problem: unknown): Record<string, unknown> {
  const byStatus = Map.groupBy(codesOf(route), (code) => statusOfCode[code]);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, named]) => [
        String(status),
        {
          description: named.map((code) => `\`${code}\``).join(', '),
          content: { [problemType]: { schema: problem } },
        },
      ]),
  );
}
