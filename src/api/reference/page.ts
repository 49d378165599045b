import { codes, type Code } from '../../model/index.ts';
import { permissions } from '../permission.ts';
import { statusOfCode } from '../problem.ts';
import type { Route } from '../route.ts';
import { exampleOf } from './example.ts';
import { codesOf } from './openapi.ts';
import { Components, type JsonSchema } from './schemas.ts';

/** The API reference for people, from the route values: one static page without a script, its style a file of its own. */
export function referencePage(routes: readonly Route[]): string {
  const components = new Components();
  const families = Map.groupBy(routes, (route) => route.tag);
  const sections = [...families].map(
    ([tag, members]) =>
      `<section id="${tag}"><h2>${escape(capital(tag))}</h2>${members.map((route) => routeSection(route, components)).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countersign API</title>
<link rel="stylesheet" href="/api/reference.css">
</head>
<body>
<header><h1>Countersign API</h1>
<p>JSON over HTTP. The same document for programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p></header>
<nav aria-label="Routes">${[...families].map(([tag, members]) => navigation(tag, members)).join('')}
<p><a href="#codes">Codes</a></p><p><a href="#schemas">Schemas</a></p></nav>
<main>
${sections.join('\n')}
<section id="codes"><h2>Codes</h2>
<p>What was not done is answered as <code>application/problem+json</code> (RFC 9457). Programs decide by <code>code</code>.</p>
${codeTable()}</section>
<section id="schemas"><h2>Schemas</h2>
${Object.entries(components.schemas)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([name, schema]) => namedSchema(name, schema))
  .join('\n')}
</section>
</main>
</body>
</html>
`;
}

const navigation = (tag: string, members: readonly Route[]): string =>
  `<h2><a href="#${tag}">${escape(capital(tag))}</a></h2><ul>${members
    .map((route) => `<li><a href="#${route.name}">${escape(route.name)}</a></li>`)
    .join('')}</ul>`;

function routeSection(route: Route, components: Components): string {
  const parameters = [
    ...components.members(route.params, 'input').map((member) => ({ where: 'path', ...member })),
    ...components.members(route.query, 'input').map((member) => ({ where: 'query', ...member })),
    ...components.members(route.body, 'input').map((member) => ({ where: 'body', ...member })),
  ];
  const output = components.of(route.output, 'output');
  const body = Object.fromEntries(
    components
      .members(route.body, 'input')
      .filter((member) => member.required)
      .map((member) => [member.name, exampleOf(member.schema, components.schemas)]),
  );
  return `<article id="${route.name}">
<h3><span class="method">${route.method}</span> <code>${escape(route.path)}</code></h3>
<p>${escape(route.summary)} ${route.description === undefined ? '' : escape(route.description)}</p>
<p class="facts"><code>${route.name}</code> · permission <a href="#permission-${route.permission}">${route.permission}</a>${route.isWork === true ? ' · long work: answers server-sent events to <code>Accept: text/event-stream</code>' : ''}${route.isStream === true ? ' · server-sent events, one as below in the data of each' : ''}</p>
${parameters.length === 0 ? '' : parameterTable(parameters)}
${Object.keys(body).length === 0 ? '' : `<h4>Body</h4><pre><code>${escape(JSON.stringify(body, null, 2))}</code></pre>`}
<h4>Answer</h4>
<p>${typeOf(output)}</p>
<pre><code>${escape(JSON.stringify(exampleOf(output, components.schemas), null, 2))}</code></pre>
<h4>Codes</h4><p>${codesOf(route)
    .map((code) => `<a href="#${code}"><code>${code}</code></a>`)
    .join(' ')}</p>
</article>`;
}

interface Parameter {
  readonly where: string;
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

const parameterTable = (parameters: readonly Parameter[]): string =>
  table(
    ['Name', 'In', 'Type', ''],
    parameters.map(({ name, where, schema, required }) => [
      `<code>${escape(name)}</code>`,
      where,
      typeOf(schema),
      required ? 'required' : whenAbsent(schema),
    ]),
  );

const whenAbsent = (schema: JsonSchema): string =>
  schema.default === undefined
    ? 'optional'
    : `optional, ${escape(JSON.stringify(schema.default))} when absent`;

const namedSchema = (name: string, schema: JsonSchema): string =>
  `<article id="schema-${name}"><h3>${escape(name)}</h3>${schema.description === undefined ? '' : `<p>${escape(schema.description)}</p>`}${
    schema.properties === undefined
      ? `<p>${typeOf(schema)}</p>`
      : table(
          ['Member', 'Type', ''],
          Object.entries(schema.properties).map(([member, property]) => [
            `<code>${escape(member)}</code>`,
            typeOf(property),
            schema.required?.includes(member) === true ? '' : 'may be absent',
          ]),
        )
  }</article>`;

const codeTable = (): string =>
  table(
    ['Code', 'Status'],
    allCodes.map((code) => [`<code id="${code}">${code}</code>`, String(statusOfCode[code])]),
  ) +
  `<h2>Permissions</h2>${table(
    ['Permission', 'What'],
    Object.entries(permissions).map(([name, says]) => [
      `<code id="permission-${name}">${name}</code>`,
      escape(says),
    ]),
  )}`;

const isCode = (text: string): text is Code => Object.hasOwn(codes, text);
const allCodes = Object.keys(codes).filter(isCode);

/** A schema in a few words, with links to those that have a name. */
function typeOf(schema: JsonSchema | boolean | undefined): string {
  if (schema === undefined || typeof schema === 'boolean') return 'any JSON';
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return `<a href="#schema-${name}">${escape(name)}</a>`;
  }
  const said = schema.description === undefined ? '' : ` — ${escape(schema.description)}`;
  return `${shapeOf(schema)}${said}`;
}

function shapeOf(schema: JsonSchema): string {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.map(typeOf).join(' or ');
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(' ');
  if (schema.type === 'array')
    return `list of ${typeof schema.items === 'object' && !Array.isArray(schema.items) ? typeOf(schema.items) : 'any JSON'}${bounds(schema.minItems, schema.maxItems)}`;
  if (schema.properties !== undefined)
    return `{ ${Object.entries(schema.properties)
      .map(
        ([name, part]) =>
          `<code>${escape(name)}</code>${schema.required?.includes(name) === true ? '' : '?'}: ${typeOf(part)}`,
      )
      .join('; ')} }`;
  if (schema.type === 'string') return `text${bounds(schema.minLength, schema.maxLength)}`;
  if (schema.type === 'integer' || schema.type === 'number')
    return `${schema.type}${bounds(schema.minimum, schema.maximum)}`;
  return typeof schema.type === 'string' ? schema.type : 'any JSON';
}

const bounds = (least: number | undefined, most: number | undefined): string =>
  most === undefined ? (least === undefined ? '' : `, at least ${least}`) : `, ${least ?? 0} to ${most}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells(head, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
