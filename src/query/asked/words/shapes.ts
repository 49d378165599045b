import type { Condition } from '../question.ts';
import { is, nameAt, that, timeAt, timed, way, type Reading, type Way } from '../reading.ts';
import { resourceIn, things } from './access-words.ts';
import { environments, meaningOf } from './lexicon.ts';

const environment = environments.map(({ said }) => said).join('|');
const thingOf =
  "(?: 's)?(?: (?:account|identity|user|token|key|api key|access key|credentials?|secret|connector|role))*";
const lost = '(?:leaked|stolen|compromised|exposed|hacked|breached|phished|leaks?|lost)';

const group =
  '(applications?|apps?|systems?|sources?|departments?|owner teams?|owning teams?|teams?|owners?|managers?|kinds?|types?|environments?|envs?|severity|identity|identities|reviewers?|campaigns?|role|status)';
function groupOf(said: string): string {
  const word = said.replace(/s$/, '');
  if (word.startsWith('app') || word === 'system') return 'application';
  if (word.includes('team')) return 'owner.team';
  if (word.startsWith('env')) return 'environment';
  if (word.startsWith('identit')) return 'identity';
  return word;
}

const ends = (reading: Reading, said: string): readonly Condition[] => {
  const thing = resourceIn(reading, said);
  return thing === undefined
    ? []
    : Object.entries(thing).map(([member, value]): Condition => ({
        field: endFields[member] ?? 'name',
        op: 'is',
        value,
      }));
};
const endFields: Readonly<Record<string, 'name' | 'type' | 'environment' | 'system' | 'data_class'>> = {
  name: 'name',
  type: 'type',
  environment: 'environment',
  system: 'system',
  data_class: 'data_class',
};

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
    `(?:which|what) (?:roles?|entitlements?|permissions?|rights|access) (?:does|do|are|is) (?:the )?(?:group |role )?{N}(?: group| role)? (?:grants?|gives?|confers?|includes?|contains?|carry|carries|bring)|(?:roles?|entitlements?|permissions?|rights|access) (?:granted|given|conferred|included|contained) (?:by|in|through|via) (?:the )?(?:group |role )?{N}(?: group| role)?`,
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
    '(?:members? of|who is in|belongs? to|belonging to|(?:are |is )?in) (?:the )?(?:group {N}|{N} group)',
    (r, m) => {
      r.heads.push({ at: m.index, noun: 'identity' });
      that(is('member_of', nameAt(r, m[1] ?? m[2])))(r, m);
    },
  ),
  way(
    `when (?:was|were|did|has|is) (?:the )?(?:{N}|access of {N}|access for {N}|someone)(?: 's)?(?: access| grants| rights| permissions| account)? (?:been )?last (?:been )?(?:reviewed|certified|recertified|looked at|attested)|(?:date of (?:the )?)?last (?:review|certification) (?:of|for) (?:the )?{N}(?: 's access)?`,
    (r, m) => {
      r.select = 'review_item';
      r.rest.returns = 'latest_date';
      that(is('identity.name', nameAt(r, m[1] ?? m[2] ?? m[3] ?? m[4])))(r, m);
    },
  ),
  way(
    `who (?:has |had )?(?:approved|signed(?: off(?: on)?)?|granted|authori[sz]ed|said yes to|gave|allowed) (?:the )?(?:(admin|read|write|privileged|root|owner|delete) )?(?:access|rights?|grants?|permissions?|entitlements?)?(?: (?:to|on|for|in|of) (${things}))?(?: {T})?`,
    (r, m) => {
      r.select = 'decision';
      r.rest.returns = 'approver';
      const time = timeAt(r, m[3]);
      const thing = resourceIn(r, m[2] ?? '') ?? {};
      if (m[1] !== undefined) that(is('grant.action', m[1]))(r, m);
      for (const [member, value] of Object.entries(thing)) {
        const field = resourceFields[member];
        if (field !== undefined) that(is(field, value))(r, m);
      }
      if (time !== undefined) that(timed('decided', time, false))(r, m);
    },
  ),
  way(
    `compare (?:the )?(?:number|count|total)?(?: of)? ?(.{1,60}?) (?:in|on|for|between|across)? ?(${environment}) (?:vs|versus|and|against|with|to|or|compared to|compared with) (${environment})`,
    (r, m) => {
      r.rest.measure = 'count';
      r.rest.groupBy = 'environment';
      r.sentence.write(m.index, m[1] ?? '');
      that({ field: 'environment', op: 'is', value: [envOf(m[2]), envOf(m[3])] })(r, m);
    },
  ),
  way(
    "and (?:what|everything) (?:they|it)(?: 're| are| is| can| may| could| have| has)?(?: been)? ?(?:allowed|able|permitted|entitled|granted)?(?: to)? ?(?:do|access|reach|use|have|touch)?(?: access(?: to)?)?|(?:and|with) (?:all )?(?:their|its) (?:access|permissions|rights|grants|entitlements)",
    (r) => {
      r.asksWhatTheyMay = true;
    },
  ),
  // measures
  way(
    '(?:what|which) (?:percentage|percent|share|proportion|fraction)(?: of)?|(?:percentage|share|proportion) of|how many percent(?: of)?',
    (r) => {
      r.rest.measure = 'percent';
    },
  ),
  way(
    `top (\\d{1,3}|five|ten|twenty|three)|first (\\d{1,3})|(\\d{1,3}|five|ten|twenty|three) (?=riskiest|oldest|most|largest|biggest|worst)`,
    (r, m) => {
      r.rest.limit = numberOf(m[1] ?? m[2] ?? m[3]);
    },
  ),
  way(
    '(?:by|with the most|with the highest|having the most|ranked by|ordered by|sorted by|with most) (?:the )?(?:number |count )?(?:of )?(?:privileged|admin) (?:entitlements?|rights|permissions|grants|roles|access)',
    (r) => {
      Object.assign(r.rest, {
        groupBy: 'identity',
        measure: 'count:privileged_entitlements',
        order: 'count desc',
      });
    },
  ),
  way(
    `(?:which|what) ${group} (?:has|have|holds?|owns?|got|with) (?:the )?(most|fewest|least|largest number of|highest number of|smallest number of)|${group} (?:with|having) (?:the )?(most|fewest|least)`,
    (r, m) => {
      Object.assign(r.rest, {
        groupBy: groupOf(m[1] ?? m[3] ?? ''),
        measure: 'count',
        order: /fewest|least|smallest/.test(m[2] ?? m[4] ?? '') ? 'count asc' : 'count desc',
        limit: r.rest.limit ?? 1,
      });
    },
  ),
  way(
    `(?:how many|(?:what is |give me |show |tell me )?(?:the )?(?:total )?(?:number|count|amount) of|count(?: of| up)?(?: all| the)*)`,
    (r) => {
      r.rest.measure ??= 'count';
    },
  ),
  way(
    `(?:do we have |are there |we have |have we got )*(?:per|by|grouped by|broken down by|split by|for each|for every|in each|by each) (?:the )?${group}`,
    (r, m) => {
      r.rest.groupBy = groupOf(m[1] ?? '');
      r.rest.measure ??= 'count';
    },
  ),
  way(
    '(?:the )?(?:most risky|riskiest|highest[ -]risk|most dangerous|worst)(?=( .{1,60})?( first)?)',
    (r) => {
      r.sentence.take(/(?<= )first(?= |$)/);
      r.rest.order = 'risk desc';
    },
  ),
  way(
    '(?:ordered|sorted|ranked|order|sort|rank) by (?:their )?risk(?: score)?(?: first| descending| desc)?|(?:by|highest) risk(?: first)?|most risky first',
    (r) => {
      r.rest.order = 'risk desc';
    },
  ),
  way('(?:the )?(?:oldest|longest[ -]lived)(?: first)?', (r) => {
    r.rest.order = 'age desc';
  }),
  way(
    '(?:the )?(?:newest|latest|most recent|most recently created)(?: first)?(?! (?:certification|campaign|access review|review))',
    (r) => {
      r.rest.order = 'created desc';
    },
  ),
  way(
    '(?:approv\\w+|certif\\w+|decid\\w+|answer\\w+|finish\\w+|complet\\w+)( everything| every item| all(?: items| of them)?)? {T}',
    (r, m) => {
      const time = timeAt(r, m[2]);
      if (m[1] !== undefined) that(is('approval_rate', '100%'))(r, m);
      if (time === undefined || !('days' in time)) return;
      that({ field: 'duration', op: 'less_than', amount: Math.round(time.days * 1440), unit: 'minutes' })(
        r,
        m,
      );
    },
  ),
  way(
    '(?:including|also|even|and)(?: those| access| rights)? (?:through|via|by|from|inherited through|inherited from|inherited by|inherited via) (?:groups?|roles?|membership|nesting|inheritance)(?: membership)?|(?:both )?direct(?:ly)? (?:and|or) (?:inherited|indirect(?:ly)?)|including (?:inherited|indirect)(?: access| rights)?',
    (r) => {
      r.rest.include = ['direct', 'inherited'];
    },
  ),
];

const resourceFields: Readonly<
  Record<
    string,
    'resource.name' | 'resource.type' | 'resource.environment' | 'resource.system' | 'resource.data_class'
  >
> = {
  name: 'resource.name',
  type: 'resource.type',
  environment: 'resource.environment',
  system: 'resource.system',
  data_class: 'resource.data_class',
};

const numberOf = (said: string | undefined): number =>
  ({ three: 3, five: 5, ten: 10, twenty: 20 })[said ?? ''] ?? Number(said ?? 10);
const envOf = (said: string | undefined): string => meaningOf(environments, said ?? '') ?? '';

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
