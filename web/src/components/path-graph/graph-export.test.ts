import { expect, it } from 'vitest';
import { jsonOf, mermaidOf } from './graph-export.ts';
import type { PathGraphData } from './graph-shape.ts';

const hostile: PathGraphData = {
  nodes: [
    { id: 'a', label: 'x"]; click a "javascript:alert(1)"\n  b["', note: '<img src=x>', look: 'hot' },
    { id: 'b', label: '__proto__', note: '' },
  ],
  edges: [{ from: 'a', to: 'b', grant: 'may "read"|\u202e', label: 'depends', use: 'choke' }],
};

it('writes names so that Mermaid reads them as names', () => {
  const text = mermaidOf(hostile);
  expect(text.split('\n')).toHaveLength(6);
  expect(text).not.toMatch(/javascript:alert\(1\)"|<img|\u202e/);
  expect(text).toContain('n0 -.->|"may #34;read#34;#124;');
  expect(text).toContain(':::jewel');
});

it('writes JSON that says exactly the same, with nothing invisible in it', () => {
  const text = jsonOf(hostile);
  expect(JSON.parse(text)).toEqual(hostile);
  expect(text).not.toContain('\u202e');
});
