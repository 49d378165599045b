import { existsSync } from 'node:fs';
import { exportBytes, traceLedger, verifyLedger } from '../../ledger/index.ts';
import { done, refuse, type Result } from '../../model/index.ts';
import { stepOf, type TraceStep } from './tellers.ts';

export interface TracedStory {
  /** The case, or the campaign. */
  readonly about: string;
  readonly steps: readonly TraceStep[];
  /** What it rests on and stands elsewhere in the ledger: mandates, delegations, reads. */
  readonly restsOn: readonly TraceStep[];
}
export interface LedgerTraced {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** Whether the three verdicts of the verifier hold of the whole export. */
  readonly holds: {
    readonly integrity: boolean;
    readonly completeness: boolean;
    readonly authenticity: boolean;
  };
  readonly stories: readonly TracedStory[];
  /** Cases whose content was erased: whether they are about the same cannot be told. */
  readonly unreadable: readonly string[];
}

/**
 * Who approved what, when and on what basis, from an export folder alone: no server, no database. Verifies the whole folder
 * first, then tells the stories of whatever `about` names.
 */
export async function traceFolder(
  folder: string,
  about: string,
  options: { readonly checkpointKey?: string },
): Promise<Result<LedgerTraced>> {
  if (!existsSync(folder))
    return refuse(
      'not_found',
      `There is no folder \`${folder}\`.`,
      'Make one with `countersign ledger export FOLDER`.',
    );
  const bytes = await exportBytes(folder);
  const report = await verifyLedger(bytes, options);
  const { stories, grounds, unreadable } = await traceLedger(bytes, report.size, about);
  return done({
    origin: report.origin,
    size: report.size,
    root: report.root,
    holds: {
      integrity: report.integrity.holds,
      completeness: report.completeness.holds,
      authenticity: report.authenticity.holds,
    },
    stories: [...stories].map(([name, entries]) => {
      const own = new Set(entries.map(({ leaf }): string => leaf.entry.id));
      const causes = new Set(
        entries.flatMap(({ leaf, signature }) => [...leaf.entry.causedBy, ...delegationOf(signature?.item)]),
      );
      return {
        about: name,
        steps: entries.map(stepOf),
        restsOn: [...causes].flatMap((cause) => {
          const ground = own.has(cause) ? undefined : grounds.get(cause);
          return ground === undefined ? [] : [stepOf(ground)];
        }),
      };
    }),
    unreadable,
  });
}

const delegationOf = (item: object | undefined): readonly string[] => {
  const standsFor: unknown = item === undefined ? undefined : Reflect.get(item, 'standsFor');
  const name: unknown =
    typeof standsFor === 'object' && standsFor !== null ? Reflect.get(standsFor, 'delegation') : undefined;
  return typeof name === 'string' ? [name] : [];
};
