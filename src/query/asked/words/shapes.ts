import type { Condition } from '../question.ts';
import { is, nameAt, that, timeAt, timed, way, type Reading, type Way } from '../reading.ts';
import { conditionsOn, resourceIn, things } from './access-words.ts';

const thingOf =
  "(?: 's)?(?: (?:account|identity|user|token|key|api key|access key|credentials?|secret|connector|role))*";
const lost = '(?:leaked|stolen|compromised|exposed|hacked|breached|phished|leaks?|lost)';

const ends = (reading: Reading, said: string): readonly Condition[] =>
  conditionsOn(resourceIn(reading, said) ?? {}, 'itself');

const path =
  (from: (r: Reading, m: RegExpExecArray) => readonly Condition[], to: number): Way['reads'] =>
  (reading, found) => {
    reading.select = 'path';
    reading.rest.from = from(reading, found);
    reading.rest.to = ends(reading, found[to] ?? '');
  };
const reached = (reading: Reading, name: string | undefined, mode?: 'blast_radius'): void => {
  reading.select = 'resource';
  reading.where.push({ at: 0, condition: is('reachable_by', nameAt(reading, name)) });
  if (mode !== undefined) reading.rest.mode = mode;
};

const somebody =
  '(?:contractors?|employees?|staff|users?|people|anyone|anybody|service accounts?|agents?|pipelines?|ci jobs?)';
const begins = `(?:(?:the|any|all|an?|some|every) )*(?:§n\\d+§(?: ${somebody})?|${somebody}(?: in §n\\d+§)?)`;

/** Whole shapes of questions, read first: they settle what is asked for. */
export const shapes: readonly Way[] = [
  way(
    `how (?:does|can|could|would|did|might|do) (?:the )?{N}${thingOf} (?:get|reach|access|connect|come|go|become)(?: (?:in)?to| at)? (${things})`,
    path((r, m) => [is('name', nameAt(r, m[1]))], 2),
  ),
  way(
    `(?:(shortest|cheapest|quickest) )?(?:access |attack |escalation )?(?:paths?|routes?|ways?) (?:from|between) (${begins}) (?:to|and|into) (${things})`,
    (r, m) => {
      if (m[1] !== undefined) r.rest.mode = 'shortest';
      r.select = 'path';
      r.rest.to = ends(r, m[3] ?? '');
      r.rest.from = fromOf(r, m[2] ?? '');
    },
  ),
  way(
    `what (?:would|could|can|will|might|does|do) (?:an? |the )?(?:attackers?|intruders?|thie(?:f|ves)|someone|somebody|hackers?|they|anyone) (?:get|reach|gain|do|access|obtain|have)(?: access)?(?: to)?(?: with| if| when| after| once)? (?:the |an? |someone )?(?:got |stole |had |with |has )?{N}${thingOf}(?: (?:is|was|were|got|gets|being|has been|been) ?${lost}| ${lost})?`,
    (r, m) => reached(r, m[1], 'blast_radius'),
  ),
  way(
    `(?:blast radius|impact) (?:of|if|from|for) (?:an? )?(?:the )?(?:stolen |leaked |compromised |losing )?{N}${thingOf}(?: (?:is|was|were|got|gets|has been) ${lost}| ${lost})?`,
    (r, m) => reached(r, m[1], 'blast_radius'),
  ),
  way(
    `(?:what (?:happens|would happen|could happen|is lost|would be lost) )?(?:if|when) (?:the )?{N}${thingOf} (?:is|was|were|got|gets|has been|leaks)? ?${lost}? ?(?:what (?:could|can|would|might) (?:be reached|it reach|they reach|be lost|happen))?`,
    (r, m) => reached(r, m[1], 'blast_radius'),
  ),
  way(
    "(?:everything|anything|all|all access|all the access|whatever|all rights|what access)(?: that)? (?:does |do )?{N} (?:has|have|had|holds?|owns?|got|gets)(?: access(?: to)?)?|(?:all (?:of )?|the |list )*(?:access|grants|permissions|rights|entitlements) (?:of|held by|for|granted to|that belong to) (?:the )?{N}|{N} 's (?:all )?(?:access|grants|permissions|rights|entitlements)(?! last)",
    (r, m) => {
      r.select = 'grant';
      that(is('identity.name', nameAt(r, m[1] ?? m[2] ?? m[3])))(r, m);
    },
  ),
  way(
    'what (?:can|could|does|do|may|is|might) (?:the )?{N}(?: account| identity| user)? (?:reach|access|do|touch|get to|get into|see|have access to|able to (?:reach|access|do)|allowed to (?:do|reach|access)|use)(?: to| into)?|(?:resources|systems|things)(?: that)? {N} (?:can|could|may) (?:reach|access|touch|get to|use)|(?:resources|systems) reachable (?:by|from) {N}',
    (r, m) => reached(r, m[1] ?? m[2] ?? m[3]),
  ),
  way(
    `(?:which|what) (?:roles?|entitlements?|permissions?|rights|access) (?:does|do|are|is) (?:the )?(?:group |role )?{N}(?: group| role)? (?:grants?|gives?|confers?|includes?|contains?|carry|carries|bring)|(?:roles?|entitlements?|permissions?|rights|access) (?:are |is |that are |which are )?(?:granted|given|conferred|included|contained) (?:by|in|through|via) (?:the )?(?:group |role )?{N}(?: group| role)?`,
    (r, m) => {
      r.select = 'entitlement';
      that(is('granted_by', nameAt(r, m[1] ?? m[2])))(r, m);
    },
  ),
  way(
    '(?:who|which (?:person|team|people)) (?:owns?|is (?:the )?(?:owner|responsible)(?: of| for)?|answers for) (?:the )?{N}|owners? of (?:the )?{N}',
    (r, m) => {
      r.heads.push({ at: m.index, noun: 'identity' });
      that(is('owns', nameAt(r, m[1] ?? m[2])))(r, m);
    },
  ),
  way(
    '(?:(?:is |are )?(?:an? )?members? of|who is in|(?:are |is )?in) (?:the )?(?:group {N}|{N} group)|(?:is |are )?(?:an? )?members? of (?:the )?{N}',
    (r, m) => {
      r.heads.push({ at: m.index, noun: 'identity' });
      that(is('member_of', nameAt(r, m[1] ?? m[2] ?? m[3])))(r, m);
    },
  ),
  way(
    `(?:(?:which|what|list|show) )?(?:all )?(${things}) (?:that |which )?(?:are |is |can be |could be )?(?:reachable|reached|accessible|touched) (?:by|from|for) (?:the )?{N}`,
    (r, m) => {
      r.select = 'resource';
      that(...ends(r, m[1] ?? ''))(r, m);
      that(is('reachable_by', nameAt(r, m[2])))(r, m);
    },
  ),
  way(
    `(?:what|which) (${things}) (?:can|could|may|does) (?:the )?{N} (?:reach|access|get to|touch|use)(?: to| into)?`,
    (r, m) => {
      r.select = 'resource';
      that(...ends(r, m[1] ?? ''))(r, m);
      that(is('reachable_by', nameAt(r, m[2])))(r, m);
    },
  ),
  way(
    `(?:what|everything)(?: that)? (?:has |have |did |was )?(?:the )?{N} (?:done|did|do|been doing|doing)(?: (?:in|on|to) (${things}))?(?: {T})?|(?:activity|events|actions|logs) (?:of|by|from|for) (?:the )?{N}(?: (?:in|on) (${things}))?(?: {T})?`,
    (r, m) => {
      r.select = 'activity';
      that(is('identity.name', nameAt(r, m[1] ?? m[4])))(r, m);
      that(...ends(r, m[2] ?? m[5] ?? ''))(r, m);
      const time = timeAt(r, m[3] ?? m[6]);
      if (time !== undefined) that(timed('created', time, false))(r, m);
    },
  ),
  way(
    "and (?:what|everything) (?:they|it)(?: 're| are| is| can| may| could| have| has)?(?: been)? ?(?:allowed|able|permitted|entitled|granted)?(?: to)? ?(?:do|access|reach|use|have|touch)?(?: access(?: to)?)?|(?:and|with) (?:all )?(?:their|its) (?:access|permissions|rights|grants|entitlements)",
    (r) => {
      r.asksWhatTheyMay = true;
    },
  ),
];

/** Where a path begins: somebody by name, or everybody who is so. */
function fromOf(reading: Reading, said: string): readonly Condition[] {
  const begins: Condition[] = [];
  const name = /§n(\d+)§/.exec(said);
  const people: readonly (readonly [RegExp, readonly Condition[]])[] = [
    [/contractors?/, [is('kind', 'person'), is('employment', 'contractor')]],
    [/employees?|staff/, [is('kind', 'person'), is('employment', 'employee')]],
    [/users?|people|anyone|anybody/, [is('kind', 'person')]],
    [/service accounts?/, [is('kind', 'service_account')]],
    [/agents?/, [is('kind', 'agent')]],
    [/pipelines?|ci jobs?/, [is('kind', 'workload'), is('provenance', 'ci')]],
  ];
  const kind = people.find(([pattern]) => pattern.test(said));
  if (kind !== undefined) begins.push(...kind[1]);
  if (name !== null) begins.push(is(kind === undefined ? 'name' : 'department', nameAt(reading, name[1])));
  return begins;
}
