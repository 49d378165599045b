import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const type = z.object({
  base: z.string().optional(),
  open: z.boolean().optional(),
  properties: z.record(z.string(), z.string()),
  navigations: z.record(z.string(), z.string()),
});
type Type = z.infer<typeof type>;
const description = z.object({
  sets: z.record(z.string(), z.string()),
  singletons: z.record(z.string(), z.string()),
  enums: z.record(z.string(), z.array(z.string())),
  types: z.record(z.string(), type),
});

/**
 * Part of Microsoft's published description of Graph v1.0 (`metadata.json`, MIT, see LICENSE), and of beta the two reports
 * whose pages describe them (https://learn.microsoft.com/graph/api/resources/serviceprincipalsigninactivity and
 * /appcredentialsigninactivity): what a request may ask and what an answer may hold.
 */
const v1 = description.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'metadata.json'), 'utf8')));
const activity = 'graph.signInActivity';
const beta: z.infer<typeof description> = {
  ...v1,
  types: {
    ...v1.types,
    reportRoot: {
      properties: {},
      navigations: {
        servicePrincipalSignInActivities: 'Collection(graph.servicePrincipalSignInActivity)',
        appCredentialSignInActivities: 'Collection(graph.appCredentialSignInActivity)',
      },
    },
    servicePrincipalSignInActivity: {
      base: 'entity',
      properties: {
        appId: 'Edm.String',
        lastSignInActivity: activity,
        applicationAuthenticationClientSignInActivity: activity,
        applicationAuthenticationResourceSignInActivity: activity,
        delegatedClientSignInActivity: activity,
        delegatedResourceSignInActivity: activity,
      },
      navigations: {},
    },
    appCredentialSignInActivity: {
      base: 'entity',
      properties: {
        appId: 'Edm.String',
        appObjectId: 'Edm.String',
        createdDateTime: 'Edm.DateTimeOffset',
        credentialOrigin: 'Edm.String',
        expirationDateTime: 'Edm.DateTimeOffset',
        keyId: 'Edm.String',
        keyType: 'Edm.String',
        keyUsage: 'Edm.String',
        resourceId: 'Edm.String',
        servicePrincipalObjectId: 'Edm.String',
        signInActivity: activity,
      },
      navigations: {},
    },
  },
};

const nameOf = (written: string): string =>
  written
    .replace(/!$/, '')
    .replace(/^Collection\((.*)\)$/, '$1')
    .replace(/^(?:microsoft\.)?graph\./, '');

export class GraphDescription {
  readonly #of: z.infer<typeof description>;
  readonly faults: string[] = [];

  constructor(version: 'v1.0' | 'beta') {
    this.#of = version === 'beta' ? beta : v1;
  }

  /** The type that a path's answer holds; undefined, and a fault, when the description knows no such path. */
  checkRequest(path: string, query: URLSearchParams): string | undefined {
    const [first = '', ...rest] = path.split('/');
    let at = this.#of.sets[first] ?? this.#of.singletons[first];
    for (const segment of rest) {
      if (at === undefined) break;
      if (segment.startsWith('microsoft.graph.'))
        at = this.#derives(nameOf(segment), at) ? nameOf(segment) : undefined;
      else if (/^[0-9a-f]{8}-/.test(segment)) continue;
      else at = this.#navigation(at, segment);
    }
    if (at === undefined) {
      this.faults.push(`nothing is at ${path}`);
      return undefined;
    }
    for (const [name, value] of query) this.#checkOption(at, name, value);
    return at;
  }

  #checkOption(at: string, name: string, value: string): void {
    const known = (of: string, member: string): void => {
      if (this.#property(of, member) === undefined) this.faults.push(`${of} has no ${member} to select`);
    };
    if (name === '$select') for (const member of value.split(',')) known(at, member);
    else if (name === '$expand') {
      const [, member = '', selected] = /^(\w+)(?:\(\$select=([\w,]+)\))?$/.exec(value) ?? [];
      const to = this.#navigation(at, member);
      if (to === undefined) this.faults.push(`${at} has no ${value} to expand`);
      else for (const each of selected?.split(',') ?? []) known(to, each);
    } else if (name === '$top') {
      if (!/^[1-9]\d{0,2}$/.test(value)) this.faults.push(`$top=${value}`);
    } else if (name !== '$skiptoken') this.faults.push(`${name} is not understood here`);
  }

  /** An object, held to its own type where it names one, and to what was selected and expanded. */
  checkObject(value: unknown, declared: string, where = declared): void {
    if (typeof value !== 'object' || value === null) {
      this.faults.push(`${where} is no object`);
      return;
    }
    const said: unknown = Reflect.get(value, '@odata.type');
    const of = typeof said === 'string' ? nameOf(said.replace(/^#/, '')) : declared;
    if (!this.#derives(of, declared)) this.faults.push(`${where} is a ${of} and no ${declared}`);
    for (const [name, each] of Object.entries(value)) {
      if (name.includes('@odata.')) continue;
      const property = this.#property(of, name);
      const navigation = property === undefined ? this.#navigationAs(of, name) : undefined;
      if (property === undefined && navigation === undefined)
        this.faults.push(`${where} has a ${name}, which is not described`);
      else this.#checkValue(each, property ?? navigation ?? '', `${where}.${name}`);
    }
  }

  #checkValue(value: unknown, written: string, where: string): void {
    if (value === null || value === undefined) {
      if (written.endsWith('!')) this.faults.push(`${where} is null`);
      return;
    }
    if (written.startsWith('Collection(')) {
      if (!Array.isArray(value)) this.faults.push(`${where} is no list`);
      else
        for (const [at, each] of value.entries())
          this.#checkValue(each, nameWithin(written), `${where}.${at}`);
      return;
    }
    const name = nameOf(written);
    const choices = this.#of.enums[name];
    if (name.startsWith('Edm.')) {
      if (!isEdm(name, value)) this.faults.push(`${where} is no ${name}`);
    } else if (choices !== undefined) {
      if (typeof value !== 'string' || !choices.includes(value))
        this.faults.push(`${where} is none of ${choices.join(', ')}`);
    } else if (this.#of.types[name] !== undefined) this.checkObject(value, name, where);
  }

  #lineage(name: string): readonly Type[] {
    const found = this.#of.types[name];
    if (found === undefined) return [];
    return [found, ...(found.base === undefined ? [] : this.#lineage(found.base))];
  }
  #derives(name: string, from: string): boolean {
    if (name === from) return true;
    const base = this.#of.types[name]?.base;
    return base !== undefined && this.#derives(base, from);
  }
  #property(of: string, name: string): string | undefined {
    return this.#lineage(of).find(({ properties }) => Object.hasOwn(properties, name))?.properties[name];
  }
  #navigationAs(of: string, name: string): string | undefined {
    return this.#lineage(of).find(({ navigations }) => Object.hasOwn(navigations, name))?.navigations[name];
  }
  #navigation(of: string, name: string): string | undefined {
    const written = this.#navigationAs(of, name);
    return written === undefined ? undefined : nameOf(written);
  }
}

const nameWithin = (written: string): string =>
  written.replace(/!$/, '').replace(/^Collection\((.*)\)$/, '$1');

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
function isEdm(name: string, value: unknown): boolean {
  if (name === 'Edm.Boolean') return typeof value === 'boolean';
  if (/^Edm\.(?:Int|Double|Decimal|Single)/.test(name)) return typeof value === 'number';
  if (typeof value !== 'string') return false;
  if (name === 'Edm.Guid') return guid.test(value);
  if (name === 'Edm.DateTimeOffset') return !Number.isNaN(Date.parse(value)) && value.endsWith('Z');
  return true;
}
