import { Ajv, type ValidateFunction } from 'ajv';
import { memberOf } from '../../src/connectors/kit/rest/requester.ts';

/** What is used of a vendor's OpenAPI description: the questions that a connector asks, and their answers. */
export interface Description {
  readonly paths: Readonly<
    Record<string, { readonly get: { readonly parameters: readonly unknown[]; readonly responses: unknown } }>
  >;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const isDescription = (value: unknown): value is Description =>
  typeof value === 'object' && value !== null && 'paths' in value && 'components' in value;

/** Holds requests, and the answers of a server in a test, to what the vendor's own description says; `faults` is what was wrong. */
export class DescribedApi {
  readonly faults: string[] = [];
  readonly templates: readonly string[];
  readonly #api: Description;
  readonly #ajv = new Ajv({ strict: false, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(api: Description) {
    this.#api = api;
    this.templates = Object.keys(api.paths);
    this.#ajv.addSchema({ $id: 'api', components: nullableAsType(api.components) });
  }

  /** The path of the description that a request is for: of several, the one with the fewest names left open. */
  templateOf(path: string): string | undefined {
    const open = (template: string): number => template.split('{').length;
    return this.templates
      .filter((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path))
      .toSorted((a, b) => open(a) - open(b))[0];
  }

  /** May the question be asked with this word? */
  hasQuery(template: string, name: string): boolean {
    const parameters = this.#api.paths[template]?.get.parameters ?? [];
    return parameters.some((each) => memberOf(this.#parameterOf(each), 'name') === name);
  }

  checkRequest(method: string, url: URL): string | undefined {
    const template = this.templateOf(url.pathname);
    if (template === undefined || method !== 'GET') {
      this.faults.push(`${method} ${url.pathname} is not described`);
      return undefined;
    }
    const known = new Map(
      (this.#api.paths[template]?.get.parameters ?? []).map((each) => {
        const parameter = this.#parameterOf(each);
        return [String(memberOf(parameter, 'name')), parameter];
      }),
    );
    for (const [name, value] of url.searchParams) {
      const parameter = known.get(name);
      const schema = nullableAsType(memberOf(parameter, 'schema'));
      if (memberOf(parameter, 'in') !== 'query') this.faults.push(`${template} has no query ${name}`);
      else if (
        typeof schema !== 'object' ||
        schema === null ||
        !this.#ajv.validate(schema, typed(schema, value))
      )
        this.faults.push(`${template} ?${name}=${value}: ${this.#ajv.errorsText()}`);
    }
    return template;
  }

  checkAnswer(template: string, body: unknown): void {
    const answers = this.#api.paths[template]?.get.responses;
    const content: unknown = memberOf(memberOf(answers, '200.content'), 'application/json');
    this.#check(template, memberOf(content, 'schema'), body);
  }

  /** Is the value what the description calls by this name? */
  checkNamed(name: string, value: unknown): void {
    this.#check(name, { $ref: `#/components/schemas/${name}` }, value);
  }

  #check(what: string, given: unknown, value: unknown): void {
    const schema = nullableAsType(given);
    if (typeof schema !== 'object' || schema === null) throw new TypeError(`no schema for ${what}`);
    const validate = this.#validators.get(what) ?? this.#ajv.compile(schema);
    this.#validators.set(what, validate);
    if (!validate(value)) this.faults.push(`the answer of ${what}: ${this.#ajv.errorsText(validate.errors)}`);
  }

  #parameterOf(given: unknown): unknown {
    const ref = memberOf(given, '$ref');
    return typeof ref === 'string' ? memberOf(this.#api, ref.slice(2).replaceAll('/', '.')) : given;
  }
}

function typed(schema: unknown, text: string): unknown {
  const type = memberOf(schema, 'type');
  return type === 'integer' ? Number(text) : type === 'boolean' ? text === 'true' : text;
}

/** OpenAPI 3.0 says `nullable`, JSON Schema a type. */
function nullableAsType(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(nullableAsType);
  if (typeof schema !== 'object' || schema === null) return schema;
  const of = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, nullableAsType(value)]));
  if (typeof of['$ref'] === 'string') return { $ref: `api${of['$ref']}` };
  if (of['nullable'] !== true) return of;
  const { nullable: _, enum: choices, ...rest } = of;
  const typed = typeof rest['type'] === 'string' ? { ...rest, type: [rest['type'], 'null'] } : rest;
  return Array.isArray(choices) ? { ...typed, enum: [...choices, null] } : typed;
}
