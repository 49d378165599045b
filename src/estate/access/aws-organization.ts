import { contextOf, type CompiledPolicy, type Context, type PolicySet } from './aws/index.ts';

/** Which of the two kinds of policy that an organisation sets over its accounts. */
export type ControlUse = 'scp' | 'rcp';

/** What of an organisation a source read, as rows. */
export interface OrganizationRows {
  /** Root, units and accounts, each with what it lies in. */
  readonly places: readonly { readonly key: string; readonly kind: string; readonly parent: string | null }[];
  /** Each policy at each place that it is attached to; undefined: its document cannot be read. */
  readonly attached: readonly {
    readonly use: ControlUse;
    readonly key: string;
    readonly place: string;
    readonly policy: CompiledPolicy | undefined;
  }[];
  /** What could deny and was not read, by key: `scp` of all, `scp/PLACE` of one root, unit or account by its id, `scp/*#POLICY`. */
  readonly unread: ReadonlyMap<string, string>;
}

/** What applies in one account because of where it stands in an organisation. */
export interface Standing {
  /** From the root down to the account. Each level has to allow. */
  readonly scps: readonly PolicySet[];
  readonly rcps: readonly PolicySet[];
  /** Condition keys that follow: of whoever is of the account, and of whatever belongs to it. */
  readonly asPrincipal: Context;
  readonly asResource: Context;
}

const kinds: ReadonlySet<string> = new Set([
  'aws_organization_root',
  'aws_organizational_unit',
  'aws_account',
]);
export const isOfOrganization = (kind: string): boolean => kinds.has(kind);

type Place = OrganizationRows['places'][number];
const uses = ['scp', 'rcp'] as const;
const names = { scp: 'service control policies', rcp: 'resource control policies' } as const;
const nothing: Context = contextOf({});
/** AWS allows five levels of units; more than this is a circle. */
const deepest = 64;

/**
 * Policies of an organisation by account (AWS Organizations user guide, SCP evaluation, RCP evaluation): every level from
 * the root to the account has to allow, and neither kind applies to the management account. A kind of policy that no level
 * has is not in use; a level without any is one that was not read, since AWS keeps at least one on each.
 */
export class Organization {
  readonly #places: ReadonlyMap<string, Place>;
  readonly #accounts: ReadonlyMap<string, Place>;
  readonly #attached: ReadonlyMap<string, OrganizationRows['attached']>;
  readonly #inUse: ReadonlySet<ControlUse>;
  readonly #unread: OrganizationRows['unread'];
  readonly #known = new Map<string, Standing>();

  constructor({ places, attached, unread }: OrganizationRows) {
    const own = places.filter(({ kind }) => isOfOrganization(kind));
    this.#places = new Map(own.map((each) => [each.key, each]));
    this.#accounts = new Map(
      own.flatMap((each) => (each.kind === 'aws_account' ? [[accountOf(each.key), each] as const] : [])),
    );
    this.#attached = Map.groupBy(attached, ({ use, place }) => `${use} ${place}`);
    this.#inUse = new Set(attached.map(({ use }) => use));
    this.#unread = unread;
  }

  standing(account: string): Standing {
    const known = this.#known.get(account);
    if (known !== undefined) return known;
    const found = this.#standing(account);
    this.#known.set(account, found);
    return found;
  }

  /** Of an account that nobody knows: whatever resource control policies there are could be its. */
  get anyRcps(): readonly PolicySet[] {
    const all = [...this.#attached].flatMap(([name, each]) => (name.startsWith('rcp ') ? each : []));
    const isOnlyTheUsual = all.every(({ key }) => /\/p-RCPFullAWSAccess#/.test(key));
    const gaps = [...this.#unread].flatMap(([key, what]) => (/^rcp(?:[/#]|$)/.test(key) ? [what] : []));
    const open = isOnlyTheUsual
      ? gaps
      : [...gaps, `${names.rcp} of the account that the resource belongs to`];
    return open.length === 0 ? [] : [unreadLevel(open)];
  }

  #standing(account: string): Standing {
    const chain = this.#chainTo(account);
    const root = chain[0];
    const isPlaced = root?.kind === 'aws_organization_root';
    const isManagement = isPlaced && root.key.split(':')[4] === account;
    const [scps = [], rcps = []] = uses.map((use): readonly PolicySet[] => {
      if (isManagement) return [];
      if (isPlaced && this.#inUse.has(use)) return chain.map(({ key }) => this.#level(use, key));
      const gaps = this.#gaps(use, [account, ...chain.map(({ key }) => idOf(key))]);
      if (gaps.length > 0) return [unreadLevel(gaps)];
      return this.#inUse.has(use)
        ? [
            unreadLevel([
              `${names[use]} of account ${account}, which is not in the organisation that was read`,
            ]),
          ]
        : [];
    });
    if (!isPlaced) return { scps, rcps, asPrincipal: nothing, asResource: nothing };
    const id = root.key.split('/')[1] ?? '';
    const path = [id, ...chain.filter(({ kind }) => kind !== 'aws_account').map(({ key }) => idOf(key)), ''];
    return {
      scps,
      rcps,
      asPrincipal: contextOf({ 'aws:PrincipalOrgID': id, 'aws:PrincipalOrgPaths': [path.join('/')] }),
      asResource: contextOf({ 'aws:ResourceOrgID': id, 'aws:ResourceOrgPaths': [path.join('/')] }),
    };
  }

  /** From the root to the account; empty when it is not there, without root when its way up is not known. */
  #chainTo(account: string): readonly Place[] {
    const chain: Place[] = [];
    for (
      let at = this.#accounts.get(account);
      at !== undefined && chain.length < deepest;
      at = at.parent === null ? undefined : this.#places.get(at.parent)
    )
      chain.unshift(at);
    return chain;
  }

  /** What was not read of a place could allow there what the others do not, so it is of the same level. */
  #level(use: ControlUse, place: string): PolicySet {
    const here = this.#attached.get(`${use} ${place}`) ?? [];
    const unread = [
      ...here.flatMap(({ key, policy }) => (policy === undefined ? [key] : [])),
      ...this.#gaps(use, [idOf(place)]),
    ];
    if (here.length === 0 && unread.length === 0)
      return unreadLevel([`which ${names[use]} are on ${idOf(place)}`]);
    return { policies: here.flatMap(({ policy }) => policy ?? []), unread };
  }

  /** What was not read of all places, or of these. */
  #gaps(use: ControlUse, ids: readonly string[]): readonly string[] {
    return [...this.#unread].flatMap(([key, what]) => {
      const [kind, place] = key.split(/[/#]/);
      return kind === use && (place === undefined || place === '*' || ids.includes(place)) ? [what] : [];
    });
  }
}

const unreadLevel = (unread: readonly string[]): PolicySet => ({ policies: [], unread });

/** `r-abcd`, `ou-abcd-…`; of an account its number. */
const idOf = (key: string): string =>
  key.endsWith(':root') ? accountOf(key) : (key.split('/').at(-1) ?? key);
const accountOf = (key: string): string => key.split(':')[4] ?? '';
