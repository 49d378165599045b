import { expect, it } from 'vitest';
import { cell } from './csv.ts';

it.each(['=HYPERLINK("http://x.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
  'a spreadsheet does not take %j for a formula',
  (name) => {
    expect(cell(name)).toMatch(/^"?'/);
  },
);

it('keeps quotes, commas and lines within their cell', () => {
  expect(cell('a "b", c\nd')).toBe('"a ""b"", c\nd"');
  expect(cell('svc-report')).toBe('svc-report');
});

it('leaves empty what is not known', () => {
  expect(cell(null)).toBe('');
  expect(cell(0)).toBe('0');
  expect(cell(false)).toBe('false');
});
