import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { findingIdOf } from './finding-id.ts';
import { groupFindings } from './group-findings.ts';
import { countFindings, listFindings } from './list-findings.ts';
import { isInstant, isSourceId, must } from '../model/index.ts';

const test = useDatabase();
const now = must(isInstant, '2026-10-06T09:00:00.000Z');

/** Written as rules write them, with only what lists look at. */
async function put(source: string, key: string, title: string, more: { rule?: string; score?: number } = {}) {
  const rule = more.rule ?? 'owner-gone';
  const subject = { entity: 'account', source, key, name: key };
  const id = findingIdOf(rule, { ...subject, entity: 'account', source: must(isSourceId, source) }, title);
  await test.db.query(
    `insert into detection.finding (id, rule, account_source, account_key, subject, title, severity, score, contributions,
       cause_key, cause_title, evidence, shown_digest, material_digest, content_digest, state, opened_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, '[]', 'c', 'c', '{"facts":[],"material":[]}', repeat('0', 64), repeat('0', 64), '', 'open', $9, $9)`,
    [
      id,
      rule,
      source,
      key,
      JSON.stringify(subject),
      title,
      (more.score ?? 40) > 60 ? 'high' : 'low',
      more.score ?? 40,
      now,
    ],
  );
  return id;
}
const found = async (search: string) =>
  (await listFindings(test.db, { filter: { search }, limit: 100, now })).items.map(
    ({ finding }) => finding.title,
  );

describe('a search over all findings', () => {
  it('finds words and their beginnings in titles, names, keys, sources and rules, whatever their script', async () => {
    await put('acme', 'role/priya_nair', 'Priya Nair left and priya_nair still works');
    await put('acme', 'role/jose', 'josé left', { rule: 'orphan-account-of-leaver' });
    await put('other', 'role/李雷', '李雷 left');
    expect(await found('priya na')).toEqual(['Priya Nair left and priya_nair still works']);
    expect(await found('josé')).toEqual(['josé left']);
    expect(await found('orphan acme')).toEqual(['josé left']);
    expect(await found('李')).toEqual(['李雷 left']);
    expect(await found('left nobody')).toEqual([]);
    expect((await found('  *** ')).length).toBe(3);
    expect(await countFindings(test.db, { filter: { search: 'left' }, now, most: 2 })).toEqual({
      count: 2,
      isLeast: true,
    });
  });

  it('takes no text for a question of its own, and no text is too long for it', async () => {
    await put(
      'acme',
      `role/${'k'.repeat(10_000)}`,
      `${'word '.repeat(2000)}<img onerror=alert(1)> __proto__`,
    );
    for (const hostile of [`'`, `a' | 'b`, `left':* & !'x`, '\\', '__proto__', "'".repeat(200), '\u202eabc'])
      expect(Array.isArray(await found(hostile))).toBe(true);
    expect(await found('kkkkkkkkkk')).toHaveLength(1);
  });

  it('is put together by rule, identity and source, each with its worst and how many there are', async () => {
    await put('acme', 'role/priya_nair', 'worse', { score: 90, rule: 'owner-gone' });
    const by = (by: 'rule' | 'identity' | 'source') =>
      groupFindings(test.db, { filter: { search: 'acme' }, by, now, most: 100, limit: 10 });
    expect(await by('rule')).toMatchObject({
      groups: [
        { key: 'owner-gone', source: null, topScore: 90, topSeverity: 'high' },
        { key: 'orphan-account-of-leaver', count: 1 },
      ],
      groupCount: 2,
      isLeast: false,
    });
    expect((await by('identity')).groups[0]).toMatchObject({
      key: 'role/priya_nair',
      source: 'acme',
      count: 2,
    });
    expect((await by('source')).groups).toMatchObject([{ key: 'acme' }]);
    const cut = { filter: {}, by: 'source', now, most: 2, limit: 1 } as const;
    expect(await groupFindings(test.db, cut)).toMatchObject({ counted: 2, isLeast: true });
  });
});
