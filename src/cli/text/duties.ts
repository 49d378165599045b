import type { OutputOf } from '../../api/route.ts';
import type { duties } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type Told = Omit<OutputOf<typeof duties.check>, 'version'>;
type DutyRuleTold = Told['rules'][number];
type ConflictTold = Told['conflicts'][number];

/** Who has two duties that are to stay apart, rule by rule. */
export function dutiesText(found: Told, only?: string): string {
  const rules = found.rules.filter(({ id }) => only === undefined || id === only);
  if (rules.length === 0) return 'No rules about duties. docs/how-to/duties.md shows how to write some.\n';
  const lines = rules.flatMap((rule) => [
    `${inert(rule.title)}  (${rule.id}, ${rule.severity})`,
    `  ${countsOf(rule)}`,
    ...found.conflicts.filter(({ rule: id }) => id === rule.id).flatMap(conflictText),
    '',
  ]);
  if (found.truncated)
    lines.push(
      `The first ${found.conflicts.length} of ${found.total} are shown; --limit N shows more, --rule ID one rule.`,
    );
  return `${[...lines, ...unknownText(found)].join('\n').trimEnd()}\n`;
}

/** The rules themselves. */
export function dutyRulesText(found: Pick<Told, 'rules' | 'unknown'>): string {
  if (found.rules.length === 0)
    return 'No rules about duties. docs/how-to/duties.md shows how to write some.\n';
  const lines = found.rules.flatMap((rule) => [
    `${rule.id}  ${inert(rule.title)}  (${rule.severity})`,
    `  ${inert(rule.why)}`,
    ...rule.apart.flatMap(({ title, any }) => [
      `  - ${inert(title)}: ${any
        .slice(0, 4)
        .map(({ action, on }) => `${inertWithin(action, 40)} on ${inertWithin(on, 60)}`)
        .join(', or ')}${any.length > 4 ? `, or ${any.length - 4} more` : ''}`,
    ]),
    ...rule.exceptions.map(
      ({ who, until, owner, because, isInForce }) =>
        `  ${isInForce ? 'exception' : 'ended    '} ${inertWithin(who, 80)} until ${until.slice(0, 10)}, for which ${inertWithin(owner, 80)} answers: ${inertWithin(because, 200)}`,
    ),
    '',
  ]);
  return `${[...lines, ...unknownText(found)].join('\n').trimEnd()}\n`;
}

function countsOf({ conflicts, excepted, depends, administrators }: DutyRuleTold): string {
  const parts = [
    conflicts === 0 ? 'nobody for certain' : `${conflicts} ${conflicts === 1 ? 'has' : 'have'} both`,
    ...(excepted === 0 ? [] : [`${excepted} with somebody who answers for it`]),
    ...(depends === 0 ? [] : [`${depends} depending on what was not evaluated`]),
    ...(administrators === 0
      ? []
      : [
          `${administrators} ${administrators === 1 ? 'account has' : 'accounts have'} both by a right on everything`,
        ]),
  ];
  return parts.join('; ');
}

function conflictText({ identity, isSure, sides, exception }: ConflictTold): readonly string[] {
  const open = sides.flatMap(({ dependsOn }) => dependsOn);
  return [
    `  ${isSure ? 'both   ' : 'depends'}  ${inert(identity.name)}  (${inert(identity.source)} ${inert(identity.key)})`,
    ...sides.map(
      ({ duty, account, path }) =>
        `           ${inert(duty)}: ${[account, ...path.slice(1)].map(({ name }) => inertWithin(name, 60)).join(' → ')}${account.source === identity.source ? '' : ` (${inert(account.source)})`}`,
    ),
    ...(open.length === 0
      ? []
      : [
          `           if ${inertWithin(open[0] ?? '', 160)}${open.length > 1 ? `, and ${open.length - 1} more` : ''}`,
        ]),
    ...(exception === undefined
      ? []
      : [
          `           ${inertWithin(exception.owner, 80)} answers for it until ${exception.until.slice(0, 10)}: ${inertWithin(exception.because, 200)}`,
        ]),
  ];
}

function unknownText({ unknown }: Pick<Told, 'unknown'>): readonly string[] {
  if (unknown.length === 0) return [];
  return [
    'Not known to any source that was read, so nothing is said of it:',
    ...unknown.slice(0, 20).map(({ duty, right }) => `  ${duty}: ${inertWithin(right, 160)}`),
    ...(unknown.length > 20 ? [`  and ${unknown.length - 20} more`] : []),
  ];
}
