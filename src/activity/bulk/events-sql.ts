import { detectionFinding } from '../signal.ts';
import { sqlWord, type Source } from './source.ts';

/** Between the parts of a key. JSON has it nowhere unescaped; a row of a table that has it is none that is counted here. */
export const between = '\u001F';
export const sqlBetween = 'chr(31)';

const lastMoment = 253_402_300_799_999;
/** Of an act and of what it was done on; longer names are cut, which is not done in SQL. */
const longestBytes = 980;
/** What is longer is no event of OCSF, and told so when it is read by itself. */
const longestWord = 4096;

const keyOf = (parts: readonly string[]): string => `concat(${parts.join(`, ${sqlBetween}, `)})`;

const classUids = ['3001', '3002', '3003', '3004', '3005', '3006', '6003'];
const members = ['uid', 'name', 'type', 'type_id', 'email_addr'];

/** The parts of each key, as `take-rows.ts` makes an event of them again. */
export const parts = {
  who: ['vendor', 'product', ...members, 'account', 'app_uid', 'app_name', 'invoked_by'],
  act: [
    'class_uid',
    'category_uid',
    'activity_id',
    'type_uid',
    'severity_id',
    'status_id',
    'activity_name',
    'version',
    'event_code',
    'operation',
    'service',
    'model',
  ],
  origin: [
    'user_credential',
    'actor_credential',
    'session_credential',
    'ip',
    'svc_name',
    'hostname',
    'name',
    'user_agent',
    'for_name',
    'for_uid',
    'provenance',
  ],
} as const;

/**
 * Each event in a few columns: `odd`, why it is not counted here (`row`: it is read by itself; a class that is not read; a call
 * that only began; a time that is out of bounds), and the keys by which it is counted. Pure text.
 */
export function eventsSql(
  source: Source,
  bounds: { readonly sinceMs: number; readonly untilMs: number },
  asRow = false,
): string {
  const { raw, has, within, things } = source;
  const word = (text: string): string => sqlWord(source, text);
  const isSignIn = `${raw('class_uid')} = '3002'`;
  const product = [raw('metadata', 'product', 'vendor_name'), raw('metadata', 'product', 'name')];
  const apps = ['app_uid', 'app_name', 'invoked_by'].map((each) => raw('actor', each));
  const byItself = [...members.map((each) => within('user', each)), within('user', 'account', 'uid')];
  const actors = [
    ...members.map((each) => raw('actor', 'user', each)),
    raw('actor', 'user', 'account', 'uid'),
  ];
  const who = `CASE WHEN ${isSignIn} AND NOT (${has('actor', 'user')}) THEN ${keyOf([...product, ...byItself, ...apps])}
    ELSE ${keyOf([...product, ...actors, ...apps])} END`;
  const act = keyOf([
    ...['class_uid', 'category_uid', 'activity_id', 'type_uid', 'severity_id', 'status_id'].map((each) =>
      raw(each),
    ),
    raw('activity_name'),
    raw('metadata', 'version'),
    raw('metadata', 'event_code'),
    raw('api', 'operation'),
    raw('api', 'service', 'name'),
    raw('unmapped', 'more', 'model'),
  ]);
  const slots = Array.from({ length: things.most }, (_, n) => n + 1);
  const few = slots.map((n) => `coalesce(${things.raw(n, 'uid')}, ${things.raw(n, 'name')})`);
  const nameWithin = (whole: string): string => `coalesce(${within(whole, 'uid')}, ${within(whole, 'name')})`;
  const wholes = ['resource', 'user', 'group', 'entity', 'service'];
  const isPlain = wholes.map((each) => `NOT (${has(each)})`).join(' AND ');
  const targets = `CASE WHEN ${isPlain} THEN concat_ws(${sqlBetween}, ${few.join(', ')})
    ELSE concat_ws(${sqlBetween}, ${[
      ...few,
      nameWithin('resource'),
      `CASE WHEN NOT (${isSignIn}) THEN ${nameWithin('user')} END`,
      nameWithin('group'),
      nameWithin('entity'),
      `CASE WHEN ${isSignIn} THEN ${nameWithin('service')} END`,
    ].join(', ')}) END`;
  const origin = keyOf([
    raw('actor', 'user', 'credential_uid'),
    raw('actor', 'session', 'credential_uid'),
    within('session', 'credential_uid'),
    ...['ip', 'svc_name', 'hostname', 'name'].map((each) => raw('src_endpoint', each)),
    raw('http_request', 'user_agent'),
    raw('unmapped', 'on_behalf_of', 'name'),
    raw('unmapped', 'on_behalf_of', 'uid'),
    raw('unmapped', 'provenance'),
  ]);
  const service = raw('api', 'service', 'name');
  const mayCallModel = `coalesce(contains(${service}, 'bedrock') OR contains(${service}, 'aiplatform') OR contains(${service}, 'generativelanguage'), false)
    OR coalesce(${raw('metadata', 'product', 'vendor_name')} = ${word('MCP')}, false)
    OR coalesce(contains(coalesce(${raw('api', 'operation')}, ${raw('metadata', 'event_code')}), '_'), false)`;
  const ofUser = ['uid', 'name', 'type', 'email_addr', 'credential_uid'].map((each) => within('user', each));
  const ofWholes = wholes.flatMap((whole) => ['uid', 'name'].map((each) => within(whole, each)));
  const thingNames = slots.map((n) => things.raw(n, 'name'));
  const odd = [
    ...source.odd,
    `NOT (${has('metadata', 'product')})`,
    `coalesce(${things.count} > ${things.most}, false)`,
    `coalesce(${slots.map((n) => `${things.count} >= ${n} AND NOT (${things.has(n)})`).join(' OR ')}, false)`,
    has('unmapped', 'tells_of'),
    `${has('api')} AND ${raw('api', 'operation')} IS NULL`,
    `coalesce(ms NOT BETWEEN 0 AND ${lastMoment}, true)`,
    `CASE ${raw('class_uid')} WHEN '6003' THEN NOT (${has('api')}) WHEN '3004' THEN NOT (${has('entity')})
        WHEN '3006' THEN NOT (${has('group')}) ELSE NOT (${has('user')}) END`,
    `${source.otherThanWords(slots.flatMap((n) => [things.raw(n, 'uid'), things.raw(n, 'name')]))} OR strlen(concat(${thingNames.join(', ')})) > ${longestWord}`,
    `CASE WHEN ${isPlain} THEN false ELSE ${source.otherThanWords(ofWholes)} OR strlen(concat(${[...ofWholes, ...ofUser].join(', ')})) > ${longestWord} END`,
    `CASE WHEN ${has('user')} THEN ${source.otherThanWords([...ofUser, within('user', 'account', 'uid')])}
        OR coalesce(TRY_CAST(${within('user', 'type_id')} AS UTINYINT) IS NULL, false) AND ${within('user', 'type_id')} IS NOT NULL
        OR ${source.otherThanObject('user', 'account')} ELSE false END`,
  ];
  const stage = raw('unmapped', 'more', 'stage');
  const beginnings = ['request', 'RequestReceived', 'ResponseStarted'].map(word).join(', ');
  return `SELECT CASE WHEN coalesce(odd, 'begun') IN ('begun', 'future', 'past') AND (strlen(act) + strlen(targets) > ${longestBytes} OR strlen(who) > ${longestWord} OR strlen(origin) > ${longestWord}) THEN 'row' ELSE odd END AS odd,
    who, act, targets, origin, ms, model${asRow ? ', text' : ''}
  FROM (SELECT CASE
      WHEN ${raw('class_uid')} IN (${classUids.map((uid) => `'${uid}'`).join(', ')}) AND ${has('metadata')} THEN CASE
        WHEN ${odd.map((each) => `(${each})`).join('\n        OR ')} THEN 'row'
        WHEN ${stage} IN (${beginnings}) THEN 'begun'
        WHEN ms > ${bounds.untilMs} THEN 'future'
        WHEN ms < ${bounds.sinceMs} THEN 'past' END
      WHEN ${has('metadata')} AND TRY_CAST(${raw('class_uid')} AS UINTEGER)::VARCHAR = ${raw('class_uid')} AND ${raw('class_uid')} <> '${detectionFinding}' THEN ${raw('class_uid')}
      ELSE 'row' END AS odd,
    ${who} AS who,
    ${act} AS act,
    ${targets} AS targets,
    ${origin} AS origin,
    ms,
    CASE WHEN ${mayCallModel} THEN 1 END AS model${asRow ? `, ${source.row.text} AS text` : ''}
    FROM (SELECT *, ${source.ms} AS ms FROM ${asRow ? source.row.from : source.from}))`;
}
