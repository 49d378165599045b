import {
  actClasses,
  approverRoles,
  consoleActions,
  identityKinds,
  mandateKinds,
  mandateTriggers,
  roles,
  tiers,
  tokenScopes,
  type ConsoleAction,
} from '../model/index.ts';

/** Actions that a request may name, and the nested groups of the AI ladder. */
export const actions = [
  'see',
  'infer',
  'suggest',
  'prepare',
  'open_ticket',
  'request',
  'approve',
  'execute',
  'reverse',
  'break_glass',
] as const;

/** The one action that nobody takes: what a decision gave until a date ends. Only the fixed policies are asked about it. */
export const expire = 'expire';
/** Two more that only the fixed policies are asked about: what a mandate has the enforcer do, and its putting that back. */
export const fulfil = 'fulfil';
export const giveBack = 'give_back';
export const byMandate = [expire, fulfil, giveBack] as const;

/** Everything that policy can be asked about. */
export type PolicyAction = (typeof actions)[number] | ConsoleAction | (typeof byMandate)[number];
const isConsoleAction = (action: PolicyAction): action is ConsoleAction =>
  consoleActions.some((known) => known === action);

const words = (list: readonly string[]): string => list.map((word) => JSON.stringify(word)).join(', ');
const plainWord = /^[A-Za-z0-9._+-]{1,120}$/;

/**
 * The Cedar schema over exactly these need tokens. Every closed list is an enumerated entity type, so a misspelt need,
 * tier, role or act is a validation error. `appliesTo` is wide on purpose: a forbidden principal gets a readable denial,
 * not a request error.
 */
export function cedarSchema(needs: readonly string[]): string {
  for (const need of needs)
    if (!plainWord.test(need)) throw new TypeError(`\`${need.slice(0, 80)}\` cannot be a need`);
  const all = needs.length === 0 ? ['signature.current'] : needs;
  const holders = approverRoles.map((role) => `${role}: Set<Person>`).join(', ');
  const applies = (context: string): string =>
    `appliesTo { principal: [Person, Machine, Agent, Assistant], resource: [Change], context: ${context} }`;
  return `
entity Tier enum [${words(tiers)}];
entity State enum ["proposed", "active", "suspended", "ended"];
entity Kind enum [${words([...identityKinds, 'governance'])}];
entity Basis enum ["decision", "mandate"];
entity Trigger enum [${words(mandateTriggers)}];
entity Mandate enum [${words(mandateKinds)}];
entity Why enum ["objection", "use broke"];
entity ActClass enum [${words(actClasses)}];
entity Need enum [${words([...all].toSorted())}];
entity Role enum [${words(roles)}];
entity Scope enum [${words(tokenScopes)}];
type Via = { persons: Set<Person>, agents: Set<Agent>, machines: Set<Machine> };
type Base = { now: Long, via: Via, met: Set<Need>, factsAge: Long };
type Delegation = { from: Person, to: Person, start: Long, end: Long };
type Approval = { now: Long, via: Via, met: Set<Need>, factsAge: Long, role: Role, authority: Person, delegation?: Delegation };
entity Person in [Role] { state: State };
entity Machine { state: State, owner?: Person, sponsor?: Person };
entity Agent { state: State, owner?: Person, sponsor?: Person };
entity Assistant { state: State };
entity Change {
  act: ActClass, subject: Kind, tier?: Tier, reversible: Bool, reduces: Bool, basis: Basis,
  interest?: { requester: Set<Person>, beneficiary: Set<Person>, steward: Set<Person> },
  holders?: { ${holders} }, replacing?: { ${holders} }
};
entity Ending { signers: Set<Person>, trigger: Trigger, endsAt: Long, asSigned: Bool, reduces: Bool };
entity Mandated {
  kind: Mandate, signers: Set<Person>, enough: Bool, bounded: Bool, standing: Bool, from: Long, until: Long,
  leftToday: Long, leftInAll: Long, trigger: Trigger, triggers: Set<Trigger>, triggerIsReal: Bool, selected: Bool,
  inScope: Bool, fits: Bool, announced: Bool, objected: Bool, reduces: Bool, reversible: Bool, mayGive: Bool, tier: Tier,
  subject: Kind, owned: Bool, ownOnly: Bool
};
entity GivingBack { signers: Set<Person>, enough: Bool, because: Why, watchedUntil: Long, exact: Bool };
action "any";
action advisory, authority in ["any"];
action up_to_open_ticket in [advisory];
action up_to_prepare in [up_to_open_ticket];
action up_to_suggest in [up_to_prepare];
action up_to_infer in [up_to_suggest];
action up_to_see in [up_to_infer];
action see in [up_to_see] ${applies('Base')};
action infer in [up_to_infer] ${applies('Base')};
action suggest in [up_to_suggest] ${applies('Base')};
action prepare in [up_to_prepare] ${applies('Base')};
action open_ticket in [up_to_open_ticket] ${applies('Base')};
action request in ["any"] ${applies('Base')};
action approve in [authority] ${applies('Approval')};
action execute, reverse, break_glass in [authority] ${applies('Base')};
entity Platform;
type Call = { now: Long, met: Set<Need>, scopes: Set<Scope> };
action console in ["any"];
action ${consoleActions.join(', ')} in [console]
  appliesTo { principal: [Person, Machine, Agent, Assistant], resource: [Platform], context: Call };
action expire appliesTo { principal: [Machine], resource: [Ending], context: Base };
action fulfil appliesTo { principal: [Machine], resource: [Mandated], context: Base };
action give_back appliesTo { principal: [Machine], resource: [GivingBack], context: Base };
`;
}

/** The action itself and every group it is in, as \`cedarSchema\` declares them. */
export function groupsOf(action: PolicyAction): readonly string[] {
  if (byMandate.some((own) => own === action)) return [action];
  if (isConsoleAction(action)) return [action, 'any', 'console'];
  const ladder = ['see', 'infer', 'suggest', 'prepare', 'open_ticket'];
  const rung = ladder.indexOf(action);
  if (rung >= 0) return [action, 'any', 'advisory', ...ladder.slice(rung).map((level) => `up_to_${level}`)];
  return action === 'request' ? [action, 'any'] : [action, 'any', 'authority'];
}
