import { is, that, timeAt, way, type Way } from '../reading.ts';
import { environments, meaningOf, spelled } from './lexicon.ts';

const environment = environments.map(({ said }) => said).join('|');
const numbers: Readonly<Record<string, number>> = { ...spelled, fifty: 50 };
const number = `(?:\\d{1,3}|${Object.keys(numbers).join('|')})`;
const numberOf = (said: string | undefined): number => numbers[said ?? ''] ?? Number(said ?? 10);
const envOf = (said: string | undefined): string => meaningOf(environments, said ?? '') ?? '';
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

const byPrivileges: Way['reads'] = ({ rest }) => {
  Object.assign(rest, {
    groupBy: 'identity',
    measure: 'count:privileged_entitlements',
    order: 'count desc',
  });
};

/** How many, in which order, the first how many, by what: all that is no condition. */
export const measures: readonly Way[] = [
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
    '(?:what|which) (?:percentage|percent|share|proportion|fraction)(?: of)?|(?:percentage|share|proportion) of|how many percent(?: of)?',
    (r) => {
      r.rest.measure = 'percent';
    },
  ),
  way(
    `(?:the )?(?:top|first) (${number})|(?:the )?(${number})(?= (?:most |least )?(?:riskiest|oldest|newest|latest|largest|biggest|worst|highest|risky))|(?<=which |the |what )(${number})(?= (?:people|users|accounts|identities|agents|teams|departments|workloads))`,
    (r, m) => {
      r.rest.limit = numberOf(m[1] ?? m[2] ?? m[3]);
    },
  ),
  way(
    '(?:have|has|hold|holds|holding|having|with) (?:the )?most (?:privileged|admin) (?:entitlements?|rights|permissions|grants|roles|access)',
    byPrivileges,
  ),
  way(
    '(?:by|with the most|with the highest|having the most|ranked by|ordered by|sorted by|with most) (?:the )?(?:number |count )?(?:of )?(?:privileged|admin) (?:entitlements?|rights|permissions|grants|roles|access)',
    byPrivileges,
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
    '(?:ordered|sorted|ranked|order|sort|rank)(?: them| these)? by (?:their )?risk(?: score)?(?: first| descending| desc)?|(?:by|highest) risk(?: first)?|most risky first',
    (r) => {
      r.rest.order = 'risk desc';
    },
  ),
  way('(?:the )?(?:longest (?:unused|idle|dormant|inactive)|least recently used)(?: first)?', (r) => {
    r.rest.order = 'last_used asc';
  }),
  way('(?:the )?(?:oldest|longest[ -]lived)(?: first| ones?)?', (r) => {
    r.rest.order = 'age desc';
  }),
  way(
    '(?:the )?(?:newest|latest|most recent|most recently (?:created|opened|raised))(?: first| ones?)?(?! (?:certification|campaign|access review|review))',
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
