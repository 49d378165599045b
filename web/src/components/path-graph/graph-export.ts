import { inert } from '../../text/inert.ts';
import { fitted, type GraphNode, type PathGraphData } from './graph-shape.ts';

/** Names come from sources: each character that Mermaid or HTML would read is written as its number. */
const safe = (text: string): string =>
  fitted(inert(text), 120).replaceAll(
    /[^\p{L}\p{N} ._:/@*,()+=’…-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );

/** A Mermaid flowchart of the whole graph: what depends is dashed, choke points are thick, crown jewels are filled. */
export function mermaidOf({ nodes, edges }: PathGraphData): string {
  const numbers = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const lines = nodes.map(
    (node, at) =>
      `  n${at}["${safe(node.label)}${node.note === '' ? '' : `<br>${safe(node.note)}`}"]${classOf(node)}`,
  );
  for (const { from, to, grant, label, use } of edges) {
    const arrow = label !== undefined ? '-.->' : use === 'choke' ? '==>' : '-->';
    const says = [grant, label].filter((each) => each !== undefined && each !== '').join(', ');
    const words = says === '' ? '' : `|"${safe(says)}"|`;
    lines.push(`  ${numbers.get(from) ?? ''} ${arrow}${words} ${numbers.get(to) ?? ''}`);
  }
  return `${['flowchart LR', ...lines, '  classDef jewel fill:#f5d90a,color:#000'].join('\n')}\n`;
}

const classOf = ({ look }: GraphNode): string => (look === 'hot' ? ':::jewel' : '');

/** Nodes and edges as they are, every one. Characters that would be invisible are written as JSON’s own escapes. */
export const jsonOf = ({ nodes, edges }: PathGraphData): string =>
  `${JSON.stringify({ nodes, edges }, null, 2).replaceAll(/[^\n -~]/gu, escaped)}\n`;

const escaped = (character: string): string =>
  inert(character) === character
    ? character
    : character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
