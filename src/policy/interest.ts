import { isSubjectId, type ChangeFacts, type SubjectId } from '../model/index.ts';

/** What the estate knows of one id that an interest can pass through. */
export type InterestNode =
  | {
      readonly kind: 'person';
      /** Every other id of the same human; each of them says the same back. */
      readonly aliases: readonly string[];
    }
  | {
      readonly kind: 'agent' | 'machine';
      /** People, teams or non-humans that own it; nobody means unknown, never "no interest". */
      readonly owners: readonly string[];
      readonly sponsors: readonly string[];
      /** Who started it: agents that spawned this agent, or the person who did. */
      readonly spawnedBy: readonly string[];
      readonly aliases: readonly string[];
    }
  | { readonly kind: 'team'; readonly members: readonly string[] };

/** Port: what an id is linked to; undefined when it is not known. */
export interface InterestLinks {
  node(id: string): InterestNode | undefined;
}

export type Interest = NonNullable<ChangeFacts['interest']>;

/** More ids than this in one closure is a denial, not a truncation. */
export const mostInterested = 200;

/**
 * Everyone who may not approve, and why: *requester*, the people in the asking chain; *beneficiary*, the people who
 * benefit; *steward*, the people who answer for a non-human that asks or benefits: its owners, sponsors, whoever spawned
 * it, members of owning teams, nested, all in every alias. `undefined` (and then nobody can approve) when a link dangles,
 * a non-human or team has nobody behind it, or the closure exceeds 200 ids.
 *
 * `chain`: every id that the asking passed through, the asker included; empty for a rule's unedited draft.
 * `beneficiaries`: who gains by the change; empty for a reduction of access, which has no beneficiary.
 */
export function interestOf(
  links: InterestLinks,
  chain: readonly string[],
  beneficiaries: readonly string[],
): Interest | undefined {
  const requester = new Set<SubjectId>();
  const beneficiary = new Set<SubjectId>();
  const stewarded: string[] = [];
  const sort = (ids: readonly string[], direct: Set<SubjectId>): boolean => {
    for (const id of ids) {
      const kind = links.node(id)?.kind;
      if (kind === undefined) return false;
      if (kind !== 'person') stewarded.push(id);
      else if (!addTo(direct, links, [id])) return false;
    }
    return true;
  };
  if (!sort(chain, requester) || !sort(beneficiaries, beneficiary)) return undefined;
  const steward = new Set<SubjectId>();
  if (!addTo(steward, links, stewarded)) return undefined;
  if (new Set([...requester, ...beneficiary, ...steward]).size > mostInterested) return undefined;
  return { requester: sorted(requester), beneficiary: sorted(beneficiary), steward: sorted(steward) };
}

const sorted = (ids: ReadonlySet<SubjectId>): readonly SubjectId[] => [...ids].toSorted();

/** Adds every person reachable from `starts`; false when the closure is not complete. */
function addTo(people: Set<SubjectId>, links: InterestLinks, starts: readonly string[]): boolean {
  const seen = new Set(starts);
  const work = [...seen];
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    const node = links.node(id);
    const next = node && linksOf(node);
    if (node === undefined || next === undefined || seen.size > mostInterested) return false;
    if (node.kind === 'person') {
      if (!isSubjectId(id)) return false;
      people.add(id);
    }
    for (const other of next) {
      if (seen.has(other)) continue;
      seen.add(other);
      work.push(other);
    }
  }
  return seen.size <= mostInterested;
}

/** Where an interest passes on to; undefined when nobody is there to answer. */
function linksOf(node: InterestNode): readonly string[] | undefined {
  if (node.kind === 'person') return node.aliases;
  if (node.kind === 'team') return node.members.length === 0 ? undefined : node.members;
  if (node.owners.length === 0) return undefined;
  return [...node.owners, ...node.sponsors, ...node.spawnedBy, ...node.aliases];
}
