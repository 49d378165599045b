/** What a relation is made of (OpenFGA, configuration language 1.1 and 1.2). */
export type Relation =
  | { readonly is: 'direct' }
  | { readonly is: 'computed'; readonly relation: string }
  | { readonly is: 'from'; readonly relation: string; readonly through: string }
  | { readonly is: 'or' | 'and'; readonly of: readonly Relation[] }
  | { readonly is: 'but not'; readonly of: readonly Relation[] };

/** Relations by type. */
export type FgaModel = ReadonlyMap<string, ReadonlyMap<string, Relation>>;

/** Reads models of OpenFGA's language, one text a module; throws at a line that it does not know. */
export function readModel(modules: readonly string[]): FgaModel {
  const model = new Map<string, Map<string, Relation>>();
  for (const module of modules) {
    let relations = new Map<string, Relation>();
    let isInCondition = false;
    for (const line of module.split('\n')) {
      const said = line.replace(/(^|\s)#.*$/, '').trim();
      if (isInCondition) isInCondition = said !== '}';
      else if (said.startsWith('condition ')) isInCondition = !said.endsWith('}');
      else if (/^(|model|relations|schema [\d.]+|module \S+)$/.test(said)) continue;
      else if (/^(extend )?type \S+$/.test(said)) {
        const type = said.split(' ').at(-1) ?? '';
        relations = model.get(type) ?? new Map<string, Relation>();
        model.set(type, relations);
      } else {
        const [, name, definition] = /^define\s+([^\s:]+)\s*:\s*(.+)$/.exec(said) ?? [];
        if (name === undefined || definition === undefined)
          throw new TypeError(`not a line of a model: ${said}`);
        relations.set(name, readRelation(definition));
      }
    }
  }
  return model;
}

function readRelation(text: string): Relation {
  const words = text.match(/\[[^\]]*\]|[()]|[^\s()[\]]+/g) ?? [];
  let at = 0;
  const term = (): Relation => {
    const word = words[at++] ?? '';
    if (word.startsWith('[')) return { is: 'direct' };
    if (word === '(') {
      const inner = expression();
      if (words[at++] !== ')') throw new TypeError(`not closed: ${text}`);
      return inner;
    }
    if (!/^[\w-]+$/.test(word)) throw new TypeError(`not a relation: ${word} in ${text}`);
    if (words[at] !== 'from') return { is: 'computed', relation: word };
    const through = words[at + 1] ?? '';
    at += 2;
    return { is: 'from', relation: word, through };
  };
  const expression = (): Relation => {
    const first = term();
    const operator = words[at];
    if (operator !== 'or' && operator !== 'and' && operator !== 'but') return first;
    const of = [first];
    while (words[at] === operator) {
      at += operator === 'but' ? 2 : 1;
      of.push(term());
    }
    return { is: operator === 'but' ? 'but not' : operator, of };
  };
  const whole = expression();
  if (at !== words.length) throw new TypeError(`more than one relation: ${text}`);
  return whole;
}
