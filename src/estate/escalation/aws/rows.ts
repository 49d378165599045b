import type { Principal } from '../../access/aws-estate.ts';
import { nodeOf, type AwsPlace } from '../../access/aws-who-can.ts';
import type { Reason } from '../../access/aws/index.ts';
import { climb } from '../../access/climb.ts';
import { globMatches } from '../../../platform/glob.ts';
import { isDeny } from '../../access/graph.ts';
import { rowOf } from '../../access/reach.ts';
import type { Row } from '../becoming.ts';
import type { Judged } from './asking.ts';

/** How a principal has a policy, and the rows of each action that it allows. */
interface OfPolicy {
  readonly node: number;
  readonly up: readonly Row[];
  readonly byAction: Map<string, readonly Row[]>;
}

/** Rows of the access graph behind answers of the evaluation: the grant of a policy, and how the principal has the policy. */
export class RowsBehind {
  readonly #place: AwsPlace;
  /** By principal, policy and action. */
  readonly #known = new Map<Principal, Map<string, OfPolicy>>();
  readonly #grants = new Map<number, Map<string, number | undefined>>();
  readonly #nodes = new Map<Principal, number>();

  constructor(place: AwsPlace) {
    this.#place = place;
  }

  node(principal: Principal): number {
    const known = this.#nodes.get(principal);
    if (known !== undefined) return known;
    const node = nodeOf(this.#place, principal);
    this.#nodes.set(principal, node);
    return node;
  }

  /** Of one answer; the one to take away first. */
  of(principal: Principal, action: string, { answer }: Judged, role?: Principal): readonly Row[] {
    const reasons: readonly Reason[] = answer.verdict === 'depends' ? answer.allowedBy : answer.because;
    const policy = reasons.find(({ layer }) => layer === 'identity')?.statement?.policy;
    const byTrust = reasons.some(
      ({ layer, statement }) => layer === 'resource' && statement?.policy === `${role?.key ?? ''}#trust`,
    );
    return [
      ...(policy === undefined ? [] : this.#ofPolicy(principal, policy, action)),
      ...(byTrust && role !== undefined ? this.#ofTrust(principal, role) : []),
    ];
  }

  #ofPolicy(principal: Principal, policy: string, action: string): readonly Row[] {
    let known = this.#known.get(principal);
    if (known === undefined) this.#known.set(principal, (known = new Map()));
    let own = known.get(policy);
    if (own === undefined) known.set(policy, (own = this.#heldBy(principal, policy)));
    const before = own.byAction.get(action);
    if (before !== undefined) return before;
    const { node, up } = own;
    const grant = node === -1 ? undefined : this.#grantOf(node, action);
    const says: readonly Row[] = grant === undefined ? [] : [{ row: 'grant', number: grant }];
    // a policy of AWS's own cannot be changed: there it is taken away where it is attached
    const isOfAws = policy.includes(':iam::aws:policy/');
    const rows = isOfAws ? [...up.slice(-1), ...says, ...up.slice(0, -1)] : [...says, ...up];
    own.byAction.set(action, rows);
    return rows;
  }

  #heldBy(principal: Principal, policy: string): OfPolicy {
    const { graph, sourceNo, estate } = this.#place;
    const hash = estate.policyGroups.get(policy);
    const node = hash === undefined ? -1 : graph.find(sourceNo, 'group', hash.hi, hash.lo);
    const up = (node === -1 ? [] : climb(graph, this.node(principal), node)).map((number): Row => ({
      row: 'membership',
      number,
    }));
    return { node, up, byAction: new Map() };
  }

  #grantOf(policy: number, action: string): number | undefined {
    let known = this.#grants.get(policy);
    if (known === undefined) this.#grants.set(policy, (known = new Map()));
    if (known.has(action)) return known.get(action);
    const { grants, grantsOf, entitlements, texts } = this.#place.graph;
    const folded = action.toLowerCase();
    const found = [...rowOf(grantsOf, policy)].find(
      (grant) =>
        ((grants.flags[grant] ?? 0) & isDeny) === 0 &&
        globMatches(texts.actions[entitlements.action[grants.to[grant] ?? -1] ?? -1] ?? '', folded),
    );
    known.set(action, found);
    return found;
  }

  /** The membership by which a trust policy lets it in, itself or with all of its account. */
  #ofTrust(principal: Principal, role: Principal): readonly Row[] {
    const { groupsOf, memberships } = this.#place.graph;
    const to = this.node(role);
    const edges = [...rowOf(groupsOf, this.node(principal))];
    const direct = edges.find((edge) => memberships.to[edge] === to);
    if (direct !== undefined) return [{ row: 'membership', number: direct }];
    for (const edge of edges) {
      const through = [...rowOf(groupsOf, memberships.to[edge] ?? -1)].find(
        (each) => memberships.to[each] === to,
      );
      if (through !== undefined) return [through, edge].map((number): Row => ({ row: 'membership', number }));
    }
    return [];
  }
}
