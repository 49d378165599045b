import type { AwsEstate } from '../access/aws-estate.ts';
import { AwsEstates } from '../access/aws-estates.ts';
import type { AccessGraph, AccessVersion } from '../access/graph.ts';
import type { NodesAt } from './across/index.ts';
import type { Kept } from './aws/kept.ts';
import type { SourceSteps } from './escalation-graph.ts';
import { KeptSteps, Moved } from './kept-steps.ts';
import type { SourceAt } from './source-at.ts';

type Read = AccessVersion['reads'][number];

interface OfSource {
  readonly read: number;
  /** How many crown jewels there was room for. */
  readonly most: number;
  readonly steps: KeptSteps;
  readonly total: number;
  readonly told: number;
}

interface OfAws {
  readonly read: number;
  readonly estate: AwsEstate;
  readonly judged: Kept;
}

interface OfNodes extends NodesAt {
  readonly read: number;
  readonly graph: Pick<AccessGraph, 'sources'>;
}

/** What of other sources steps from one into another look at. */
const asked: readonly string[] = ['github', 'kubernetes', 'vault', 'secrets'];

/**
 * What was found of each source at the version that was put together last, by the read that it rests on. Of a source that was
 * read since nothing is taken from here but what `AwsEstates` and `Kept` hold for it.
 */
export class KeptFindings {
  /** AWS sources, compiled. */
  readonly estates: AwsEstates;
  readonly #sources = new Map<number, OfSource>();
  readonly #aws = new Map<number, OfAws>();
  readonly #nodes = new Map<number, OfNodes>();
  #across = new Map<string, KeptSteps>();
  #acrossNow = new Map<string, KeptSteps>();

  constructor(estates = new AwsEstates()) {
    this.estates = estates;
  }

  /** Undefined: it was read since, or does not fit. */
  ofSource(
    graph: AccessGraph,
    { sourceNo, read }: Read,
    most: number,
  ): { readonly steps: SourceSteps; readonly total: number; readonly told: number } | undefined {
    const known = this.#sources.get(sourceNo);
    if (known?.read !== read || (known.most !== most && known.total > Math.min(known.most, most)))
      return undefined;
    const steps = known.steps.at(graph);
    return steps === undefined ? undefined : { steps, total: known.total, told: known.told };
  }

  keepSource(
    graph: AccessGraph,
    { sourceNo, read }: Read,
    { steps, ...found }: Omit<OfSource, 'read' | 'steps'> & { readonly steps: SourceSteps },
  ): void {
    this.#sources.set(sourceNo, {
      ...found,
      read,
      steps: new KeptSteps(graph, new Set([sourceNo]), steps),
    });
  }

  across(graph: AccessGraph, name: string): SourceSteps | undefined {
    const known = this.#across.get(name);
    if (known !== undefined) this.#acrossNow.set(name, known);
    return known?.at(graph);
  }

  keepAcross(name: string, steps: KeptSteps): void {
    this.#acrossNow.set(name, steps);
  }

  aws(sourceNo: number): OfAws | undefined {
    return this.#aws.get(sourceNo);
  }

  keepAws(sourceNo: number, found: OfAws): void {
    this.#aws.set(sourceNo, found);
  }

  nodes(graph: AccessGraph, { sourceNo, read }: Read): NodesAt | undefined {
    const known = this.#nodes.get(sourceNo);
    if (known?.read !== read) return undefined;
    const moved = new Moved(known.graph.sources, graph);
    if (!moved.isWhole) return undefined;
    const { source, nodes } = known;
    if (moved.isNowhere) return { source, nodes };
    return { source, nodes: nodes.map((each) => ({ ...each, node: moved.of(each.node) })) };
  }

  keepNodes(graph: AccessGraph, { sourceNo, read }: Read, { source, nodes, connector }: SourceAt): void {
    if (!asked.includes(connector)) return;
    const sources = graph.sources.filter(({ no }) => no === sourceNo);
    this.#nodes.set(sourceNo, { read, source, nodes, graph: { sources } });
  }

  /** A version was put together: what is of sources that are in it no more is let go. */
  turn(reads: AccessVersion['reads']): void {
    const there = new Set(reads.map(({ sourceNo }) => sourceNo));
    for (const kept of [this.#sources, this.#aws, this.#nodes])
      for (const sourceNo of kept.keys()) if (!there.has(sourceNo)) kept.delete(sourceNo);
    this.#across = this.#acrossNow;
    this.#acrossNow = new Map();
  }
}
