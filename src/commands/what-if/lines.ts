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
