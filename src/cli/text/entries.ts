import type { Leaf } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';

/** Entries in order, one block each: number, time, type, by whom, caused by what, and the body in short. */
export function entriesText(leaves: readonly Leaf[]): string {
  if (leaves.length === 0) return 'No entries.\n';
  return leaves
    .map(({ seq, sequencedAt, writer, entry }) =>
      [
        `${String(seq).padStart(6)}  ${sequencedAt}  ${entry.type}  (${writer})`,
        `        ${entry.id} by ${entry.actor.kind} ${entry.actor.id}`,
        ...(entry.causedBy.length > 0 ? [`        caused by ${entry.causedBy.join(', ')}`] : []),
        `        ${inert(bodyText(entry.body))}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** Long, and of use to a verifier only: `--json` has them. */
const notShown = new Set(['statement', 'signature', 'signatures', 'proof']);

function bodyText(body: Readonly<Record<string, unknown>>): string {
  const short = Object.entries(body).map(([name, value]) => {
    if (notShown.has(name)) return `${name}: …`;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}: ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`;
  });
  return short.join(' · ');
}
