import type { Instant, ProposalId, SubjectId } from '../model/index.ts';

/** Somebody approved what somebody else asked for. */
export interface Approved {
  readonly approver: SubjectId;
  readonly requester: SubjectId;
  readonly proposal: ProposalId;
  readonly at: Instant;
}

/** People who approve for each other in a circle, and by which cases: each approved what the next one asked for. */
export interface ApprovalRing {
  readonly people: readonly SubjectId[];
  /** From each to the next, and from the last to the first. */
  readonly links: readonly {
    readonly approver: SubjectId;
    readonly requester: SubjectId;
    readonly cases: readonly ProposalId[];
  }[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

export interface RingsFound {
  readonly rings: readonly ApprovalRing[];
  /** More were there than are told. */
  readonly isTruncated: boolean;
}

/** A longer circle is found as well by looking at whom it is about; people who collude are few. */
export const longestRing = 5;
const mostRings = 500;

/**
 * Every elementary circle of up to five people in who approved for whom, each once, shortest first. One case between two
 * people is enough; how many each rests on says how much it means.
 */
export function ringsOf(approved: readonly Approved[]): RingsFound {
  const links = new Map<SubjectId, Map<SubjectId, Approved[]>>();
  for (const each of approved) {
    if (each.approver === each.requester) continue;
    const to = links.get(each.approver) ?? new Map<SubjectId, Approved[]>();
    links.set(each.approver, to);
    to.set(each.requester, [...(to.get(each.requester) ?? []), each]);
  }
  const found: SubjectId[][] = [];
  const walk = (path: readonly SubjectId[]): void => {
    const [start] = path;
    const last = path.at(-1);
    if (start === undefined || last === undefined || found.length > mostRings) return;
    for (const next of links.get(last)?.keys() ?? []) {
      if (next === start && path.length > 1) found.push([...path]);
      // each circle is told from its first person in order, so once
      else if (next > start && !path.includes(next) && path.length < longestRing) walk([...path, next]);
    }
  };
  for (const start of [...links.keys()].toSorted()) walk([start]);
  const rings = found
    .slice(0, mostRings)
    .map((people) => ringOf(people, links))
    .toSorted((a, b) => a.people.length - b.people.length || (a.lastAt < b.lastAt ? 1 : -1));
  return { rings, isTruncated: found.length > mostRings };
}

function ringOf(
  people: readonly SubjectId[],
  links: ReadonlyMap<SubjectId, ReadonlyMap<SubjectId, readonly Approved[]>>,
): ApprovalRing {
  const told = people.map((approver, at) => {
    const requester = people[(at + 1) % people.length] ?? approver;
    return { approver, requester, of: links.get(approver)?.get(requester) ?? [] };
  });
  const moments = told.flatMap(({ of }) => of.map(({ at }) => at)).toSorted();
  const [firstAt] = moments;
  const lastAt = moments.at(-1);
  if (firstAt === undefined || lastAt === undefined) throw new TypeError('a ring without an approval');
  return {
    people,
    links: told.map(({ approver, requester, of }) => ({
      approver,
      requester,
      cases: [...new Set(of.map(({ proposal }) => proposal))],
    })),
    firstAt,
    lastAt,
  };
}
