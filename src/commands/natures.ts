import { judgeNature } from '../behaviour/nature/judge-nature.ts';
import { judgeProvenance } from '../behaviour/provenance/judge-provenance.ts';
import {
  done,
  type EstateRef,
  type Instant,
  type NatureView,
  type ProvenanceView,
  type Result,
} from '../model/index.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

/** How one account works and where it comes from. */
export interface AccountNature {
  readonly account: EstateRef;
  /** Null: no log that would show it was read, so neither can be told. */
  readonly judged: {
    readonly from: Instant;
    readonly until: Instant;
    readonly logs: readonly string[];
    readonly nature: NatureView;
    readonly provenance: ProvenanceView;
  } | null;
}

/** Places that an account comes from, told at most. */
const mostPlaces = 50;

/** How an account, or each account of a person, works and where it comes from, as its logs say now. Decides nothing. */
export async function natureOf(
  system: Pick<System, 'database' | 'behaviour'>,
  asked: { readonly identity: string },
): Promise<Result<{ readonly identity: EstateRef; readonly accounts: readonly AccountNature[] }>> {
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const accounts = named.value.subjects.filter(({ entity }) => entity === 'account');
  const seen = await (await system.behaviour.now()).of(accounts);
  return done({
    identity: named.value.identity,
    accounts: accounts.map((account, at) => {
      const did = seen[at] ?? null;
      if (did === null) return { account, judged: null };
      const provenance = judgeProvenance(did);
      return {
        account,
        judged: {
          from: did.from,
          until: did.until,
          logs: did.logs.map(({ name }) => name),
          nature: judgeNature(did),
          provenance: { ...provenance, seen: provenance.seen.slice(0, mostPlaces) },
        },
      };
    }),
  });
}
