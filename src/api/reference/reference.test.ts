import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codes } from '../../model/index.ts';
import { budgetClasses } from '../limits.ts';
import { statusOfCode } from '../problem.ts';
import { routes } from '../routes/index.ts';
import { openApi } from './openapi.ts';
import { referencePage } from './page.ts';
import { routeTable } from './route-table.ts';
import { pathNames } from './schemas.ts';
import { apiVersion } from './serve.ts';

const again = 'write it again: npx vitest run -u --project unit src/api/reference';

it(`is what docs/openapi.json says (${again})`, async () => {
  const document = `${JSON.stringify(openApi(routes, apiVersion()), null, 2)}\n`;
  await expect(document).toMatchFileSnapshot('../../../docs/openapi.json');
});

it(`is what the browser's route table says (${again})`, async () => {
  await expect(routeTable(routes)).toMatchFileSnapshot('../../../web/src/api/route-table.ts');
});

it('names each route once, dotted, and no two on one method and path', () => {
  expect(new Set(routes.map((route) => route.name)).size).toBe(routes.length);
  expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length);
  expect(routes.filter((route) => !/^[a-z]+\.[a-z-]+$/.test(route.name))).toEqual([]);
});

it('has path members exactly for its path, and no member twice', () => {
  const wrong = routes.filter((route) => {
    const names = [route.params, route.query, route.body].flatMap((schema) => Object.keys(schema.shape));
    return (
      pathNames(route).toSorted().join() !== Object.keys(route.params.shape).toSorted().join() ||
      new Set(names).size !== names.length
    );
  });
  expect(wrong.map((route) => route.name)).toEqual([]);
});

it('takes a query on GET and DELETE and a body on POST alone', () => {
  const wrong = routes.filter(
    (route) => Object.keys((route.method === 'POST' ? route.query : route.body).shape).length > 0,
  );
  expect(wrong.map((route) => route.name)).toEqual([]);
});

it('is what docs/api.md says of codes and of how much is answered', () => {
  const rows = readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const saidOf = (code: string): string =>
    rows.find((row) => /^\| [45]\d\d/.test(row) && row.includes(`\`${code}\``))?.split('|')[1] ?? '';
  const wrong = Object.entries(statusOfCode).filter(([code, status]) =>
    status >= 500 ? !saidOf(code).includes('500 and up') : !saidOf(code).includes(String(status)),
  );
  expect(wrong).toEqual([]);
  for (const { burst, perSecond } of Object.values(budgetClasses))
    expect(rows.some((row) => row.endsWith(`| ${burst} | ${perSecond} |`))).toBe(true);
});

it('shows every route and every code on its page, and no script or inline style', () => {
  const page = referencePage(routes);
  for (const route of routes) expect(page).toContain(`<article id="${route.name}">`);
  for (const code of Object.keys(codes)) expect(page).toContain(`<code id="${code}">`);
  expect(page).not.toMatch(/<script|<style|style="|\son[a-z]+=|https?:\/\//);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to);
  expect(links.filter((to) => !page.includes(`id="${to ?? ''}"`))).toEqual([]);
});

it('has nobody over the network say where messages go, or where their links lead', () => {
  const added = routes.find(({ name }) => name === 'notifications.add-channel');
  expect(added?.permission).toBe('local');
});
