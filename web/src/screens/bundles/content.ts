import type { RouteOutput } from '../../api/route-table.ts';

export type Gift = RouteOutput<'bundles.list'>['items'][number]['content'][number];

export const contentLine = ({ is, source, key }: Gift): string => `${is} ${source} ${key}`;

/** The lines of a text as gifts; `wrong`: the first line that is none, from 1. */
export function readContent(text: string): {
  readonly gifts: readonly {
    readonly is: 'group' | 'entitlement';
    readonly source: string;
    readonly key: string;
  }[];
  readonly wrong?: { readonly at: number; readonly line: string };
} {
  const gifts: { is: 'group' | 'entitlement'; source: string; key: string }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = /^(group|entitlement) ([a-z][a-z0-9-]{0,39}) (.+)$/.exec(line.trim());
    const [, is, source, key] = found ?? [];
    if ((is !== 'group' && is !== 'entitlement') || source === undefined || key === undefined)
      return { gifts, wrong: { at: at + 1, line: line.slice(0, 80) } };
    gifts.push({ is, source, key });
  }
  return { gifts };
}
