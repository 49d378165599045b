import { brokenPolicy } from './hcl-tokens.ts';
import { parseHcl, type HclBody, type HclValue } from './hcl.ts';

/** `scan` is OpenBao's. */
export const capabilities = [
  'create',
  'read',
  'update',
  'patch',
  'delete',
  'list',
  'scan',
  'sudo',
  'subscribe',
  'recover',
  'deny',
] as const;
export type Capability = (typeof capabilities)[number];
const isCapability = (text: string): text is Capability => capabilities.some((each) => each === text);

/** What one policy says of one path. `limits`: what else has to hold, which is not evaluated. */
export interface PathRule {
  readonly path: string;
  readonly capabilities: readonly Capability[];
  readonly limits: readonly string[];
}

/** The short words that policies had before capabilities. */
const olden: ReadonlyMap<string, readonly Capability[]> = new Map<string, readonly Capability[]>([
  ['deny', ['deny']],
  ['read', ['read', 'list']],
  ['write', ['create', 'read', 'update', 'delete', 'list']],
  ['sudo', ['create', 'read', 'update', 'delete', 'list', 'sudo']],
]);

const parameters = ['allowed_parameters', 'denied_parameters', 'required_parameters'] as const;
const mostPaths = 20_000;

/** The rules of a policy in HCL or JSON. Throws Fault `input_invalid` for what Vault would refuse too. */
export function parsePolicy(text: string): readonly PathRule[] {
  const body = parseHcl(text);
  const rules = body.blocks.map(({ name, label, body: of, line }) => {
    if (name !== 'path')
      throw brokenPolicy(line, `a policy has blocks called \`path\`, not \`${name.slice(0, 100)}\``);
    return ruleOf(label, of, line);
  });
  const named = body.values.get('path');
  if (isBody(named))
    for (const [path, of] of named.values)
      if (isBody(of)) rules.push(ruleOf(path, of, 1));
      else throw brokenPolicy(1, 'what is said of a path is no object');
  else if (named !== undefined) throw brokenPolicy(1, '`path` is no object');
  for (const key of body.values.keys())
    if (!['path', 'name'].includes(key))
      throw brokenPolicy(1, `\`${key.slice(0, 100)}\` is no word of a policy`);
  if (rules.length > mostPaths) throw brokenPolicy(1, `it has more than ${mostPaths} paths`);
  return rules;
}

function ruleOf(given: string, { values }: HclBody, line: number): PathRule {
  // Vault takes a path with a slash before it for the same one
  const path = given.replace(/^\//, '');
  if (path.includes('+*'))
    throw brokenPolicy(line, `\`${given.slice(0, 200)}\` holds \`+*\`, which Vault refuses`);
  const listed = values.get('capabilities');
  const old = values.get('policy');
  if (listed !== undefined && !Array.isArray(listed)) throw brokenPolicy(line, '`capabilities` is no list');
  const found = [
    ...(typeof old === 'string' ? (olden.get(old) ?? []) : []),
    ...textsIn(listed).map((text) => {
      if (isCapability(text)) return text;
      throw brokenPolicy(line, `\`${text.slice(0, 100)}\` is no capability`);
    }),
  ];
  if (typeof old === 'string' && !olden.has(old))
    throw brokenPolicy(line, '`policy` is none of deny, read, write, sudo');
  const limits = parameters.flatMap((name) => {
    const said = values.get(name);
    if (said === undefined) return [];
    const names = isBody(said) ? [...said.values.keys()] : textsIn(said);
    return [`${name} of ${path}: ${names.toSorted().join(', ')}`.slice(0, 1000)];
  });
  for (const name of ['min_wrapping_ttl', 'max_wrapping_ttl', 'control_group', 'mfa_methods', 'expiration'])
    if (values.has(name)) limits.push(`${name} of ${path}`);
  return { path, capabilities: found.includes('deny') ? ['deny'] : [...new Set(found)].toSorted(), limits };
}

const isBody = (value: HclValue | undefined): value is HclBody =>
  typeof value === 'object' && value !== null && 'values' in value && 'blocks' in value;
const textsIn = (value: HclValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
