import { eventsSql, parts, sqlBetween } from './events-sql.ts';
import type { BulkRow } from './rows.ts';
import { sqlWord, type Source } from './source.ts';

export interface Asked {
  /** Whether what was done in each week is apart. */
  readonly byWeek: boolean;
  /** Names kept of each aspect: of each identity, and of all together, where all are asked for. */
  readonly names: number;
  readonly namesOfAll: number | undefined;
  /** Events before and after are counted and refused. */
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * One statement for the profiles of everybody in a file; one text a row, JSON that `take-rows.ts` reads. Events are grouped in
 * one pass by what hangs together: minutes, acts with what they were done on, and where from; everything else is counted on
 * what is left. Of names too many to keep come those with the smallest hashes and one more: what is kept of them is decided
 * where profiles are made, so it is what reading one by one keeps. Whoever acts goes by a hash meanwhile; whether it is of one
 * alone is looked at where it is taken.
 */
export function question(source: Source, asked: Asked): string {
  const bare = (of: string): string =>
    source.isQuoted
      ? `CASE WHEN contains(${of}, '\\') THEN ${of}::JSON ->> '$' ELSE substring(${of}, 2, length(${of}) - 2) END`
      : of;
  const part = (name: (typeof parts.act)[number]): string =>
    `nullif(nullif(string_split(act, ${sqlBetween})[${parts.act.indexOf(name) + 1}], ''), '""')`;
  const operation = `coalesce(${part('operation')}, ${part('event_code')}, ${part('activity_name')}, ${sqlWord(source, 'unknown')})`;
  const { names, namesOfAll } = asked;
  const alsoAll = (key: string): string =>
    namesOfAll === undefined ? `id, week, ${key}` : `GROUPING SETS ((id, week, ${key}), (${key}))`;
  const most = (times: number): string =>
    namesOfAll === undefined
      ? String(times * names)
      : `CASE WHEN id IS NULL THEN ${times * namesOfAll} ELSE ${times * names} END`;
  const row = (is: BulkRow['is'], members: Readonly<Record<string, string>>): string =>
    `json_object('is', '${is}', ${Object.entries(members)
      .flatMap(([key, value]) => [`'${key}'`, value])
      .join(', ')})::VARCHAR`;
  const [who, span] = [
    { id: 'id', week: 'week' },
    { n: 'n', a: 'a', b: 'b' },
  ];
  return `WITH events AS (${eventsSql(source, asked)}),
g AS MATERIALIZED (
  SELECT GROUPING(minute) + 2 * GROUPING(targets) + 4 * GROUPING(origin) + 8 * GROUPING(m_act) AS kind,
    odd, id, who, week, minute, act, targets, origin, m_act, m_targets, m_minute, count(*) AS n, min(ms) AS a, max(ms) AS b
  FROM (SELECT *, (hash(who) >> 12)::BIGINT AS id, ms // 60000 AS minute, ${asked.byWeek ? '(ms + 259200000) // 604800000' : '0'} AS week,
      CASE WHEN model = 1 THEN act END AS m_act, CASE WHEN model = 1 THEN targets END AS m_targets,
      CASE WHEN model = 1 THEN ms // 60000 END AS m_minute FROM events)
  GROUP BY GROUPING SETS ((odd), (odd, id, week, minute), (odd, id, week, act, targets), (odd, id, week, origin),
    (odd, id, who, week, m_act, m_targets, m_minute))),
t AS (SELECT id, week, minute, n, a, b FROM g WHERE kind = 14 AND odd IS NULL),
d AS MATERIALIZED (
  SELECT id, week, act, n, a, b, ${part('status_id')} IS NOT DISTINCT FROM '2' AS failed,
    concat_ws(' ', ${bare(part('service'))}, ${bare(operation)}) AS action,
    CASE WHEN targets = '' THEN [] WHEN starts_with(act, '3002') THEN list_filter(string_split(targets, ${sqlBetween}), lambda x: x <> ${sqlWord(source, 'Unknown')})
      ELSE string_split(targets, ${sqlBetween}) END AS things
  FROM g WHERE kind = 13 AND odd IS NULL),
x AS MATERIALIZED (
  SELECT id, week, failed, action, n, a, b, unnest(CASE WHEN len(things) = 0 THEN [NULL] ELSE things END) AS thing FROM d),
u AS MATERIALIZED (
  SELECT id, week, failed, action, ${bare('thing')} AS thing, sum(n)::BIGINT AS n, min(a) AS a, max(b) AS b FROM x GROUP BY ALL),
named AS MATERIALIZED (
  SELECT id, week, aspect, name, sum(n)::BIGINT AS n, min(a) AS a, max(b) AS b FROM (
    SELECT id, week, 'targets' AS aspect, thing AS name, n, a, b FROM u WHERE thing IS NOT NULL
    UNION ALL SELECT id, week, CASE WHEN failed THEN 'denied' ELSE 'acts' END, concat_ws(chr(9), action, thing), n, a, b FROM u)
  GROUP BY ${alsoAll('aspect, name')}),
sizes AS MATERIALIZED (
  SELECT id, week, aspect, sum(n)::BIGINT AS total, count(*) > ${most(1)} AS cut FROM named GROUP BY id, week, aspect),
minutes AS MATERIALIZED (
  SELECT id, week, minute, n, a, b FROM t${namesOfAll === undefined ? '' : ' UNION ALL SELECT NULL, NULL, minute, sum(n)::BIGINT, min(a), max(b) FROM t GROUP BY minute'}),
hours AS MATERIALIZED (
  SELECT hour, sha256(strftime(make_timestamp(hour * 3600000000), '%Y-%m-%dT%H')) AS h FROM (SELECT DISTINCT minute // 60 AS hour FROM t)),
busy AS MATERIALIZED (SELECT id, week, sum(n)::BIGINT AS total, count(*) > ${most(4)} AS cut FROM minutes GROUP BY id, week)
SELECT ${row('odd', { odd: 'odd', n: 'n' })} FROM g WHERE kind = 15
UNION ALL SELECT ${row('held', { part: 'part', key: 'key' })} FROM (
    SELECT DISTINCT CASE kind WHEN 13 THEN 'act' WHEN 11 THEN 'origin' ELSE 'who' END AS part, CASE kind WHEN 13 THEN act WHEN 11 THEN origin ELSE who END AS key
    FROM g WHERE odd IN ('begun', 'future', 'past') AND kind IN (13, 11, 7))
UNION ALL SELECT ${row('who', { id: 'id', who: 'who' })} FROM (SELECT DISTINCT id, who FROM g WHERE kind = 7 AND odd IS NULL)
UNION ALL SELECT ${row('act', { ...who, act: 'act', n: 'sum(n)::BIGINT', a: 'min(a)', b: 'max(b)', untold: 'coalesce(sum(n) FILTER (len(things) = 0), 0)::BIGINT' })} FROM d GROUP BY id, week, act
UNION ALL SELECT ${row('origin', { ...who, origin: 'origin', ...span })} FROM g WHERE kind = 11 AND odd IS NULL
UNION ALL SELECT ${row('model', { ...who, act: 'm_act', targets: 'm_targets', ...span })} FROM g WHERE kind = 7 AND odd IS NULL AND m_act IS NOT NULL
UNION ALL SELECT ${row('hours', { ...who, hours: 'list([hour, n])' })} FROM (SELECT id, week, (minute // 60 + 72) % 168 AS hour, sum(n)::BIGINT AS n FROM t GROUP BY ALL) GROUP BY id, week
UNION ALL SELECT ${row('past the hour', { ...who, minutes: 'list([minute, n])' })} FROM (SELECT id, week, minute % 60 AS minute, sum(n)::BIGINT AS n FROM t GROUP BY ALL) GROUP BY id, week
UNION ALL SELECT ${row('days', { ...who, days: 'list([n, a, b])' })} FROM (SELECT id, week, sum(n)::BIGINT AS n, min(a) AS a, max(b) AS b FROM t GROUP BY id, week, minute // 1440) GROUP BY id, week
UNION ALL SELECT ${row('minutes', { ...who, total: 'total', minutes: 'list([n, a, b])' })} FROM (
    SELECT m.id, m.week, total, n, a, b FROM minutes m JOIN busy s ON m.id IS NOT DISTINCT FROM s.id AND m.week IS NOT DISTINCT FROM s.week WHERE NOT cut
    UNION ALL SELECT id, week, total, n, a, b FROM (
      SELECT m.id, m.week, total, n, a, b, h FROM minutes m JOIN busy s ON m.id IS NOT DISTINCT FROM s.id AND m.week IS NOT DISTINCT FROM s.week JOIN hours ON hour = minute // 60 WHERE cut)
      QUALIFY rank() OVER (PARTITION BY id, week ORDER BY h) <= ${most(4)} + 1)
  GROUP BY id, week, total
UNION ALL SELECT ${row('names', { ...who, aspect: 'aspect', total: 'total', names: `list({'name': name, 'n': n, 'a': a, 'b': b})` })} FROM (
    SELECT m.id, m.week, m.aspect, total, name, n, a, b FROM named m JOIN sizes s ON m.id IS NOT DISTINCT FROM s.id AND m.week IS NOT DISTINCT FROM s.week AND m.aspect = s.aspect WHERE NOT cut
    UNION ALL SELECT id, week, aspect, total, name, n, a, b FROM (
      SELECT m.id, m.week, m.aspect, total, name, n, a, b FROM named m JOIN sizes s ON m.id IS NOT DISTINCT FROM s.id AND m.week IS NOT DISTINCT FROM s.week AND m.aspect = s.aspect WHERE cut)
      QUALIFY row_number() OVER (PARTITION BY id, week, aspect ORDER BY sha256(name), name) <= ${most(1)} + 1)
  GROUP BY id, week, aspect, total`;
}
