/**
 * What no request may hold anywhere, whatever its schema: characters that PostgreSQL or canonical JSON cannot carry (NUL,
 * lone surrogates), members that reach for a prototype, and nesting that no schema of ours has. Says what was found.
 */
export function unspeakable(value: unknown): string | undefined {
  const queue: { readonly part: unknown; readonly depth: number }[] = [{ part: value, depth: 0 }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { part, depth } = next;
    if (typeof part === 'string') {
      if (part.includes('\u0000')) return 'text with a NUL character';
      if (!part.isWellFormed()) return 'text that is no Unicode (a lone surrogate)';
    } else if (typeof part === 'object' && part !== null) {
      if (depth >= deepest) return `nesting deeper than ${deepest} levels`;
      for (const [name, member] of Object.entries(part)) {
        if (name === '__proto__') return 'a member called `__proto__`';
        queue.push({ part: name, depth: depth + 1 }, { part: member, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

const deepest = 24;
