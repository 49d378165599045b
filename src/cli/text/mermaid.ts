import type { PathNode, PathStep, TechniqueTold } from '../../commands/escalation.ts';
import { inertWithin } from '../../platform/text.ts';

/** What of an answer is drawn. */
export interface Drawn {
  readonly nodes: readonly PathNode[];
  readonly steps: readonly PathStep[];
  readonly techniques: readonly TechniqueTold[];
}

/**
 * A Mermaid flowchart. What depends is dashed, crown jewels are filled, steps whose row cuts somebody off are thick. Names
 * come from sources: each character that Mermaid or HTML would read is written as its number.
 */
export function mermaidOf({ nodes, steps, techniques }: Drawn): string {
  const titles = new Map(techniques.map(({ id, title }) => [id, title]));
  const lines = ['flowchart LR'];
  for (const { id, kind, label, isCrownJewel } of nodes) {
    const [open, close] = shapes[kind];
    lines.push(`  ${id}${open}"${safe(label)}"${close}${isCrownJewel ? ':::jewel' : ''}`);
  }
  for (const { from, to, how, technique, certainty, cuts } of steps) {
    const what = how === 'technique' ? (titles.get(technique ?? '') ?? '') : words[how];
    const says = `${what}${cuts > 0 ? ` (cuts ${cuts})` : ''}`;
    const arrow = certainty === 'depends' ? '-.->' : cuts > 0 ? '==>' : '-->';
    lines.push(`  ${from} ${arrow}|"${safe(says)}"| ${to}`);
  }
  return `${[...lines, '  classDef jewel fill:#f5d90a,color:#000'].join('\n')}\n`;
}

const shapes = {
  account: ['(', ')'],
  group: ['[', ']'],
  power: ['{{', '}}'],
  any: ['([', '])'],
  resource: ['[(', ')]'],
} as const;
const words = { membership: 'member of', right: 'may', part: 'includes' } as const;

const safe = (text: string): string =>
  inertWithin(text, 120).replaceAll(/[^\p{L}\p{N} ._:/@*,()+=’…-]/gu, (c) => `#${c.codePointAt(0) ?? 0};`);
