import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints as ofEntra, within } from './entra/endpoints.ts';
import { endpoints as ofGithub } from './github/endpoints.ts';
import { endpoints as ofOkta, holderRoles } from './okta/endpoints.ts';
import { endpoints as ofVault, leaseAt, leasesAt, roleEndpoints } from './vault/endpoints.ts';

interface Question {
  readonly path: string;
  readonly what: string;
  readonly permission: string;
  readonly version?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly answer?: unknown;
  readonly post?: { readonly path: string };
}

/** What tells one question from another; which members are asked for stands in the commands. */
const tellingQuery = ({ query = {} }: Question): string => {
  const told = Object.entries(query).filter(([name]) => !['$select', '$top', 'limit'].includes(name));
  return told.length === 0 ? '' : `?${told.map(([name, value]) => `${name}=${value}`).join('&')}`;
};
const asked = (each: Question): string => {
  const path = `${each.version === undefined ? '' : `${each.version}/`}${each.path}${tellingQuery(each)}`;
  if (each.post !== undefined) return `POST ${each.post.path}`;
  return `${typeof each.answer === 'object' && each.path.startsWith('v1/') ? 'LIST' : 'GET'} ${path}`;
};
const row = (each: Question): string =>
  `| ${each.what} | \`${asked(each).replaceAll('|', '\\|')}\` | ${each.permission} |`;
const tableOf = (questions: readonly Question[]): string =>
  ['| read | where from | permission |', '|---|---|---|', ...new Set(questions.map(row))].join('\n');

const pages: readonly (readonly [name: string, questions: readonly Question[]])[] = [
  ['entra', [...Object.values(ofEntra), ...Object.values(within)]],
  ['github', Object.values(ofGithub)],
  ['okta', [...Object.values(ofOkta), ...Object.values(holderRoles).flatMap((each) => Object.values(each))]],
  [
    'vault',
    [
      ...Object.values(ofVault),
      ...[...roleEndpoints.values()].flatMap(({ list, read }) => [list, read]),
      { ...leasesAt([]).endpoint, path: 'v1/sys/leases/lookup/{path}' },
      leaseAt([]).endpoint,
    ],
  ],
];

describe.each(pages)('the page of %s', (name, questions) => {
  it('lists each question that is asked, what it is for, and the permission that it needs', () => {
    const page = readFileSync(join(import.meta.dirname, `../../docs/connectors/${name}.md`), 'utf8');
    const [, shown = ''] = /## What is read\n\n([\s\S]*?)\n\n/.exec(page) ?? [];
    // where this fails: what is expected is the table to put there
    expect(shown.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---')).toBe(tableOf(questions));
  });
});
