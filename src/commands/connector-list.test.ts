import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectorList } from './connector-list.ts';

const docs = join(import.meta.dirname, '../../docs/connectors');

/** The list under a heading of a page, without its code marks. */
function listed(page: string, heading: string): readonly string[] {
  const [, after = ''] = readFileSync(join(docs, page), 'utf8').split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .replaceAll(/\n {2}(?=\S)/g, ' ') // a line that goes on below
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2).replaceAll('`', ''));
}

describe.each(connectorList.map((each) => [each.id, each] as const))('%s', (id, { capabilities }) => {
  const { read, write } = capabilities.permissions;

  it('needs for reading exactly what its page says, which is what the preview shows', () => {
    expect(read.length).toBeGreaterThan(0);
    expect(listed(`${id}.md`, 'Permissions')).toEqual(read);
  });

  it.skipIf(write.length === 0)('needs for writing exactly what its page says', () => {
    expect(listed(`${id}-write.md`, 'What the credential needs, least first')).toEqual(write);
  });

  it('writes nothing that it needs no permission for', () => {
    expect(capabilities.writes.length > 0).toBe(write.length > 0);
  });
});
