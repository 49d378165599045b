import { listKeys, saysWhatWasDone } from './envelope.ts';

/**
 * The key of the list of events that an object has at its top level, as far as its first bytes show:
 * `{"kind":"EventList","items":[`. Undefined where the object is an event itself.
 */
export function listWithin(text: string): string | undefined {
  let depth = 0;
  let key: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfText(text, at);
      if (end === undefined) return undefined;
      const isKey = depth === 1 && /^\s*:/.test(text.slice(end + 1, end + 16));
      if (isKey) key = text.slice(at + 1, end);
      if (isKey && key !== undefined && saysWhatWasDone.has(key)) return undefined;
      at = end;
    } else if (character === '[' && depth === 1) {
      const found = listKeys.find((name) => name === key);
      // a list of texts is no list of events
      if (found !== undefined && /^\[\s*[{\]]/.test(text.slice(at, at + 64))) return found;
      depth++;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
  }
  return undefined;
}

function endOfText(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '"') return at;
  }
  return undefined;
}
