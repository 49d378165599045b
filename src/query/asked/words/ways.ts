import type { Condition, Noun } from '../question.ts';
import { is, nameAt, that, timeAt, timed, way, type Way } from '../reading.ts';

const head =
  (noun: Noun, ...conditions: readonly Condition[]): Way['reads'] =>
  (reading, found) => {
    reading.heads.push({ at: found.index, noun });
    that(...conditions)(reading, found);
  };
const timedAs =
  (field: Parameters<typeof timed>[0], denied = false): Way['reads'] =>
  (reading, found) => {
    const time = timeAt(
      reading,
      found.slice(1).find((group) => group !== undefined),
    );
    if (time !== undefined) that(timed(field, time, denied))(reading, found);
  };

const without =
  '(?:without|with no|have no|has no|having no|had no|there is no|lacking|lacks?|missing|(?:do |does |did |have |has )?not (?:have|had|having|got)|but no|not any|no)(?: an?| any| the)?';
const gone =
  '(?:left|departed|gone|terminated|quit|resigned|dismissed|fired|been fired|been terminated|no longer (?:works?(?:ing)?|with us|here|employed|there)(?: here)?|not (?:works?(?:ing)?|employed|here)(?: here)?(?: any ?more)?)(?: (?:from )?(?:the company|the organi[sz]ation|the business|us|here))?';
const never = '(?:never|have never|has never|not once|not ever)';
const not =
  '(?:not|nobody has|nobody|no ?one has|no ?one|none|no|without(?: any)?|zero|hardly|did not|have not|has not|had not)(?: been| yet| yet been| ever| recent)?';
const used =
  '(?:(?:been )?(?:used|exercised|touched|active|seen|invoked|accessed|called)|(?:logged|signed|log|sign)(?: |-)?(?:in ?to|on ?to|into|in|on)|logins?|log-?ons?|sign-?ins?|authenticated|activity|usage|use)(?: (?:it|them|by anyone|by anybody|at all))?';

/** Ways of saying one condition each. Longer ones stand before those that they begin with. */
export const ways: readonly Way[] = [
  // who answers for it
  way(
    `whose (?:owner|sponsor)s? (?:has |have |is |are |was |were |already )*${gone}|owned by (?:people|someone|somebody|anyone|persons?|users?|employees?|staff) (?:who|that)? ?(?:has |have |is |are )*${gone}|owned by (?:former|ex|terminated|departed)[ -]?(?:employees?|staff|people|users?|colleagues)|(?:with |an? |the |and )*owners? (?:who |that )?(?:has |have |is |are )*${gone}`,
    that(is('owner.hr_status', 'terminated')),
  ),
  way(
    `${without} (?:(?:known|assigned|accountable|named|clear|human) )?owners?|(?:that |which |are |is |but )*not owned(?: by (?:anyone|anybody|someone|any person|people))?|(?:that |which )?(?:nobody|no ?one) (?:owns|is responsible for|answers for)|orphan(?:ed|s)?|owner ?less|un-?owned|owners? (?:is |are )?(?:missing|unknown|empty|not set|not known)`,
    that(is('owner', null)),
  ),
  way(`${without} sponsors?|unsponsored`, that(is('sponsor', null))),
  way('owned by (?:the )?{N} (?:team|department|group|squad)', (r, m) =>
    that(is('owner.team', nameAt(r, m[1])))(r, m),
  ),
  way('(?:owned by|belong(?:s|ing)? to|whose owner is) (?:the )?{N}', (r, m) =>
    that(is('owner.name', nameAt(r, m[1])))(r, m),
  ),
  // credentials
  way(`(?:that |which |have |has )*${never} (?:been )?rotated`, that({ field: 'rotated', op: 'never' })),
  way(
    `(?:that |which |have |has |were |was )*(?:not|un)[ -]?(?:been )?(?:rotated|changed|renewed)(?: {T})`,
    timedAs('rotated', true),
  ),
  way('(?:were |was )?(?:last )?(?:rotated|renewed) {T}', timedAs('rotated')),
  way('(?:that |which |are |is )*(?:older than|aged|old) {T}|{T} old', timedAs('created', true)),
  way(
    `(?:${without} |never |not |non-?)(?:an? )?(?:expir(?:y|es?|ing|ation)|end)(?: dates?| times?| set)?|(?:never|not) (?:set to )?expires?`,
    that({ field: 'expires', op: 'never' }),
  ),
  way(
    '(?:that |which |will |are |is |about to |due to |going to |set to )*(?:expir(?:e|es|ing)|runs? out|running out|end(?:s|ing)?) {T}',
    timedAs('expires'),
  ),
  way('(?:already )?expired', that({ field: 'expires', op: 'before', moment: 'today' })),
  way(
    '(?:is |are )?(?:shared|used) (?:by|across|between|among) (?:more than|over|at least) (\\d{1,3})(?: (?:applications?|apps?|workloads?|identities|services?|people|users|systems|pipelines?|teams?|accounts?))?',
    (r, m) => that({ field: 'shared_by', op: 'more_than', amount: Number(m[1]) })(r, m),
  ),
  way(
    '(?:is |are )?(?:shared|used) (?:by|across|between|among) (?:more than one|multiple|several|two or more|many|different|more than 1)(?: of)?(?: (?:applications?|apps?|workloads?|identities|services?|people|users|systems|pipelines?|teams?|accounts?))?|shared',
    that({ field: 'shared_by', op: 'more_than', amount: 1 }),
  ),
  way(
    '(?:have |has |were |was |are |is |that |been )*(?:leaked|exposed|found in (?:code|a repo(?:sitory)?|logs|public)|published)',
    that(is('exposed', true)),
  ),
  // lives of people
  way(
    '(?:inactive|terminated|disabled) (?:lifecycle|hr|employment) (?:state|status)|(?:lifecycle|hr|employment) (?:state|status) (?:is |of )?(?:inactive|terminated|disabled)',
    that(is('hr_status', 'inactive')),
  ),
  way(
    '(?:terminated|former|ex|departed|dismissed|offboarded|fired)[ -]?(employees?|staff|contractors?|people|users?|workers?|colleagues)',
    (r, m) => head('identity', ...peopleOf(m[1] ?? ''), is('hr_status', 'terminated'))(r, m),
  ),
  way(
    '(?:who |that |which |have |has |had |were |was )*(?:left|departed|quit|resigned|terminated|offboarded)(?: the company| us)? {T}',
    (r, m) => {
      that(is('hr_status', 'terminated'))(r, m);
      timedAs('left')(r, m);
    },
  ),
  way('leavers?', head('identity', is('kind', 'person'), is('hr_status', 'terminated'))),
  way(
    `(?:who|that|which) (?:has |have |had |already |are |is )*${gone}`,
    that(is('hr_status', 'terminated')),
  ),
  way('(?:managed by|report(?:s|ing)? to|in the team of|whose manager is) {N}', (r, m) =>
    that(is('manager', nameAt(r, m[1])))(r, m),
  ),
  way(
    'on (?:parental |sick |medical |maternity |paternity |unpaid )?leave',
    that(is('hr_status', 'on_leave')),
  ),
  way(
    '(?:(?:still |also )*(?:have|has|with|having|keeps?|owns?|holds?|but|and) )?(?:still )?(?:an? |their |at least one |some |any )*(?:still )?(?:active|enabled|live|working|open|usable) (?:accounts?|logins?)(?! that| which)',
    (r, m) => accountsStill(r, m),
  ),
  way(
    `(?:outside(?: of)?|not (?:in|from|known to)|missing from|absent from|unknown to) (?:the )?(?:hr|hris|human resources)(?: feed| system| records?| data| file)?|${without} hr (?:records?|entry|match)`,
    that(is('hr_record', false)),
  ),
  way(
    '(?:have |has |were |was |been |got )*(?:changed|switched|moved|changing|switching|transferred)(?: (?:their|between|to another|to a different|to a new))?(?: (?:departments?|teams?|jobs?|managers?))?(?: {T})',
    timedAs('moved'),
  ),
  way(
    '(?:have |has )*(?:changed|switched|moved) (?:their |between )?(?:departments?|teams?|jobs?)',
    that(is('moved', true)),
  ),
  way(
    '(?:still |have |has )*(?:kept|keeps?|keeping|retain(?:s|ed|ing)?|have|has|hold) (?:all |some |of |any )*(?:their |the )?(?:old|previous|prior|former|earlier) (?:access|rights?|permissions?|entitlements?|roles?|grants?)',
    that(is('retains_prior_access', true)),
  ),
  way(
    '(?:with |whose |having |an? )*(?:contracts? |employment )?(?:end(?:ing|s)?(?: dates?)?|leaving|(?:end|ends|ending|run out|runs out))(?: is| are| falls?| due)? {T}',
    timedAs('end_date'),
  ),
  way(
    '(?:are |is |who are )?(?:past|beyond|over|after) (?:their |the )?(?:contract )?end dates?|whose (?:contract|end date) (?:has )?(?:ended|passed|expired|ran out)',
    that({ field: 'end_date', op: 'before', moment: 'today' }),
  ),
  way('contracts? (?:expires?|expiring|that expires?|runs? out) {T}', timedAs('end_date')),
  way(
    '(?:who |that |which |were |was |been |newly |are )*(?:created|added|set up|registered|provisioned|introduced|appeared|new|raised|opened|found|issued|launched|filed|submitted|made|asked for) {T}',
    timedAs('created'),
  ),
  way('(?:who |that )?(?:were |was )?(?:joined|started|hired|onboarded) {T}', timedAs('joined')),
  // how one signs in
  way(
    `(?:${without}|not (?:using|enrolled in|enrolled for|registered for|protected by|covered by)) (?:mfa|2fa|multi-?factor(?: authentication)?|two-?factor(?: authentication)?|second factors?)(?: enabled| set up| on)?|(?:mfa|2fa) (?:is )?(?:off|disabled|missing|not (?:enabled|enrolled|set up|on|enforced))`,
    that(is('mfa', false)),
  ),
  way(
    '(?:with|have|has|having|using|enrolled in) (?:mfa|2fa|multi-?factor(?: authentication)?)(?: enabled| set up)?|(?:mfa|2fa) (?:is )?(?:on|enabled)',
    that(is('mfa', true)),
  ),
  // use
  way(
    `(?:that |which |who |have |has |are |is |were |was )*${never} (?:been )?${used}|never[ -]used|${without} (?:recorded )?(?:activity|use|usage|logins?|sign-?ins?)(?: (?:on record|at all|recorded|ever))?`,
    (r, m) =>
      /no|without/.test(m[0]) && !/never/.test(m[0]) && soonTime(r, m)
        ? undefined
        : that({ field: 'last_active', op: 'never' })(r, m),
  ),
  way(
    `(?:that |which |who |have |has |are |is |were |was |did )*${not} ${used}(?: in| for)? {T}`,
    timedAs('last_active', true),
  ),
  way(
    `(?:unused|idle|inactive|dormant|stale|silent|quiet|untouched|abandoned)(?: for| since)? {T}`,
    timedAs('last_active', true),
  ),
  way(
    '(?:unused|idle|inactive|dormant|stale|untouched|abandoned)',
    that({ field: 'last_active', op: 'older_than', days: 90 }),
  ),
  way(
    `(?:that |which |who |were |was |have |has |been |are |is )*(?:last )?${used} {T}`,
    timedAs('last_active'),
  ),
  way(
    '(?:with |whose )?last (?:use|used|active|activity|login|sign-?in|seen)(?: was| is)? {T}',
    timedAs('last_active'),
  ),
  // reviews and decisions
  way(
    `${without} (?:an? )?approvals?(?: on record| recorded| on file)?|(?:that )?(?:nobody|no ?one) (?:has )?approved|un-?approved|${never} (?:been )?approved|not (?:been )?approved(?: by (?:anyone|anybody))?`,
    that(is('approval', null)),
  ),
  way(
    `(?:that |which |have |has |were |was )*${not} (?:reviewed|certified|recertified) {T}`,
    timedAs('reviewed', true),
  ),
  way(
    `(?:that |which |have |has |were |was )*(?:${never}|not(?: yet)?) (?:been )?(?:reviewed|certified|recertified)`,
    that({ field: 'reviewed', op: 'never' }),
  ),
  way('(?:that |which |were |was )*(?:last )?(?:reviewed|certified|recertified) {T}', timedAs('reviewed')),
  way('unaccounted(?: for)?', that(is('basis', 'unaccounted'))),
  way(
    '(?:still |are |is )*(?:pending|undecided|unanswered|outstanding|awaiting (?:an? )?(?:decision|review|answer)|waiting for (?:an? )?(?:decision|review|answer)|not (?:yet )?(?:been )?(?:decided|reviewed|answered))',
    that(is('decision', 'pending')),
  ),
  way('overdue|past (?:their |its )?due(?: date)?', that(is('overdue', true))),
  way(
    '(?:in|from|of|during|for) (?:the )?(?:last|latest|most recent|previous) (?:certification|campaign|access review|review)(?: campaign| round| cycle)?',
    that(is('campaign.latest', true)),
  ),
  way(
    '(?:in|from|of|during|for) (?:the )?{N} (?:certification|campaign|access review|review)(?: campaign)?|(?:in|from|of|during|for) (?:the )?(?:campaign|certification|review) (?:called |named )?{N}',
    (r, m) => that(is('campaign.name', nameAt(r, m[1] ?? m[2])))(r, m),
  ),
  way(
    '(?:were |was |have |has |are |is |still |that |which )*(?:never|not(?: yet)?)(?: actually)? (?:been )?(?:carried out|enforced|executed|done|applied|implemented|completed|removed)(?: yet| so far)?',
    that(is('enforced', false)),
  ),
  way('(?:were |was |been |got )*(?:denied|rejected|refused|turned down)(?: {T})?', (r, m) =>
    decided(r, m, 'denied'),
  ),
  way('(?:were |was |been |got )*(?:granted|approved) {T}', (r, m) => decided(r, m, 'approved')),
  way(
    '(?:approv(?:ed|es?|ing)|certif(?:ied|ies|ying)|accept(?:ed|s)) (?:everything|every item|all(?: items| of them)?|100 ?(?:%|percent)(?: of (?:their|the|all) ?items)?)',
    that(is('approval_rate', '100%')),
  ),
  // risk
  way(
    '(?:with )?(?:an? )?risk(?: score)? (?:above|over|of more than|greater than|higher than|>) (\\d{1,4})',
    (r, m) => that({ field: 'risk', op: 'more_than', amount: Number(m[1]) })(r, m),
  ),
  way('(?:with )?(?:an? )?risk(?: score)? (?:below|under|of less than|lower than|<) (\\d{1,4})', (r, m) =>
    that({ field: 'risk', op: 'less_than', amount: Number(m[1]) })(r, m),
  ),
  way(
    '(critical|high|medium|low)(?:(?: |-)severity)?(?: (?:and|or) (critical|high|medium|low)(?:(?: |-)severity)?)?(?= (?:·+ )*(?:severity )?(?:findings?|violations?|issues?))|(?:of |with )?severity (?:is |of )?(critical|high|medium|low)',
    (r, m) => that(is('severity', m[2] === undefined ? (m[1] ?? m[3] ?? '') : [m[1] ?? '', m[2]]))(r, m),
  ),
  way(
    '(?:with )?(?:high|critical|elevated)[ -]?risk(?: score| rating)?|high[ -]?risk',
    that(is('risk', 'high')),
  ),
  way(
    '(?:have |has |with |having |hold |holding )*(?:more|higher|broader|excess(?:ive)?|too much|unusual) (?:privileges?|access|rights?|permissions?|entitlements?) (?:than|compared (?:to|with)) (?:their |its |the )?(?:peers?|peer groups?|colleagues|team ?mates|others(?: in their (?:team|department|role))?)|(?:peer[ -]group )?outliers?(?: (?:among|against|compared to) (?:their )?peers?)?|over-?privileged(?: compared to (?:their )?peers?)?',
    that(is('outlier', 'peer_group')),
  ),
  way('(?:sod|(?:separation|segregation)[ -]of[ -]duties|toxic combinations?)', that(is('type', 'sod'))),
  way('(?:are |is |still |that )*(?:open|unresolved)', that(is('status', 'open'))),
  way('(?:are |is |still |that |but |and |currently )*(?:enabled|active)', that(is('status', 'active'))),
  way('(?:are |is |still |that |but )*(?:disabled|deactivated|suspended)', that(is('status', 'disabled'))),
  way('(?:are |is )*locked(?: out)?', that(is('status', 'locked'))),
];

function soonTime(reading: Parameters<Way['reads']>[0], found: RegExpExecArray): boolean {
  return reading.sentence.text.slice(found.index + found[0].length).startsWith(' §t');
}

/** `enabled accounts` is what is asked for when nothing came before it; else it is what they still have. */
const accountsStill: Way['reads'] = (reading, found) =>
  /(?:have|has|with|having|keep|own|hold|but|and|at least|still)/.test(found[0])
    ? that(is('account.status', 'active'))(reading, found)
    : head('identity', is('status', 'active'))(reading, found);

function decided(reading: Parameters<Way['reads']>[0], found: RegExpExecArray, answer: string): void {
  const time = timeAt(reading, found[1]);
  that(is('decision', answer), ...(time === undefined ? [] : [timed('decided', time, false)]))(
    reading,
    found,
  );
}

function peopleOf(said: string): readonly Condition[] {
  if (/^(?:people|users?)$/.test(said)) return [is('kind', 'person')];
  return [is('kind', 'person'), is('employment', said.startsWith('contractor') ? 'contractor' : 'employee')];
}

/** What can be asked for. The one that is said first is; the others say more of it. */
export const kinds: readonly Way[] = [
  way(
    '(?:non-?human|machine) (?:identities|identity|accounts?)|nhis?|non-?humans',
    head('identity', { field: 'not', of: { field: 'kind', op: 'is', value: 'person' } }),
  ),
  way(
    '(?:service|svc|technical|functional|system) (?:accounts?|users?|identities)|service principals?',
    head('identity', is('kind', 'service_account')),
  ),
  way('(?:ai |llm |autonomous )?(?:agents?|assistants?|copilots?)', head('identity', is('kind', 'agent'))),
  way(
    '(?:(?:ci ?/ ?cd|ci|build|deployment|github actions) )?(?:pipelines?|ci jobs?)',
    head('identity', is('kind', 'workload'), is('provenance', 'ci')),
  ),
  way('workloads?', head('identity', is('kind', 'workload'))),
  way(
    '(?:saas |third[ -]party |oauth )?(?:integrations?|connectors?|api clients?|bots?)|(?:oauth|saas|third[ -]party) (?:apps?|applications?)',
    head('identity', is('kind', 'integration')),
  ),
  way(
    'contractors?|freelancers?|external (?:staff|workers?|consultants?)|consultants?',
    head('identity', is('kind', 'person'), is('employment', 'contractor')),
  ),
  way(
    'employees?|staff(?: members?)?|members of staff|colleagues',
    head('identity', is('kind', 'person'), is('employment', 'employee')),
  ),
  way('humans?|users?|people|persons?', head('identity', is('kind', 'person'))),
  way('reviewers?|certifiers?', head('reviewer')),
  way('access keys?|api keys?', head('credential', is('type', 'access_key'))),
  way('ssh keys?', head('credential', is('type', 'ssh_key'))),
  way(
    '(?:api |bearer |refresh |personal access |access )?tokens?|pats?',
    head('credential', is('type', 'token')),
  ),
  way('(?:client )?secrets?', head('credential', is('type', 'secret'))),
  way('cert(?:ificate)?s?', head('credential', is('type', 'certificate'))),
  way('passwords?', head('credential', is('type', 'password'))),
  way('credentials?|keys?', head('credential')),
  way('(?:access )?requests?', head('request')),
  way('decisions?|approvals?', head('decision')),
  way('events?|activity', head('activity')),
  way('revocations?|revoked items?', head('review_item', is('decision', 'revoke'))),
  way('review items?|certification items?|items?(?: to review)?', head('review_item')),
  way('campaigns?|certifications?', head('campaign')),
  way('findings?|violations?|conflicts?|issues?', head('finding')),
  way('grants?|permissions?|rights|privileges?|assignments?', head('grant')),
  way('roles?|entitlements?|groups?', head('entitlement')),
  way('resources?', head('resource')),
  way(
    '(?:who |that |which |but |and |still |also )*(?:have|has|having|with|had) (?:any |some )?access',
    that(is('holds', true)),
  ),
  way('access', head('grant')),
  way('accounts?|identities|identity|logins?', head('identity')),
];
