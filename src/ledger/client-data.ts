import { isObject, isText, member, parseJson } from './shape.ts';

/** What the browser says about a ceremony (WebAuthn §5.8.1), under the authenticator's signature by its hash. */
export interface ClientData {
  readonly type: string;
  /** base64url, as it stands. */
  readonly challenge: string;
  readonly origin: string;
}

export const mostClientDataBytes = 2048;

/**
 * Reads clientDataJSON strictly: UTF-8, one JSON object, no member named twice at any depth (two readers could see two
 * things), made for the page itself and not inside another site's frame. Further members are left alone: browsers add
 * some. A sentence saying what is wrong otherwise.
 */
export function readClientData(bytes: Uint8Array): ClientData | string {
  if (bytes.length > mostClientDataBytes)
    return `the client data is longer than ${mostClientDataBytes} bytes`;
  const text = utf8(bytes);
  const value = text === undefined ? undefined : parseJson(text);
  if (text === undefined || !isObject(value)) return 'the client data is no JSON object in UTF-8';
  if (repeatsMember(text)) return 'the client data names a member twice';
  const [type, challenge, origin] = [
    member(value, 'type'),
    member(value, 'challenge'),
    member(value, 'origin'),
  ];
  if (!isText(type) || !isText(challenge) || !isText(origin))
    return 'the client data has no type, challenge or origin';
  const crossOrigin = member(value, 'crossOrigin');
  if ((crossOrigin !== undefined && crossOrigin !== false) || Object.hasOwn(value, 'topOrigin'))
    return 'the client data was made inside another site’s page';
  return { type, challenge, origin };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether an object anywhere in this JSON text, which parses, names a member twice, escapes resolved. */
export function repeatsMember(text: string): boolean {
  const open: (Set<unknown> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const name = parseJson(token.slice(0, token.lastIndexOf('"') + 1));
      const names = open.at(-1);
      if (names?.has(name) !== false) return true;
      names.add(name);
    }
  }
  return false;
}
