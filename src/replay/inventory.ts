import { entities, fields, type Entity } from './fields.ts';
import { Numbers } from './numbers.ts';
import type { Value } from './predicate.ts';

/** By what things are connected: two that name the same one are. */
export interface Link {
  readonly is: 'identity' | 'credential' | 'store' | 'application' | 'pipeline' | 'vendor' | 'agent' | 'role';
  /** Tells it from all others of its kind. */
  readonly key: string;
}

/** A thing as it is put in. A field that is left out is unknown. */
export interface Thing {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, Value | undefined>>;
  readonly links: readonly Link[];
  /** What was not evaluated and may make it not so at all: whatever it meets is then met only perhaps. */
  readonly doubt?: string;
}

/** One field of all things of a kind: the number of its value, 0 where it is unknown. */
export interface Column {
  readonly values: readonly Value[];
  readonly codes: Int32Array;
}

/** All things of one kind, column by column. */
export interface Table {
  readonly count: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Links of thing n are `links[starts[n]]` to `links[starts[n + 1]]`, as numbers. */
  readonly starts: Int32Array;
  readonly links: Int32Array;
  named(row: number): Pick<Thing, 'source' | 'key' | 'name'>;
  doubt(row: number): string | undefined;
}

/** What is there, as replays ask about it. Of kinds that no source tells of nothing is known; that is not nothing. */
export interface Inventory {
  readonly of: Readonly<Record<Entity, Table>>;
  readonly told: ReadonlySet<Entity>;
  readonly linkCount: number;
  link(number: number): Link;
}

/** Takes things one by one. `tells` says of which kinds the sources tell at all. */
export class InventoryBuilder {
  readonly #links: Link[] = [];
  readonly #linkNumbers = new Map<string, number>();
  readonly #told = new Set<Entity>();
  readonly #tables = tablesOf((entity) => new TableBuilder(entity, (link) => this.#numberOf(link)));

  tells(entity: Entity): void {
    this.#told.add(entity);
  }

  add(entity: Entity, thing: Thing): void {
    this.#told.add(entity);
    this.#tables[entity].add(thing);
  }

  finish(): Inventory {
    return {
      of: tablesOf((entity) => this.#tables[entity].finish()),
      told: this.#told,
      linkCount: this.#links.length,
      link: (number) => this.#links[number] ?? { is: 'identity', key: '' },
    };
  }

  #numberOf(link: Link): number {
    const name = `${link.is} ${link.key}`;
    let number = this.#linkNumbers.get(name);
    if (number === undefined) {
      number = this.#links.push(link) - 1;
      this.#linkNumbers.set(name, number);
    }
    return number;
  }
}

class TableBuilder {
  readonly #numberOf: (link: Link) => number;
  readonly #columns: readonly (readonly [name: string, values: Values])[];
  readonly #starts = new Numbers();
  readonly #links = new Numbers();
  readonly #names: Pick<Thing, 'source' | 'key' | 'name'>[] = [];
  readonly #doubts = new Map<number, string>();

  constructor(entity: Entity, numberOf: (link: Link) => number) {
    this.#numberOf = numberOf;
    this.#columns = Object.keys(fields[entity]).map((name) => [name, new Values()]);
    this.#starts.push(0);
  }

  add({ source, key, name, fields: told, links, doubt }: Thing): void {
    if (doubt !== undefined) this.#doubts.set(this.#names.length, doubt);
    this.#names.push({ source, key, name });
    for (const [field, values] of this.#columns) values.push(told[field]);
    for (const link of links) this.#links.push(this.#numberOf(link));
    this.#starts.push(this.#links.count);
  }

  finish(): Table {
    const names = this.#names;
    return {
      count: names.length,
      columns: new Map(this.#columns.map(([name, values]) => [name, values.finish()])),
      starts: this.#starts.taken(),
      links: this.#links.taken(),
      named: (row) => names[row] ?? { source: '', key: '', name: '' },
      doubt: (row) => this.#doubts.get(row),
    };
  }
}

/** Values of one field, each kept once. */
class Values {
  readonly #values: Value[] = [];
  readonly #numbers = new Map<Value, number>();
  readonly #codes = new Numbers();

  push(value: Value | undefined): void {
    if (value === undefined) {
      this.#codes.push(0);
      return;
    }
    const name = Array.isArray(value) ? JSON.stringify(value) : value;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#values.push(value);
      this.#numbers.set(name, number);
    }
    this.#codes.push(number);
  }

  finish(): Column {
    return { values: this.#values, codes: this.#codes.taken() };
  }
}

function tablesOf<T>(make: (entity: Entity) => T): Record<Entity, T> {
  return {
    identity: make('identity'),
    credential: make('credential'),
    exposure: make('exposure'),
    grant: make('grant'),
    store: make('store'),
    pipeline: make('pipeline'),
    app: make('app'),
    agent: make('agent'),
    tool: make('tool'),
    trustEdge: make('trustEdge'),
    vendor: make('vendor'),
  };
}

/** Every kind of thing. */
export const everyEntity: readonly Entity[] = Object.keys(tablesOf(() => 0)).filter(
  (name): name is Entity => name in entities,
);
