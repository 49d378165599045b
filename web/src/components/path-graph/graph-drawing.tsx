import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { t } from '../../text/pieces.ts';
import { placeGraph, type PlacedEdge, type PlacedGraph, type PlacedNode } from './graph-layout.ts';
import type { EdgeUse, PathGraphData } from './graph-shape.ts';
import { useFocusOn } from './use-focus-on.ts';
import { useZoom, ZoomTools } from './zoom.tsx';
import { wordsOfUse } from './words-of-use.ts';

const classes: Readonly<Record<EdgeUse, string>> = {
  used: 'used',
  granted: '',
  unknown: '',
  possible: '',
  choke: 'choke',
};

/**
 * The drawing. Arrow keys walk along the edges from node to node; Enter opens one, or draws more of what one stands for.
 * Plus and minus make it larger and smaller, nought has all of it fit.
 */
export function GraphDrawing({
  label,
  data,
  onOpen,
  onUnfold,
}: {
  readonly label: string;
  readonly data: PathGraphData;
  readonly onOpen?: (id: string) => void;
  readonly onUnfold: (id: string) => void;
}) {
  const graph = useMemo(() => placeGraph(data), [data]);
  const frame = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string>();
  const [near, setNear] = useState<string>();
  const zoom = useZoom(frame, graph.width);
  const focusOn = useFocusOn(frame, graph);
  const first = graph.nodes.some(({ id }) => id === current) ? current : graph.nodes[0]?.id;
  const act = (node: PlacedNode): void => {
    if (node.folds === undefined) onOpen?.(node.id);
    else {
      focusOn.whatIsNew(graph);
      onUnfold(node.id);
    }
  };
  const walk = (event: KeyboardEvent, node: PlacedNode): void => {
    const next = neighbour(graph, node, event.key);
    if (event.key === 'Enter') act(node);
    else if (next === undefined) return;
    else focusOn.node(next);
    event.preventDefault();
  };
  // what scrolls must be reachable by keyboard, and the keys of its nodes come up to it
  const keys = { tabIndex: 0, onKeyDown: zoom.onKeyDown };
  return (
    <>
      <ZoomTools zoom={zoom} />
      <div ref={frame} className="graph-scroll" role="group" aria-label={label} {...keys}>
        <svg
          className="fig"
          viewBox={`0 0 ${graph.width} ${graph.height}`}
          width={graph.width * zoom.scale}
          height={graph.height * zoom.scale}
          role="group"
          aria-label={label}
        >
          {graph.edges.map((edge) => (
            <Edge
              key={`${edge.from} ${edge.to} ${edge.grant}`}
              edge={edge}
              isNear={near === edge.from || near === edge.to}
            />
          ))}
          {graph.nodes.map((node) => (
            <g
              key={node.id}
              className={near === node.id ? 'graph-node near' : 'graph-node'}
              transform={`translate(${node.x} ${node.y})`}
              role={onOpen === undefined && node.folds === undefined ? 'img' : 'button'}
              tabIndex={node.id === first ? 0 : -1}
              aria-label={describe(graph, node)}
              onFocus={() => {
                setCurrent(node.id);
                setNear(node.id);
              }}
              onBlur={() => setNear(undefined)}
              onPointerEnter={() => setNear(node.id)}
              onPointerLeave={() => setNear(undefined)}
              onClick={() => act(node)}
              onKeyDown={(event) => walk(event, node)}
            >
              <rect
                className={`card-node ${node.look ?? ''}`}
                width={node.width}
                height={node.height}
                rx="7"
              />
              <text className="t-mono" x="11" y="18">
                {`${node.shown} `}
              </text>
              <text className="t-quiet" x="11" y="34">
                {node.shownNote}
              </text>
            </g>
          ))}
        </svg>
      </div>
    </>
  );
}

function Edge({ edge, isNear }: { readonly edge: PlacedEdge; readonly isNear: boolean }) {
  const { tip, at, label } = edge;
  const words = isNear ? grantOf(edge) : (label ?? '');
  return (
    <g className={isNear ? 'graph-edge near' : 'graph-edge'} aria-hidden="true">
      <title>{`${grantOf(edge)} (${t(wordsOfUse[edge.use])})`}</title>
      <path className={`edge ${classes[edge.use]}`} d={edge.path} />
      <path className={`tip ${classes[edge.use]}`} d={`M${tip.x - 5} ${tip.y - 4}l5 4l-5 4`} />
      {edge.use === 'choke' ? (
        <g transform={`translate(${edge.gate.x} ${edge.gate.y})`}>
          <rect className="gate-ground" x="-6" y="-8" width="12" height="16" />
          <path className="gate" d="M-6 7l5-14M1 7l5-14" />
        </g>
      ) : null}
      {words === '' ? null : (
        <g transform={`translate(${at.x} ${at.y})`}>
          <rect
            className="mask"
            x={-words.length * 3.3 - 4}
            y="-9"
            width={words.length * 6.6 + 8}
            height="18"
          />
          <text className={edge.use === 'choke' ? 'mid t-alarm' : 'mid'} y="4">
            {words}
          </text>
        </g>
      )}
    </g>
  );
}

/** The grant that makes an edge, with its basis where that is told. */
const grantOf = ({ grant, basis }: PlacedEdge): string =>
  basis === undefined ? grant : t('grantOfBasis', { grant, basis: t(basis) });

/** What a screen reader hears of a node: its name, and by which grants one comes to it and goes on. */
function describe({ nodes, edges }: PlacedGraph, node: PlacedNode): string {
  const name = (id: string): string => nodes.find((each) => each.id === id)?.label ?? id;
  const comes = edges.filter((edge) => edge.to === node.id);
  const goes = edges.filter((edge) => edge.from === node.id);
  const says = (edge: PlacedEdge, other: string, way: 'reachedFrom' | 'leadsTo'): string =>
    t(way, { other: name(other), grant: edge.grant === '' ? t(wordsOfUse[edge.use]) : grantOf(edge) });
  return [
    `${node.shown} ${node.shownNote}`,
    ...(node.shown === node.label ? [] : [node.label]),
    ...(node.folds === undefined ? [] : [t('opensMore')]),
    ...comes.map((edge) => says(edge, edge.from, 'reachedFrom')),
    ...goes.map((edge) => says(edge, edge.to, 'leadsTo')),
  ].join('. ');
}

/** The node that an arrow key goes to: along an edge, or up and down within a column. */
function neighbour({ nodes, edges }: PlacedGraph, from: PlacedNode, key: string): number | undefined {
  const at = (id: string | undefined): number | undefined => {
    const found = nodes.findIndex((node) => node.id === id);
    return found < 0 ? undefined : found;
  };
  if (key === 'ArrowRight') return at(edges.find((edge) => edge.from === from.id)?.to);
  if (key === 'ArrowLeft') return at(edges.find((edge) => edge.to === from.id)?.from);
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const way = key === 'ArrowDown' ? 1 : -1;
  const inColumn = nodes
    .filter(
      (node) =>
        Math.abs(node.x + node.width / 2 - from.x - from.width / 2) < 60 && (node.y - from.y) * way > 0,
    )
    .sort((a, b) => (a.y - b.y) * way);
  return at(inColumn[0]?.id);
}
