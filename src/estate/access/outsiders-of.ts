import type { SourceId } from '../../model/index.ts';
import type { Outsider, Resident, StandsFor, WhoCan } from './answers.ts';
import type { AwsOutside } from './aws-who-outside.ts';
import { doubted, type Doubt } from './doubts.ts';
import type { Reached } from './reach.ts';
import { edgesOf, verdictOf } from './tell-path.ts';

const mostTold = 100;
const widest: readonly StandsFor[] = ['anyone', 'everyone', 'outside'];

/** Whoever can and is not listed: nodes that stand for them, and those whom evaluated policies let in. */
export function outsidersOf(
  resident: Resident,
  found: {
    readonly reached: readonly Reached[];
    readonly evaluated: readonly (AwsOutside & { readonly source: SourceId })[];
    /** Of those that were reached, also those that are not among them here. */
    readonly total: number;
  },
  doubts: readonly Doubt[],
): WhoCan['outsiders'] {
  const all = [
    ...found.reached.map((each): Outsider => {
      const { ref, standsFor } = resident.labels.of('node', each.path.node);
      return {
        subject: ref,
        standsFor: widest.find((known) => known === standsFor) ?? 'outside',
        path: edgesOf(resident, each.path),
        ...doubted(verdictOf(resident, each), doubts, ref.source),
      };
    }),
    ...found.evaluated.map(({ key, name, source, standsFor, path, dependsOn, decidedBy }): Outsider => ({
      subject: { entity: 'group', source, key, name },
      standsFor,
      path: path === undefined ? [] : edgesOf(resident, path),
      decidedBy,
      ...(dependsOn.length === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn }),
    })),
  ];
  const nameOf = ({ subject }: Outsider): string => `${subject.source} ${subject.key}`;
  all.sort(
    (a, b) => widest.indexOf(a.standsFor) - widest.indexOf(b.standsFor) || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  return { total: found.total + found.evaluated.length, told: all.slice(0, mostTold) };
}
