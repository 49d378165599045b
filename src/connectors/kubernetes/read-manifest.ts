import { parseDocument } from 'yaml';
import { Fault } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { bytesOf } from '../kit/input-files.ts';
import { yamlChunks, type YamlChunk } from './yaml-chunks.ts';

/** One object of a file as it was written; or what could not be made one, since it is a template of something else. */
export type Found =
  | { readonly is: 'object'; readonly value: unknown; readonly at: string }
  | { readonly is: 'template'; readonly at: string };

/**
 * Every object in a YAML or JSON file: each document of a stream, each element of a `List`. Throws Fault `input_invalid`
 * (broken, cut off, a key twice), `input_too_large` (a piece too long, nested too deeply, aliases that unfold without
 * end), `input_wrong_kind` (no JSON at all). What the parser says is never repeated: it could quote a secret.
 */
export async function* readManifest(path: string, signal: AbortSignal): AsyncIterable<Found> {
  if (/\.json$/i.test(path)) yield* jsonObjects(path, signal);
  else yield* yamlObjects(path, signal);
}

async function* yamlObjects(path: string, signal: AbortSignal): AsyncIterable<Found> {
  let items = 0;
  for await (const chunk of yamlChunks(bytesOf(path, signal))) {
    signal.throwIfAborted();
    const at = `line ${chunk.line}`;
    if (chunk.is === 'document' && items > 0) {
      endList(parsed(chunk), at);
      items = 0;
    } else if (isOfNoInterest(chunk)) continue;
    else {
      const value = parsed(chunk);
      if (value === template) yield { is: 'template', at };
      else if (chunk.is === 'item') {
        items++;
        for (const each of Array.isArray(value) ? value : [])
          yield { is: 'object', value: withKindOf(headOf(chunk), each), at };
      } else yield* unfolded(value, at);
    }
  }
}

const template = Symbol('template');

function parsed(chunk: Pick<YamlChunk, 'text' | 'line'>): unknown {
  const document = parseDocument(chunk.text, { logLevel: 'silent', merge: true, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    if (chunk.text.includes('{{')) return template;
    const line = chunk.line + chunk.text.slice(0, error.pos[0]).split('\n').length - 1;
    if (error.code === 'RESOURCE_EXHAUSTION') throw tooDeep(line);
    throw broken(`at line ${line} (${error.code})`);
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value;
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) throw tooDeep(chunk.line, error);
    throw broken(
      `in what begins at line ${chunk.line} (an alias or a merge key \`<<\` of something that it cannot stand for)`,
    );
  }
}

const broken = (where: string): Fault =>
  new Fault('input_invalid', `The YAML is broken ${where}.`, {
    next: 'Correct it there; `kubectl apply --dry-run=client -f FILE` has to accept it.',
  });

/** Kinds that say nothing about access are not even parsed, unless their text could hold something else too. */
function isOfNoInterest({ is, text }: YamlChunk): boolean {
  if (is === 'item') return false;
  const kinds = [...text.matchAll(/^kind:[ \t]*(\S*)/gm)].map(([, kind]) => kind ?? '');
  return kinds.length > 0 && kinds.every((kind) => idleKinds.has(kind));
}

const idleKinds: ReadonlySet<string> = new Set([
  'ConfigMap',
  'Service',
  'Ingress',
  'NetworkPolicy',
  'PersistentVolumeClaim',
]);

function headOf({ head = '' }: YamlChunk): unknown {
  return /^kind:/m.test(head) ? parsed({ text: head, line: 1 }) : undefined;
}

/** What a document with `items` says besides them: it has to be a list, or its items would be taken for what they are not. */
function endList(rest: unknown, at: string): void {
  const kind = fieldOf(rest, 'kind');
  if (typeof kind === 'string' && kind.endsWith('List')) return;
  throw new Fault('input_invalid', `What ends at ${at} has \`items\` and is no List.`, {
    next: 'Export it again: `kubectl get -o yaml` writes `kind: List`.',
  });
}

function* unfolded(value: unknown, at: string): Iterable<Found> {
  const kind = fieldOf(value, 'kind');
  const items = fieldOf(value, 'items');
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items))
    for (const each of items) yield { is: 'object', value: withKindOf(value, each), at };
  else yield { is: 'object', value, at };
}

/** In a list as the API gives it (`RoleList`) the items do not repeat their kind. */
function withKindOf(list: unknown, item: unknown): unknown {
  if (typeof item === 'object' && item !== null) {
    if (fieldOf(item, 'kind') !== undefined) return item;
    const kind = fieldOf(list, 'kind');
    if (typeof kind === 'string' && /.List$/.test(kind))
      return { ...item, kind: kind.slice(0, -4), apiVersion: fieldOf(list, 'apiVersion') };
  }
  throw new Fault('input_invalid', 'An element of a list does not say what kind of object it is.', {
    next: 'Export it again: `kubectl get -o yaml` and `-o json` write the kind of each.',
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** Of a JSON object, what is read of any kind; of a Secret its token alone. */
const jsonPaths =
  'kind apiVersion metadata items.* rules aggregationRule subjects roleRef type data.token stringData.token spec status automountServiceAccountToken issuer jwks_uri'.split(
    ' ',
  );

async function* jsonObjects(path: string, signal: AbortSignal): AsyncIterable<Found> {
  const whole: Record<string, unknown> = {};
  let items = 0;
  for await (const { path: name, at, value } of streamJson(bytesOf(path, signal), jsonPaths)) {
    if (name === 'items.*') {
      items++;
      yield { is: 'object', value: withKindOf(whole, value), at: `\`${at}\`` };
    } else if (name === 'data.token' || name === 'stringData.token')
      whole[name === 'data.token' ? 'data' : 'stringData'] = { token: value };
    else whole[name] = value;
  }
  if (items > 0) endList(whole, 'its end');
  else yield* unfolded(whole, 'the top');
}

const tooDeep = (line: number, cause?: unknown): Fault =>
  new Fault(
    'input_too_large',
    `What begins at line ${line} is nested too deeply, or its aliases unfold to more than any real object.`,
    { next: 'Export it again; no Kubernetes object is made like that.', cause },
  );
