// What a caller may send instead: valid input with something in it bent, and bodies that are no JSON at all.
import fc from 'fast-check';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** Values that somewhere mean something to somebody: SQL, paths, terminals, prototypes, numbers at the edge. */
const hostile: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u2066evil\u2069',
  '\u001b]0;owned\u0007',
  '😀'.repeat(50),
  'x'.repeat(5000),
  'x'.repeat(70_000),
  '../../../../etc/passwd',
  '/dev/zero',
  "'; drop table ledger.entry; --",
  '$1',
  '%00',
  'NaN',
  '9999-99-99T99:99:99.999Z',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '__proto__',
  'constructor',
  'fnd_00000000',
  'prp_00000000',
  'ent_00000000',
  'psn_00000000',
  'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  [],
  {},
  [[]],
  { constructor: { prototype: { polluted: true } } },
  nested(30),
  Array.from({ length: 2000 }, () => 0),
];

type Node = { readonly parent: Record<string, unknown> | unknown[]; readonly key: string | number };

function nodesOf(value: unknown): readonly Node[] {
  const nodes: Node[] = [];
  const walk = (parent: Record<string, unknown> | unknown[]): void => {
    const keys = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
    for (const key of keys) {
      nodes.push({ parent, key });
      const child: unknown = Reflect.get(parent, key);
      if (typeof child === 'object' && child !== null) walk(child as Record<string, unknown>);
    }
  };
  if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
  return nodes;
}

/** The value with one thing about it changed: a member replaced, left out, added or doubled. */
export const bent = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      valid,
      fc.nat(),
      fc.constantFrom(...hostile),
      fc.constantFrom('replace', 'leave out', 'add', 'whole'),
    )
    .map(([value, place, instead, how]) => {
      const copy = structuredClone(value);
      const nodes = nodesOf(copy);
      const node = nodes[place % Math.max(1, nodes.length)];
      if (how === 'whole' || node === undefined)
        return how === 'add' ? { ...Object(copy), more: instead } : instead;
      if (how === 'replace') Reflect.set(node.parent, node.key, instead);
      else if (how === 'leave out') Reflect.deleteProperty(node.parent, node.key);
      else if (Array.isArray(node.parent)) node.parent.push(instead);
      else node.parent['more'] = instead;
      return copy;
    });

/** JSON text of a value, or something that was one: cut off, said twice, with a prototype, in another encoding. */
export const bodyText = (value: fc.Arbitrary<unknown>): fc.Arbitrary<string | Buffer> =>
  fc.tuple(value, fc.nat(), fc.nat({ max: 11 })).map(([body, place, how]) => {
    const text = JSON.stringify(body) ?? '';
    switch (how) {
      case 0:
        return text.slice(0, place % Math.max(1, text.length));
      case 1:
        return text.replace(/^\{/, '{"__proto__":{"polluted":true},');
      case 2:
        return text.replace(/^\{/, '{"constructor":{"prototype":{"polluted":true}},');
      case 3:
        return Buffer.from(text, 'utf16le');
      case 4:
        return `\ufeff${text}`;
      case 5:
        return Buffer.from([0xff, 0xfe, 0x00, 0x80, ...Buffer.from(text)]);
      default:
        return text;
    }
  });
