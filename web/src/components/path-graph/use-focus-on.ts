import { useEffect, useRef, type RefObject } from 'react';
import type { PlacedGraph } from './graph-layout.ts';

/** Moves the keyboard to a node: to one that is drawn, or, once more are drawn, to the first of those. */
export function useFocusOn(frame: RefObject<HTMLElement | null>, graph: PlacedGraph) {
  const before = useRef<ReadonlySet<string>>(undefined);
  const node = (at: number): void => frame.current?.querySelectorAll<SVGElement>('.graph-node')[at]?.focus();
  useEffect(() => {
    const known = before.current;
    before.current = undefined;
    if (known === undefined) return;
    const added = graph.nodes.findIndex(({ id, folds }) => folds === undefined && !known.has(id));
    if (added >= 0) node(added);
  });
  return {
    node,
    whatIsNew: ({ nodes }: PlacedGraph): void => {
      before.current = new Set(nodes.map(({ id }) => id));
    },
  };
}
