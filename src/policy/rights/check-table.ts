import {
  approverRoles,
  assurances,
  readDuration,
  tiers,
  type ApproverRole,
  type Tier,
} from '../../model/index.ts';
import { evidenceKinds, type ApprovalStep } from '../needs.ts';
import type { PolicyProblem } from '../problem.ts';
import { checkAi } from './check-ai.ts';
import type { WrittenTable } from './read-table.ts';
import type { RightsRow, RightsTable } from './table.ts';
import { settleScopes } from './scopes.ts';
import { endingActs, reducingActs, rowActs, rowSubjects, type RowSubject } from './words.ts';

type WrittenRow = WrittenTable['rows'][number];
type Tell = (field: string, reason: string, remedy: string) => void;

const idShape = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * The written table → the checked one, or everything that is wrong with it. `heldRoles` are the roles for which some
 * policy says who holds them; a row must not wait for a signature that nobody could give.
 */
export function checkTable(
  file: string,
  written: WrittenTable,
  heldRoles: ReadonlySet<string>,
):
  | { readonly ok: true; readonly table: RightsTable }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const say = (place: string, reason: string, remedy: string): void => {
    problems.push({ place: `${file}: ${place}`, reason, remedy });
  };
  const roles = pick(written.roles, approverRoles, 'roles', say);
  for (const role of roles)
    if (!heldRoles.has(role))
      say(
        'roles',
        `no policy says who holds \`${role}\``,
        `Add a permit on approve for Role::"${role}", or take the role out.`,
      );
  const rows: RightsRow[] = [];
  const ids = new Set<string>();
  for (const [number, row] of written.rows.entries()) {
    const place = `rows[${number}] (${row.id.slice(0, 40)})`;
    const checked = checkRow(row, roles, (field, reason, remedy) => say(`${place}.${field}`, reason, remedy));
    if (ids.has(row.id)) say(place, 'another row has this id', 'Give each row an id of its own.');
    ids.add(row.id);
    if (checked !== undefined) rows.push(checked);
  }
  const settled = settleScopes(rows, (row, reason, remedy) =>
    say(`rows[${written.rows.findIndex(({ id }) => id === row.id)}] (${row.id})`, reason, remedy),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, table: { roles, rows: settled } };
}

/** The known among `given`, telling of unknown and doubled ones. */
function pick<T extends string>(
  given: readonly string[],
  known: readonly T[],
  field: string,
  tell: Tell,
): readonly T[] {
  if (new Set(given).size !== given.length) tell(field, 'a word stands twice', 'Write it once.');
  return given.flatMap((text) => {
    const found = known.find((one) => one === text);
    if (found === undefined) tell(field, `\`${text}\` is not known here`, `Use one of ${known.join(', ')}.`);
    return found ?? [];
  });
}

function checkRow(row: WrittenRow, roles: readonly ApproverRole[], tell: Tell): RightsRow | undefined {
  let wrong = false;
  const say: Tell = (field, reason, remedy) => {
    wrong = true;
    tell(field, reason, remedy);
  };
  if (!idShape.test(row.id))
    say('id', 'it is not lower-case letters, digits and `-`, at most 40', 'Choose such an id.');
  if (row.act === 'policy.edit')
    say('act', 'editing policy is not a row: its rules are fixed in the product', 'Take the row out.');
  const [act] = row.act === 'policy.edit' ? [] : pick([row.act], rowActs, 'act', say);
  const subjects = subjectsOf(row.subject, say);
  const rowTiers: readonly Tier[] = pick(
    typeof row.tier === 'string' ? [row.tier] : row.tier,
    tiers,
    'tier',
    say,
  );
  const ai = checkAi(row.ai, say);
  const held =
    row.ai_held_for === undefined ? undefined : pick(row.ai_held_for, roles, 'ai_held_for', say).toSorted();
  if (held !== undefined && !ai.some((action) => action !== 'see' && action !== 'infer'))
    say('ai_held_for', 'an AI drafts nothing here that could be held', 'Take `ai_held_for` out.');
  const approvals = approvalsOf(row.people.approvals, roles, say);
  const evidence = pick(row.people.evidence ?? [], evidenceKinds, 'people.evidence', say);
  const [assurance] = pick([row.people.assurance], assurances, 'people.assurance', say);
  checkDurations(row, say);
  if (act !== undefined && assurance !== undefined) {
    if (assurance === 'key' && !reducingActs.has(act))
      say(
        'people.assurance',
        `\`key\` assurance for ${act}${rowTiers.includes('high') ? ' at tier high' : ''}: a software key does not stop a program that runs as its owner`,
        'Write `passkey`; only acts that take access away may be signed with `key`.',
      );
    if (endingActs.has(act) && row.people.max_duration === undefined)
      say(
        'people.max_duration',
        `${act} without a maximum duration`,
        'Say how long it may last, such as `P90D`.',
      );
    if (!wrong)
      return {
        id: row.id,
        act,
        subjects,
        tiers: rowTiers,
        ai,
        ...(held === undefined ? {} : { held }),
        ...(row.narrows === undefined ? {} : { narrows: row.narrows }),
        areas: [{ subjects, tiers: rowTiers }],
        approvals,
        order: row.people.order ?? 'any',
        evidence,
        assurance,
        ...(row.people.max_duration === undefined ? {} : { maxDuration: row.people.max_duration }),
        ...(row.people.cooling_off === undefined ? {} : { coolingOff: row.people.cooling_off }),
        ...(row.people.watch === undefined ? {} : { watch: row.people.watch }),
      };
  }
  return undefined;
}

/** `all` abbreviates the five kinds of identity. */
function subjectsOf(given: readonly string[], tell: Tell): readonly RowSubject[] {
  const known = rowSubjects.filter((kind) => kind !== 'governance');
  const written = given.flatMap((text) => (text === 'all' ? known : [text]));
  return pick(written, rowSubjects, 'subject', tell);
}

function approvalsOf(
  given: WrittenRow['people']['approvals'],
  roles: readonly ApproverRole[],
  tell: Tell,
): readonly ApprovalStep[] {
  const field = 'people.approvals';
  if (given.length === 0)
    tell(field, 'nobody has to approve', 'Name at least one role: a change is a person’s decision.');
  const steps = given.flatMap(({ role, any, count }) => {
    if ((role === undefined) === (any === undefined)) {
      tell(field, 'each approval names either `role` or `any`', 'Write one of the two.');
      return [];
    }
    return [{ roles: pick(any ?? [role ?? ''], roles, field, tell).toSorted(), count }];
  });
  const seen = steps.map((step) => step.roles.join('+'));
  if (new Set(seen).size !== seen.length)
    tell(field, 'the same roles stand in two approvals', 'Write them once with a higher `count`.');
  if (steps.reduce((sum, step) => sum + step.count, 0) > 9)
    tell(field, 'more than nine signatures', 'Ask for nine at most.');
  return steps;
}

function checkDurations(row: WrittenRow, tell: Tell): void {
  if (row.people.watch !== undefined && row.act !== 'account.drop')
    tell(
      'people.watch',
      `\`watch\` is for \`account.drop\`, not \`${row.act}\``,
      'Only what is to be deleted is suspended and watched before; `cooling_off` waits before anything else.',
    );
  for (const field of ['max_duration', 'cooling_off', 'watch'] as const) {
    const text = row.people[field];
    if (text !== undefined && readDuration(text) === undefined)
      tell(
        `people.${field}`,
        `\`${text}\` is not a duration`,
        'Write days, hours, minutes or seconds, at most ten years: `P90D`, `PT8H`. Months and years vary in length.',
      );
  }
}
