import { expect, it } from 'vitest';
import { breaches } from './cases/index.ts';
import { controls } from './controls.ts';
import { entities, fields } from './fields.ts';
import { everyEntity } from './inventory.ts';
import type { Predicate } from './predicate.ts';

/** `npx vitest run --project unit src/replay --update` writes the page. */
const page = new URL('../../docs/breaches.md', import.meta.url).pathname;

const words = ({ field, op, value }: Predicate): string =>
  `\`${field}\` ${op}${value === null ? '' : ` ${Array.isArray(value) ? value.join(', ') : String(value)}`}`;

it('tells each case as it is asked, with how its question was mended, on the page about them', async () => {
  const lines = [
    '# Breaches that are replayed',
    '',
    'Written by a test from `src/replay/cases/`; what a replay is, and how facts are told to it, is [here](how-to/replay.md).',
    '',
    ...breaches.flatMap((breach) => [
      `## ${breach.id} ${breach.name}`,
      '',
      `${breach.who}, ${breach.when}. ${breach.facts.join(' ')}`,
      '',
      ...breach.steps.map(
        ({ select, says, all, optional }, n) =>
          `${n + 1}. ${says}${optional ? ' (makes it worse)' : ''}: ${entities[select].called} with ${all.map(words).join(', ')}`,
      ),
      '',
      `Broken by ${breach.breakers
        .map(
          ({ control, breaks }) =>
            `${control}${breaks.length === 0 ? '' : ` (${breaks.map((at) => at + 1).join(', ')})`}`,
        )
        .join(', ')}. ${breach.reference.join(', ')}.`,
      ...(breach.mended.length === 0 ? [] : ['', ...breach.mended.map((note) => `- Mended: ${note}`)]),
      '',
      breach.sources.length === 0
        ? 'Told from memory: no source was read again.'
        : breach.sources.map((source) => `<${source}>`).join(' · '),
      '',
    ]),
    '## Fields',
    '',
    '| of | field | says | told by |',
    '|---|---|---|---|',
    ...everyEntity.flatMap((entity) =>
      Object.entries(fields[entity]).map(
        ([name, { says, toldBy }]) =>
          `| ${entities[entity].called} (\`${entity}\`) | \`${name}\` | ${says} | ${toldBy} |`,
      ),
    ),
    '',
    '## Controls',
    '',
    '| id | control |',
    '|---|---|',
    ...Object.entries(controls).map(([id, title]) => `| ${id} | ${title} |`),
    '',
  ];
  await expect(lines.join('\n')).toMatchFileSnapshot(page);
});

it('names only controls that some breach is broken by', () => {
  const named = new Set<string>(breaches.flatMap(({ breakers }) => breakers.map(({ control }) => control)));
  expect(Object.keys(controls).filter((id) => !named.has(id))).toEqual([]);
});

it('has a source that was read for each, or says that it has none', () => {
  const fromMemory = breaches.filter(({ sources }) => sources.length === 0).map(({ id }) => id);
  expect(fromMemory).toEqual(['BR-25', 'BR-26', 'BR-27', 'BR-28']);
  expect(breaches.flatMap(({ sources }) => sources).every((source) => URL.canParse(source))).toBe(true);
});
