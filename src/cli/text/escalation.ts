import type {
  BlastRadiusTold,
  ChokePointsTold,
  CouldBecomeTold,
  PathNode,
  PathsTold,
  PathStep,
  PathTold,
  TechniqueTold,
} from '../../commands/escalation.ts';
import { inert } from '../../platform/text.ts';
import { frameText } from './access.ts';

/** How one identity could come to another: each path once, step by step. */
export function pathsText(found: PathsTold): string {
  const words = new Words(found);
  const { asked, shortest, cheapest, sure } = found;
  const named = `${inert(asked.from)} → ${inert(asked.to)}`;
  if (shortest === undefined)
    return `${[`${named}: no path was found in what was read.`, ...frameText(found, words.sources())].join('\n')}\n`;
  const told: { path: PathTold; says: string[] }[] = [];
  for (const [says, path] of [
    ['shortest', shortest],
    ['cheapest', cheapest],
    ['cheapest that is sure', sure],
  ] as const) {
    if (path === undefined) continue;
    const known = told.find((each) => each.path.steps.join() === path.steps.join());
    if (known === undefined) told.push({ path, says: [says] });
    else known.says.push(says);
  }
  const everyPath = found.everyPathUses.map((id) => words.step(id)).filter(isRemovable);
  const lines = told.flatMap(({ path, says }) => [
    '',
    `${named}: the ${says.join(' and the ')} path, ${plural(path.steps.length, 'step')}, cost ${path.cost}${path.certainty === 'depends' ? ', depends' : ''}`,
    ...words.path(path, 'identities off from it'),
  ]);
  return `${[
    ...lines.slice(1),
    ...(sure === undefined ? ['', 'No path is sure: each depends on something that was not evaluated.'] : []),
    '',
    ...(everyPath.length === 0
      ? ['No single row is on every path: taking one away leaves another way.']
      : [
          `Every path uses ${everyPath.length === 1 ? 'this row' : 'these rows'}; without any of them there is none:`,
          ...everyPath.map((step) => `  ${rowText(step)}`),
        ]),
    `${found.identities} identities could come there; ${plural(found.totalSteps, 'step')} lie on the ways from here${found.truncated ? ' (not all of them are told: --limit)' : ''}.`,
    ...frameText(found, words.sources()),
  ].join('\n')}\n`;
}

export const couldBecomeText = (found: Omit<CouldBecomeTold, 'next'>): string =>
  reachedText(
    `${inert(found.identity.name)} (${inert(found.identity.source)} ${inert(found.identity.key)})`,
    found,
  );

export function blastRadiusText(of: string, found: Omit<BlastRadiusTold, 'next'>): string {
  const { credentials } = found;
  const by = { name: '', secret: ', the same secret', id: ', the same public id' } as const;
  return [
    ...credentials.map(
      ({ credential, account, state, by: how }) =>
        `${inert(credential.key)} (${state}) is held by ${inert(account.name)} (${inert(account.source)})${by[how]}\n`,
    ),
    ...(found.totalCredentials > credentials.length
      ? [`and ${found.totalCredentials - credentials.length} more\n`]
      : []),
    reachedText(`Whoever has ${inert(of)}`, found),
  ].join('');
}

function reachedText(who: string, found: Omit<CouldBecomeTold, 'identity' | 'next'>): string {
  const words = new Words(found);
  const { powers, resources, accounts, groups } = found.totals;
  if (found.total === 0)
    return `${[`${who} could become nothing more, in what was read.`, ...frameText(found, words.sources())].join('\n')}\n`;
  const shownPaths = found.paths.map((path) => {
    const to = words.node(path.to);
    return [
      '',
      `  ${path.certainty === 'sure' ? 'yes    ' : 'depends'}  ${nodeText(to)}${to?.isCrownJewel === true ? `  [crown jewel: ${inert(to.because ?? '')}]` : ''}  cost ${path.cost}`,
      ...words.path(path, `of its ${found.chokePointsAreOf} off`).map((line) => `  ${line}`),
    ];
  });
  return `${[
    `${who} could come to have ${plural(powers, 'power')}, ${plural(resources, 'resource')} of the highest tier or of production, ${plural(accounts, 'account')} and ${plural(groups, 'group')}${found.truncated ? ` (the first ${found.paths.length} are shown)` : ''}:`,
    ...shownPaths.flat(),
    ...pointsText(
      words,
      found.chokePoints,
      (cuts) => `cuts it off from ${plural(cuts, found.chokePointsAreOf.slice(0, -1))}`,
    ),
    ...frameText(found, words.sources()),
  ].join('\n')}\n`;
}

/** The whole estate, from its crown jewels backwards. */
export function chokePointsText(found: ChokePointsTold): string {
  const words = new Words(found);
  return `${[
    `${found.identities} identities could come to have a crown jewel, ${found.surely} of them for sure.`,
    ...found.powers.map(
      ({ node, identities, surely }) =>
        `  ${nodeText(words.node(node))}: ${identities} identities, ${surely} for sure`,
    ),
    ...(found.totalPowers > found.powers.length
      ? [`  and ${found.totalPowers - found.powers.length} more`]
      : []),
    ...(found.jewels.total === 0
      ? []
      : [
          `  the others: one of ${plural(found.jewels.total, 'resource', 'resources')} of a high tier or of production`,
        ]),
    ...(found.identities === 0
      ? []
      : pointsText(words, found.chokePoints, (cuts) => `cuts off ${plural(cuts, 'identity', 'identities')}`)),
    ...(found.totalChokePoints > found.chokePoints.length
      ? [`  and ${found.totalChokePoints - found.chokePoints.length} more (--limit)`]
      : []),
    ...(found.jewels.total > found.jewels.told
      ? [
          '',
          `Of ${found.jewels.total} resources that count as crown jewels the first ${found.jewels.told} were looked at.`,
        ]
      : []),
    ...frameText(found, words.sources()),
  ].join('\n')}\n`;
}

function pointsText(
  words: Words,
  points: ChokePointsTold['chokePoints'],
  says: (cuts: number) => string,
): readonly string[] {
  const lines = points.flatMap(({ steps, cuts }) => {
    const first = words.step(steps[0] ?? '');
    return first === undefined
      ? []
      : [`  ${says(cuts)}: ${rowText(first)}`, `      ${words.stepText(first)}`];
  });
  return lines.length === 0
    ? ['', 'No single row cuts anything off: there is always another way.']
    : ['', 'Taking away one row:', ...lines];
}

const isRemovable = (step: PathStep | undefined): step is PathStep =>
  step !== undefined && step.because.length > 0;
const rowText = ({ because, says }: PathStep): string => {
  const [row] = because;
  return row === undefined
    ? says.map(inert).join('; ')
    : `${row.entity} ${inert(row.key)} (${inert(row.source)})`;
};
const nodeText = (node: PathNode | undefined): string =>
  node === undefined
    ? ''
    : `${inert(node.label)}${node.ref === undefined ? '' : ` (${inert(node.ref.source)})`}`;
const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** An answer's nodes, steps and techniques by their ids. */
class Words {
  readonly #nodes: ReadonlyMap<string, PathNode>;
  readonly #steps: ReadonlyMap<string, PathStep>;
  readonly #techniques: ReadonlyMap<string, TechniqueTold>;

  constructor(found: {
    readonly nodes: readonly PathNode[];
    readonly steps: readonly PathStep[];
    readonly techniques: readonly TechniqueTold[];
  }) {
    this.#nodes = new Map(found.nodes.map((each) => [each.id, each]));
    this.#steps = new Map(found.steps.map((each) => [each.id, each]));
    this.#techniques = new Map(found.techniques.map((each) => [each.id, each]));
  }

  node(id: string): PathNode | undefined {
    return this.#nodes.get(id);
  }
  step(id: string): PathStep | undefined {
    return this.#steps.get(id);
  }
  sources(): ReadonlySet<string> {
    return new Set([...this.#nodes.values()].flatMap(({ ref }) => ref?.source ?? []));
  }

  stepText({ from, to, how, technique }: PathStep): string {
    const [one, other] = [inert(this.node(from)?.label ?? ''), inert(this.node(to)?.label ?? '')];
    const known = this.#techniques.get(technique ?? '');
    if (how === 'technique' && known !== undefined)
      return `${one} ${known.title.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())} → ${other}`;
    return `${one} ${how === 'membership' ? 'is a member of' : how === 'right' ? 'may use' : 'includes'} ${other}`;
  }

  path(path: PathTold, cut: string): readonly string[] {
    return path.steps.flatMap((id, n) => {
      const step = this.#steps.get(id);
      if (step === undefined) return [];
      const { how, technique, because, says, dependsOn, cuts } = step;
      const known = how === 'technique' ? this.#techniques.get(technique ?? '') : undefined;
      return [
        `  ${n + 1}. ${this.stepText(step)}`,
        ...(known === undefined ? [] : [`       ${known.does}`]),
        ...(says.length === 0 ? [] : [`       because of ${says.map(inert).join('; ')}`]),
        ...(because.length === 0
          ? []
          : [`       rests on ${rowText(step)}${cuts > 0 ? `; taking it away cuts ${cuts} ${cut}` : ''}`]),
        ...(known === undefined ? [] : [`       take away ${known.takeAway}`]),
        ...(dependsOn.length === 0 ? [] : [`       depends on: ${dependsOn.map(inert).join('; ')}`]),
      ];
    });
  }
}
