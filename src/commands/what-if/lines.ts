import { digestOfValue } from '../../platform/canonical.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';

const mostLines = 150;

/**
 * What signatures rest on, a line each and in one order: names of what would be otherwise, never counts of use, times or scores,
 * which move without anything being otherwise. Beyond what is listed the rest is in a digest.
 */
export function linesOf(found: EstateWhatIf): readonly string[] {
  const at = ({ source, key }: { readonly source: string; readonly key: string }): string =>
    `${source}/${key}`;
  const lines = [
    ...found.breaks.told.map(({ account, right }) => `breaks: ${at(account)} uses ${right}`),
    ...found.duties.appear.told.map(
      ({ rule, identity }) => `duties come together: ${rule} in ${at(identity)}`,
    ),
    ...found.duties.go.told.map(({ rule, identity }) => `duties come apart: ${rule} in ${at(identity)}`),
    ...(found.duties.cannotTell === null ? [] : ['duties: cannot tell']),
    ...found.findings.open.told.map(({ rule, account }) => `finding opens: ${rule} of ${at(account)}`),
    ...found.findings.close.told.map(({ rule, account }) => `finding closes: ${rule} of ${at(account)}`),
    ...found.lost.map(({ account, rights, more }) => `loses ${rights.length + more} rights: ${at(account)}`),
    ...found.gained.map(
      ({ account, rights, more }) => `gains ${rights.length + more} rights: ${at(account)}`,
    ),
    ...found.unseen.map(({ account }) => `use is not seen: ${at(account)}`),
    ...found.blocked.told.map(({ proposal }) => `request would have been held: ${proposal}`),
    ...beyond('breaks', found.breaks),
    ...beyond('duties come together', found.duties.appear),
    ...beyond('duties come apart', found.duties.go),
    ...beyond('finding opens', found.findings.open),
    ...beyond('finding closes', found.findings.close),
    ...beyond('request would have been held', found.blocked),
    ...(found.accounts.leftOut === 0 ? [] : [`not looked at: ${found.accounts.leftOut} more accounts`]),
    ...found.notSupposed.map(({ says, because }) => `not supposed: ${says}: ${because}`),
  ].toSorted();
  const all = [...new Set(lines)];
  const rest = all.slice(mostLines);
  return rest.length === 0
    ? all.length === 0
      ? ['nothing']
      : all
    : [
        ...all.slice(0, mostLines),
        `and ${rest.length} more: ${digestOfValue('countersign/what-if/lines/v1', rest)}`,
      ];
}

/** What is counted and not told is signed as that: nobody is to take the first of many for all of them. */
const beyond = (
  what: string,
  { total, told }: { readonly total: number; readonly told: readonly unknown[] },
): readonly string[] =>
  total > told.length ? [`${what}: ${total - told.length} more that are not told`] : [];
