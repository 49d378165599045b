import { isSourceId, type AccountView, type Change, type SourceId } from '../model/index.ts';
import { none, type Advice, type AdviceContext } from './draft.ts';

/** Connectors with a write face, whose changes can be drafted. */
const changeable: ReadonlySet<string> = new Set(['postgres', 'ldap']);

/** The source of this account if changes to it can be drafted, else the reason why not. */
export const targetOf = (view: AccountView, context: AdviceContext): SourceId | Advice =>
  targetNamed(view.ref.source, context);

/** The same for a source by its name. */
export function targetNamed(source: string, { connectors }: AdviceContext): SourceId | Advice {
  const connector = connectors.get(source);
  if (connector === undefined || !isSourceId(source))
    return none(`nobody knows what kind of source \`${source}\` is`);
  if (!changeable.has(connector)) return none(`${connector} is observe-only: make this change by hand`);
  return source;
}

/**
 * The account's own edge of every path by which it holds administrator rights: what can be taken from this account
 * without taking it from anybody else. Each edge once, in the order of the paths.
 */
export function ownPrivilegedEdges(view: AccountView, source: SourceId): readonly Change[] {
  const edges = new Map<string, Change>();
  for (const { path } of view.privileges) {
    const [account, next] = path;
    if (account?.key !== view.ref.key || next === undefined || next.source !== view.ref.source) continue;
    if (next.entity === 'group' || next.entity === 'account')
      edges.set(`membership ${next.key}`, {
        type: 'membership.remove',
        source,
        memberKey: view.ref.key,
        groupKey: next.key,
      });
    else if (next.entity === 'entitlement')
      edges.set(`grant ${next.key}`, {
        type: 'grant.remove',
        source,
        subjectKey: view.ref.key,
        entitlementKey: next.key,
      });
  }
  return [...edges.values()];
}

/** What is taken away, for a title: names of groups and rights. */
export const namesOfEdges = (view: AccountView): string =>
  [...new Set(view.privileges.flatMap(({ path }) => (path[1] === undefined ? [] : [path[1].name])))].join(
    ', ',
  );
