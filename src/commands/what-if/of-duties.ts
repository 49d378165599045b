import { readDutyBook } from '../../duties/index.ts';
import { done, type Result } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { dutiesFile } from '../../policy/index.ts';
import type { System } from '../system.ts';
import { compareWorlds, usualDays } from './estate-what-if.ts';
import { worldWith } from './world.ts';

/**
 * What other rules about duties would find: over the estate as it is, which conflicts and findings appear and go, and which
 * requests of the last days would have been held. Keeps nothing.
 */
export async function whatIfOfDuties(
  system: System,
  asked: { readonly text: string; readonly days?: number },
): Promise<Result<EstateWhatIf>> {
  const book = readDutyBook(dutiesFile, asked.text);
  if (!book.ok) return book;
  const now = await system.duties.book();
  const after = worldWith(system, { book: book.value });
  return done(
    await compareWorlds(system, after, {
      about: 'duties',
      says: differences(now.ok ? now.value.rules : [], book.value.rules),
      changes: [],
      days: asked.days ?? usualDays,
    }),
  );
}

type Rules = readonly { readonly id: string; readonly title: string }[];

function differences(before: Rules, after: Rules): readonly string[] {
  const was = new Map(before.map((rule) => [rule.id, JSON.stringify(rule)]));
  const is = new Map(after.map((rule) => [rule.id, JSON.stringify(rule)]));
  const said = [
    ...after.filter(({ id }) => !was.has(id)).map(({ id, title }) => `a new rule ${id}: ${title}`),
    ...before.filter(({ id }) => !is.has(id)).map(({ id, title }) => `no more rule ${id}: ${title}`),
    ...after
      .filter(({ id }) => was.has(id) && was.get(id) !== is.get(id))
      .map(({ id, title }) => `another rule ${id}: ${title}`),
  ];
  return said.length === 0 ? ['the rules stay as they are'] : said;
}
