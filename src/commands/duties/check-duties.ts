import type { Duty, DutyException, DutyRule } from '../../duties/index.ts';
import type { AccessVersion } from '../../estate/index.ts';
import { done, refuse, type DutyConflictView, type EstateRef, type Result } from '../../model/index.ts';
import type { System } from '../system.ts';
import type { RightUnknown } from './find-conflicts.ts';

/** A rule with how many identities it finds. */
export interface DutyRuleTold extends Omit<DutyRule, 'exceptions' | 'apart'> {
  readonly apart: readonly [Duty, Duty];
  /** For certain, and for whom nobody answers now. */
  readonly conflicts: number;
  /** Somebody answers for them until a day that is to come. */
  readonly excepted: number;
  /** If something holds that was not evaluated. */
  readonly depends: number;
  /** Accounts that have both by a right on everything; none of the above. */
  readonly administrators: number;
  readonly exceptions: readonly (DutyException & { readonly isInForce: boolean })[];
}

export interface ConflictTold extends Omit<DutyConflictView, 'rule'> {
  readonly rule: string;
  readonly identity: EstateRef;
}

export interface DutiesTold {
  readonly rules: readonly DutyRuleTold[];
  /** Of all rules, or of the one asked for. */
  readonly total: number;
  readonly truncated: boolean;
  readonly conflicts: readonly ConflictTold[];
  readonly unknown: readonly RightUnknown[];
  readonly version: AccessVersion;
}

/** Which duties are to stay apart, and who has two of them all the same, by which paths. Changes nothing. */
export async function checkDuties(
  system: Pick<System, 'duties' | 'clock'>,
  asked: { readonly rule?: string; readonly limit: number },
): Promise<Result<DutiesTold>> {
  const book = await system.duties.book();
  if (!book.ok) return book;
  const rule = book.value.rules.find(({ id }) => id === asked.rule);
  if (asked.rule !== undefined && rule === undefined)
    return refuse(
      'not_found',
      `No rule about duties is called \`${asked.rule}\`.`,
      'See them with `countersign duties list`.',
    );
  const all = await system.duties.found();
  if (!all.ok) return all;
  const now = system.clock.now();
  const { conflicts, version, unknown, administrators, total } = all.value;
  const byRule = Map.groupBy(conflicts, (conflict) => conflict.rule.id);
  const isExcepted = ({ exception }: DutyConflictView): boolean =>
    exception !== undefined && exception.until > now;
  const wanted = rule === undefined ? conflicts : (byRule.get(rule.id) ?? []);
  const told = wanted.toSorted(byWeight).slice(0, asked.limit);
  return done({
    rules: book.value.rules.map(({ exceptions, ...each }) => {
      const found = byRule.get(each.id) ?? [];
      return {
        ...each,
        conflicts: found.filter((one) => one.isSure && !isExcepted(one)).length,
        excepted: found.filter((one) => one.isSure && isExcepted(one)).length,
        depends: found.filter(({ isSure }) => !isSure).length,
        administrators: administrators.get(each.id) ?? 0,
        exceptions: exceptions.map((one) => ({ ...one, isInForce: one.until > now })),
      };
    }),
    conflicts: told.map(({ rule: { id }, identity, isSure, sides, exception }) => ({
      rule: id,
      identity,
      isSure,
      sides,
      ...(exception === undefined ? {} : { exception }),
    })),
    total: rule === undefined ? total : wanted.length,
    truncated: (rule === undefined ? total : wanted.length) > told.length,
    unknown,
    version,
  });
}

const weights: readonly string[] = ['critical', 'high', 'medium', 'low', 'info'];

/** What is certain first, then what weighs most, then by name: always the same. */
const byWeight = (a: ConflictFoundOf, b: ConflictFoundOf): number =>
  Number(b.isSure) - Number(a.isSure) ||
  weights.indexOf(a.rule.severity) - weights.indexOf(b.rule.severity) ||
  compare(a.rule.id, b.rule.id) ||
  compare(`${a.identity.source}/${a.identity.key}`, `${b.identity.source}/${b.identity.key}`);

type ConflictFoundOf = DutyConflictView & { readonly identity: EstateRef };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
