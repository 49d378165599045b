import type { AccountView } from '../../model/index.ts';
import type { Link } from '../../replay/index.ts';
import type { Around, Held } from './of-account.ts';
import { scopesOf } from './scopes.ts';

/** What an account may on one thing, or on all that one pattern names. */
export interface GrantSum {
  readonly says: string;
  readonly scopes: readonly string[] | undefined;
  readonly environments: readonly string[] | undefined;
  readonly classes: readonly string[] | undefined;
  readonly links: readonly Link[];
  readonly doubt?: string;
}

export interface RightsSum {
  readonly grants: readonly GrantSum[];
  /** Over all that is sure, and over all; undefined: its source tells of no rights. */
  readonly sure: Over | undefined;
  readonly all: Over | undefined;
}

export interface Over {
  readonly scopes: readonly string[];
  readonly data: readonly string[] | undefined;
  readonly environments: readonly string[] | undefined;
}

const onConditions = 'whether the conditions of the right, or a right that denies it, leave it';

/** The rights of an account, put together by what they are on; what depends on something apart from what is sure. */
export function sumOfRights(
  around: Around,
  view: AccountView,
  { rights }: Held,
  connector: string,
): RightsSum {
  const { source } = view.ref;
  if (!around.tellsRights.has(source)) return { grants: [], sure: undefined, all: undefined };
  const groups = new Map<
    string,
    { on: string; sure: boolean; scopes: Set<string> | undefined; open: boolean }
  >();
  for (const right of rights) {
    const found = scopesOf(connector, right);
    for (const [scope, isSure] of found === undefined
      ? [[undefined, right.isSure] as const]
      : allowed(around, view, { found, isSure: right.isSure, connector })) {
      const name = `${String(isSure)} ${right.on}`;
      const group = groups.get(name) ?? { on: right.on, sure: isSure, scopes: new Set(), open: false };
      groups.set(name, group);
      if (scope === undefined) group.open = true;
      else if (scope !== '') group.scopes?.add(scope);
    }
  }
  const bypasses = view.powers.includes('bypassrls') || view.powers.includes('superuser');
  if (bypasses)
    groups.set('power', { on: '*', sure: true, scopes: new Set(['bypass_rules', 'admin']), open: false });
  const grants = [...groups.values()].map(({ on, sure, scopes, open }): GrantSum => {
    const { links, environments, classes } = around.stores.on(source, on);
    const told = [...(scopes ?? [])].toSorted();
    if (sure && view.kind !== 'unknown') around.stores.reads(view.kind, links);
    return {
      says: `${told.length === 0 ? 'rights' : told.join(', ')} on ${on}`.slice(0, 300),
      scopes: open && told.length === 0 ? undefined : told,
      environments,
      classes,
      links,
      ...(sure ? {} : { doubt: onConditions }),
    };
  });
  return { grants, sure: over(grants.filter(({ doubt }) => doubt === undefined)), all: over(grants) };
}

/** Which of the scopes of a right it really has: in AWS by the evaluation of policies. The empty name is a right of no scope. */
function* allowed(
  { aws }: Around,
  { ref }: AccountView,
  of: { readonly found: readonly string[]; readonly isSure: boolean; readonly connector: string },
): Iterable<readonly [scope: string, isSure: boolean]> {
  if (of.connector !== 'aws') {
    for (const scope of of.found.length === 0 ? [''] : of.found) yield [scope, of.isSure];
    return;
  }
  for (const scope of of.found) {
    // an administrator is whoever may hand out keys of others
    const has = aws(ref, scope === 'admin' ? 'mint_credentials' : scope);
    if (has !== 'no') yield [scope, of.isSure && has === 'sure'];
  }
}

function over(grants: readonly GrantSum[]): Over {
  const all = (pick: (grant: GrantSum) => readonly string[] | undefined): readonly string[] | undefined => {
    const known = grants.map(pick).filter((each) => each !== undefined);
    return known.length === 0 && grants.length > 0 ? undefined : [...new Set(known.flat())].toSorted();
  };
  return {
    scopes: all(({ scopes }) => scopes) ?? [],
    data: all(({ classes }) => classes),
    environments: all(({ environments }) => environments),
  };
}
