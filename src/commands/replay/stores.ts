import { globMatches, hasWildcard } from '../../platform/glob.ts';
import type { Database } from '../../platform/store/index.ts';
import type { InventoryBuilder, Link } from '../../replay/index.ts';
import { link } from './frame.ts';
import type { Stated } from './stated.ts';

/** What a right is on, as far as anybody says. */
export interface On {
  readonly links: readonly Link[];
  /** Undefined: of something that it is on nobody says. */
  readonly environments: readonly string[] | undefined;
  readonly classes: readonly string[] | undefined;
}

interface Row {
  readonly source: string;
  readonly connector: string;
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly environment: string | null;
  readonly data: string | null;
  readonly owned: boolean;
}

/** More things than this that a right with wildcards is on are not gone through: of what it is on nothing is then known. */
const mostMatched = 1000;
/** Kinds that are no places of data: what agents have is told as tools. */
const passedOver = /^MCP /;
/** Sources whose rows say what anybody may have without signing in. */
const tellsOfAnyone: ReadonlySet<string> = new Set(['github', 'kubernetes', 'postgres']);

/** The repository that a key of a code host or of a scanner's report names, so that both mean one. */
export const repositoryIn = (key: string): string | undefined =>
  /^repository\/(?:[^/]*\.[^/]*\/)?([^/#*]+\/[^/#*]+)(?=$|#)/.exec(key)?.[1]?.toLowerCase();

/** All things of all sources, with what their own source or a register says of them. */
export class Stores {
  readonly #bySource: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  readonly #registered: ReadonlyMap<string, Row>;
  readonly #matched = new Map<string, On>();
  readonly #readBy = new Map<string, Set<string>>();
  readonly #exposedIn = new Set<string>();

  /** Things of code hosts that anybody may read, and all repositories of them. */
  readonly #open: ReadonlySet<string>;
  readonly #repositories: ReadonlyMap<string, boolean>;

  private constructor(rows: readonly Row[], open: ReadonlySet<string>) {
    this.#open = open;
    this.#repositories = new Map(
      rows.flatMap(({ source, connector, key }) => {
        const repository = connector === 'github' ? repositoryIn(key) : undefined;
        return repository === undefined ? [] : [[repository, open.has(`${source} ${key}`)] as const];
      }),
    );
    this.#bySource = new Map(
      [...Map.groupBy(rows, ({ source }) => source)].map(([source, of]) => [
        source,
        new Map(of.map((row) => [row.key, row])),
      ]),
    );
    this.#registered = new Map(
      rows.filter(({ connector }) => connector === 'csv').map((row) => [row.key, row]),
    );
  }

  static async load(database: Database): Promise<Stores> {
    const rows = await database.query<Row>(
      `select s.id as source, s.connector, r.key, r.name, r.kind, r.parent_key as parent, r.environment, r.data_class as data,
              exists (select from estate.ownerships o where o.source_no = r.source_no and o.subject_hash = r.key_hash
                and o.valid_to_read is null) as owned
         from estate.resources r join sources.source s on s.no = r.source_no
        where r.valid_to_read is null and s.state <> 'removed' order by s.id, r.key`,
    );
    // who reads without signing in is a member of the group of those who read
    const open = await database.query<{ name: string }>(
      `select s.id || ' ' || left(m.group_key, -5) as name from estate.groups g
         join estate.memberships m on m.source_no = g.source_no and m.member_hash = g.key_hash and m.valid_to_read is null
         join sources.source s on s.no = g.source_no
        where g.valid_to_read is null and g.attributes ->> 'standsFor' = 'anyone' and m.group_key like '%#read'`,
    );
    return new Stores(rows, new Set(open.map(({ name }) => name)));
  }

  /** What a right of a source is on. */
  on(source: string, on: string): On {
    const name = `${source} ${on}`;
    const known = this.#matched.get(name);
    if (known !== undefined) return known;
    const of = this.#bySource.get(source) ?? new Map<string, Row>();
    const exact = of.get(on) ?? of.get(on.replace(/\/\*$/, ''));
    const rows =
      exact !== undefined
        ? [exact]
        : hasWildcard(on)
          ? [...of.values()].filter(({ key, kind }) => !passedOver.test(kind) && globMatches(on, key))
          : [];
    const found = rows.length > 0 && rows.length <= mostMatched ? this.#sumOf(rows) : this.#named(source, on);
    this.#matched.set(name, found);
    return found;
  }

  /** Somebody of this kind surely reads what `links` name. */
  reads(kind: string, links: readonly Link[]): void {
    for (const { key } of links) {
      const kinds = this.#readBy.get(key);
      if (kinds === undefined) this.#readBy.set(key, new Set([kind]));
      else kinds.add(kind);
    }
  }

  /** A secret lies in the repository or other place of this name. */
  holdsSecret(place: string): void {
    this.#exposedIn.add(place);
  }

  /** Whether anybody may read a repository; undefined: no source knows it. */
  isPublic(repository: string | undefined): boolean | undefined {
    return repository === undefined ? undefined : this.#repositories.get(repository);
  }

  /** After everybody who reads them was told. */
  add(builder: InventoryBuilder, stated: Stated): void {
    for (const of of this.#bySource.values())
      for (const row of of.values()) {
        const { source, connector, key, name, kind } = row;
        if (passedOver.test(kind) || connector === 'secrets') continue;
        const readBy = this.#readBy.get(`${source}/${key}`);
        const dataClass = this.#said(row, (each) => each.data);
        const isOpen = this.#open.has(`${source} ${key}`)
          ? true
          : tellsOfAnyone.has(connector)
            ? false
            : undefined;
        const holdsSecrets =
          dataClass === 'secret' || /secret/i.test(kind) || this.#exposedIn.has(repositoryIn(key) ?? key)
            ? true
            : dataClass === undefined
              ? undefined
              : false;
        const told = {
          kind,
          dataClass,
          environment: this.#said(row, (each) => each.environment),
          needsSignIn: isOpen === undefined ? undefined : !isOpen,
          isInternetReachable: isOpen === true ? true : undefined,
          holdsSecrets,
          hasOwner: row.owned ? true : undefined,
          readBy: readBy === undefined ? undefined : [...readBy].toSorted(),
        };
        builder.add('store', {
          source,
          key,
          name,
          fields: stated.with('store', key, told),
          links: this.#linksOf(row),
        });
      }
  }

  #linksOf({ source, key }: Pick<Row, 'source' | 'key'>): readonly Link[] {
    const repository = repositoryIn(key);
    return [
      link('store', { source, key }),
      ...(repository === undefined ? [] : [{ is: 'store', key: `repository ${repository}` } as const]),
    ];
  }

  /** What is written with no wildcard and is in no list of its source may be in a register all the same. */
  #named(source: string, on: string): On {
    const row = this.#registered.get(on) ?? this.#registered.get(on.replace(/\/\*$/, ''));
    return {
      links: row === undefined ? [] : [link('store', { source, key: row.key }), link('store', row)],
      environments: row?.environment == null ? undefined : [row.environment],
      classes: row?.data == null ? undefined : [row.data],
    };
  }

  #sumOf(rows: readonly Row[]): On {
    const all = (pick: (row: Row) => string | null): readonly string[] | undefined => {
      const said = rows.map((row) => this.#said(row, pick));
      const known = said.filter((each) => each !== undefined);
      return known.length === 0 ? undefined : [...new Set(known)].toSorted();
    };
    return {
      links: rows.flatMap((row) => this.#linksOf(row)),
      environments: all(({ environment }) => environment),
      classes: all(({ data }) => data),
    };
  }

  /** By its own source, by what it lies in, or by a register. */
  #said(row: Row, pick: (row: Row) => string | null): string | undefined {
    const of = this.#bySource.get(row.source);
    for (let at: Row | undefined = row, depth = 0; at !== undefined && depth < 20; depth++) {
      const registered = this.#registered.get(at.key);
      const said = pick(at) ?? (registered === undefined ? null : pick(registered));
      if (said !== null) return said;
      at = at.parent === null ? undefined : of?.get(at.parent);
    }
    return undefined;
  }
}
