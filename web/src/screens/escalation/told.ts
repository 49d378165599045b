import type { RouteOutput } from '../../api/route-table.ts';
import { t } from '../../text/escalation.ts';

type Weak = RouteOutput<'escalation.choke-points'>;

/** What every answer has: its nodes and steps by id, techniques, and what was not read. */
export type Frame = Pick<Weak, 'nodes' | 'steps' | 'techniques' | 'notRead' | 'version' | 'truncated'>;
export type Node = Weak['nodes'][number];
export type Step = Weak['steps'][number];
export type Technique = Weak['techniques'][number];
export type Path = Weak['paths'][number];
export type Point = Weak['chokePoints'][number];

/** An answer to be looked up in. */
export interface Told {
  readonly node: (id: string) => Node | undefined;
  readonly step: (id: string) => Step | undefined;
  readonly techniqueOf: (step: Step) => Technique | undefined;
}

export function toldBy({ nodes, steps, techniques }: Frame): Told {
  const byNode = new Map(nodes.map((each) => [each.id, each]));
  const byStep = new Map(steps.map((each) => [each.id, each]));
  const byTechnique = new Map(techniques.map((each) => [each.id, each]));
  return {
    node: (id) => byNode.get(id),
    step: (id) => byStep.get(id),
    techniqueOf: ({ technique }) => (technique === undefined ? undefined : byTechnique.get(technique)),
  };
}

/** What a step is, in a few words. */
export const titleOf = (told: Told, step: Step): string =>
  told.techniqueOf(step)?.title ??
  (step.how === 'membership' ? t('memberOf') : step.how === 'right' ? t('holdsRight') : t('isPartOf'));

export const labelOf = (told: Told, id: string): string => told.node(id)?.label ?? id;

/** What kind of thing a node is, and where. */
export const noteOf = ({ kind, ref, isCrownJewel, because }: Node): string =>
  isCrownJewel
    ? kind === 'power' || because === undefined
      ? t('jewel')
      : t('jewelNote', { because })
    : ref === undefined
      ? t(kind)
      : t('nodeNote', { kind: t(kind), source: ref.source });
