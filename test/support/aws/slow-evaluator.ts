import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * AWS's evaluation logic once more, written from its documentation (IAM user guide: Policy evaluation logic, Cross-account
 * policy evaluation logic, Permissions boundaries, JSON policy elements; Organizations user guide: SCPs, RCPs) and from
 * nothing else, to be obvious and as slow as it likes. It takes documents as they are and a request of which everything is
 * known: a key that is not in the context is absent. What is not known is tried out by whoever calls this.
 */

export interface Doc {
  readonly Version?: string;
  readonly Statement: readonly Stmt[];
}
export interface Stmt {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
export type PrincipalElement = '*' | Readonly<Record<string, readonly string[]>>;

export type Who =
  | { readonly kind: 'user'; readonly arn: string; readonly account: string }
  | {
      readonly kind: 'role';
      readonly arn: string;
      readonly account: string;
      readonly sessionName: string;
      readonly serviceLinked?: boolean;
    }
  | {
      readonly kind: 'federated_user';
      readonly arn: string;
      readonly account: string;
      readonly userArn: string;
    }
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'identity_provider'; readonly provider: string }
  | { readonly kind: 'anonymous' };

export interface SlowRequest {
  readonly who: Who;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: ReadonlyMap<string, readonly string[]>;
  readonly identity: readonly Doc[];
  readonly boundary?: readonly Doc[];
  readonly session?: readonly Doc[];
  readonly scps: readonly (readonly Doc[])[];
  readonly rcps: readonly (readonly Doc[])[];
  readonly resourcePolicy: readonly Doc[];
}

export function slowlyAllowed(r: SlowRequest): boolean {
  const { who } = r;
  const isAwsIdentity = who.kind === 'user' || who.kind === 'role' || who.kind === 'federated_user';
  const linked = who.kind === 'role' && who.serviceLinked === true;
  // "SCPs do not affect service-linked roles"; nor services, nor people outside the account
  const scps = (isAwsIdentity || who.kind === 'root') && !linked ? r.scps : [];
  const rcps = linked || r.action.toLowerCase() === 'kms:retiregrant' ? [] : r.rcps;
  const identity = isAwsIdentity ? r.identity : [];
  const boundary = isAwsIdentity ? r.boundary : undefined;
  const session = isAwsIdentity ? r.session : undefined;
  // "IAM supports only one type of resource-based policy: the role trust policy"
  const onResource = r.action.toLowerCase().startsWith('iam:') ? [] : r.resourcePolicy;

  // 1. an explicit Deny anywhere
  const plain = [...identity, ...(boundary ?? []), ...(session ?? []), ...scps.flat()];
  if (plain.some((doc) => says(doc, 'Deny', r, false).length > 0)) return false;
  if ([...rcps.flat(), ...onResource].some((doc) => says(doc, 'Deny', r, true).length > 0)) return false;

  // 2. every level of SCPs, and of RCPs, has to allow
  for (const level of scps) if (!level.some((doc) => says(doc, 'Allow', r, false).length > 0)) return false;
  for (const level of rcps) if (!level.some((doc) => says(doc, 'Allow', r, true).length > 0)) return false;

  // 3. who is allowed by the resource's policy, and how it names them
  const grants = onResource.flatMap((doc) => says(doc, 'Allow', r, true));
  const byResource = grants.length > 0;
  const toEverybodyOrItself = grants.some((how) => how === 'anyone' || how === 'self');
  const toTheRoleOrUserBehind = grants.includes('behind');
  const toTheAccount = grants.includes('account');

  if (!isAwsIdentity && who.kind !== 'root') return byResource;

  // 4. the caller's own policies, each limiting the other
  const has = (docs: readonly Doc[]): boolean => docs.some((doc) => says(doc, 'Allow', r, false).length > 0);
  const limits = (boundary === undefined || has(boundary)) && (session === undefined || has(session));
  let own = has(identity) && limits;
  if (who.kind === 'federated_user' && session === undefined) own = false;
  if (who.kind === 'root') own = true;

  if (who.account !== r.resourceAccount) return own && byResource;
  if (toEverybodyOrItself) return true;
  if (toTheRoleOrUserBehind && limits) return true;
  const isKey = r.action.toLowerCase().startsWith('kms:') && r.resource.includes(':key/');
  const isRoleToAssume = r.action.toLowerCase().startsWith('sts:') && r.resource.includes(':role/');
  if (isKey || isRoleToAssume) return toTheAccount && own;
  return own;
}

type How = 'anyone' | 'self' | 'behind' | 'account';

/** How the document says this to the request, once for each statement (and way of naming the caller) that applies. */
function says(doc: Doc, effect: 'Allow' | 'Deny', r: SlowRequest, namesPeople: boolean): readonly How[] {
  return doc.Statement.flatMap((s) => {
    if (s.Effect !== effect) return [];
    if (!actionApplies(s, r)) return [];
    if (!resourceApplies(s, doc, r)) return [];
    if (!conditionsHold(s, doc, r)) return [];
    return namesPeople ? namesCaller(s, r) : ['self' as const];
  });
}

// ---- Action

function actionApplies(s: Stmt, r: SlowRequest): boolean {
  const one = (pattern: string): boolean => regex(pattern, 'i', () => '[^]').test(r.action);
  return s.NotAction === undefined ? (s.Action ?? []).some(one) : !s.NotAction.some(one);
}

/** A pattern with `*` and `?`; `any` says which character a wildcard at a place stands for. */
function regex(pattern: string, flags: string, any: (at: number) => string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') source += `${any(at)}*`;
    else if (char === '?') source += any(at);
    else if (char === '\u0001') source += '\\*';
    else if (char === '\u0002') source += '\\?';
    else source += char.replace(/[^A-Za-z0-9]/, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return new RegExp(`^${source}$`, flags);
}

// ---- variables: `undefined` when one has no value, so that nothing is equal to or like the text

function withVariables(text: string, doc: Doc, r: SlowRequest): string | undefined {
  if (doc.Version !== '2012-10-17') return text;
  let hasNone = false;
  const filled = text.replace(
    /\$\{(?:([*?$])|([^{},']+)(?:, *'([^']*)')?)\}/g,
    (_all, special: string | undefined, key: string | undefined, otherwise: string | undefined) => {
      if (special !== undefined) return special === '*' ? '\u0001' : special === '?' ? '\u0002' : '$';
      const values = r.context.get((key ?? '').toLowerCase()) ?? [];
      const value = values.length === 1 ? values[0] : otherwise;
      if (value === undefined) hasNone = true;
      return (value ?? '').replaceAll('*', '\u0001').replaceAll('?', '\u0002');
    },
  );
  return hasNone ? undefined : filled;
}
const asLiteral = (text: string): string => text.replaceAll('\u0001', '*').replaceAll('\u0002', '?');

// ---- Resource

function resourceApplies(s: Stmt, doc: Doc, r: SlowRequest): boolean {
  const one = (written: string): boolean => {
    const pattern = withVariables(written, doc, r);
    if (pattern === undefined) return false;
    return regex(pattern, '', (at) => {
      const segment = pattern.slice(0, at).split(':').length;
      if (segment > 5) return '[^]';
      const endsSegment = at === pattern.length - 1 || pattern[at + 1] === ':';
      return pattern[at] === '*' && endsSegment ? '[^]' : '[^:]';
    }).test(r.resource);
  };
  if (s.NotResource !== undefined) return !s.NotResource.some(one);
  return s.Resource === undefined || s.Resource.some(one);
}

// ---- Principal

function namesCaller(s: Stmt, r: SlowRequest): readonly How[] {
  if (s.Principal !== undefined) return namesIn(s.Principal).flatMap((name) => how(name, r.who) ?? []);
  if (s.NotPrincipal === undefined) return [];
  const found = namesIn(s.NotPrincipal).flatMap((name) => how(name, r.who) ?? []);
  if (s.Effect === 'Allow') return found.length > 0 ? [] : ['anyone'];
  // "will always deny any IAM principal that has a permissions boundary policy attached"
  const hasBoundary =
    r.boundary !== undefined &&
    (r.who.kind === 'user' || r.who.kind === 'role' || r.who.kind === 'federated_user');
  if (hasBoundary) return ['self'];
  if (found.includes('anyone')) return [];
  const isSpared =
    found.includes('self') &&
    (found.includes('behind') || (r.who.kind !== 'role' && r.who.kind !== 'federated_user'));
  return isSpared ? [] : ['self'];
}

const namesIn = (element: PrincipalElement): readonly (readonly [string, string])[] =>
  element === '*'
    ? [['AWS', '*']]
    : Object.entries(element).flatMap(([type, names]) => names.map((name) => [type, name] as const));

function how([type, name]: readonly [string, string], who: Who): How | undefined {
  if (type === 'AWS' && name === '*') return 'anyone';
  if (who.kind === 'service') return type === 'Service' && name === who.name ? 'self' : undefined;
  if (who.kind === 'identity_provider')
    return type === 'Federated' && name === who.provider ? 'self' : undefined;
  if (who.kind === 'anonymous' || type !== 'AWS') return undefined;
  const root = `arn:aws:iam::${who.account}:root`;
  if (name === who.account || name === root) return who.kind === 'root' ? 'self' : 'account';
  if (who.kind === 'user') return name === who.arn ? 'self' : undefined;
  if (who.kind === 'federated_user')
    return name === who.arn ? 'self' : name === who.userArn ? 'behind' : undefined;
  if (who.kind === 'root') return undefined;
  const session = `arn:aws:sts::${who.account}:assumed-role/${who.arn.split('/').at(-1) ?? ''}/${who.sessionName}`;
  return name === session ? 'self' : name === who.arn ? 'behind' : undefined;
}

// ---- Condition

function conditionsHold(s: Stmt, doc: Doc, r: SlowRequest): boolean {
  return Object.entries(s.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      conditionHolds(operator, wanted, r.context.get(key.toLowerCase()), (text) =>
        withVariables(text, doc, r),
      ),
    ),
  );
}

function conditionHolds(
  operator: string,
  wanted: readonly string[],
  actual: readonly string[] | undefined,
  fill: (text: string) => string | undefined,
): boolean {
  if (operator === 'Null')
    return wanted.some((text) => (text === 'true' ? actual === undefined : actual !== undefined));
  const ifExists = operator.endsWith('IfExists');
  const set = operator.startsWith('ForAllValues:')
    ? 'all'
    : operator.startsWith('ForAnyValue:')
      ? 'any'
      : 'none';
  const name = operator.replace(/^For(All|Any)Values?:/, '').replace(/IfExists$/, '');
  const isNegated = name.includes('Not');
  const takesVariables = /^(String|Arn|Bool)/.test(name);
  const matchesOne = (value: string): boolean => {
    const some = wanted.some((text) => {
      const expected = takesVariables ? fill(text) : text;
      return expected !== undefined && compare(name.replace('Not', ''), expected, value);
    });
    return isNegated ? !some : some;
  };
  if (ifExists && actual === undefined) return true;
  if (set === 'all') return (actual ?? []).filter((value) => value !== '').every(matchesOne);
  if (set === 'any') return (actual ?? []).filter((value) => value !== '').some(matchesOne);
  if (actual === undefined) return isNegated;
  if (actual.length !== 1)
    throw new Error('AWS documents no answer for several values without a set operator');
  return matchesOne(actual[0] ?? '');
}

function compare(name: string, expected: string, value: string): boolean {
  switch (name) {
    case 'StringEquals':
      return asLiteral(expected) === value;
    case 'StringEqualsIgnoreCase':
      return asLiteral(expected).toLowerCase() === value.toLowerCase();
    case 'StringLike':
      return regex(expected, '', () => '[^]').test(value);
    case 'ArnEquals':
    case 'ArnLike':
      return arnLike(expected, value);
    case 'Bool':
      return (
        ['true', 'false'].includes(value.toLowerCase()) &&
        asLiteral(expected).toLowerCase() === value.toLowerCase()
      );
    case 'BinaryEquals':
      return Buffer.from(expected, 'base64').equals(Buffer.from(value, 'base64'));
    case 'IpAddress':
      return inRange(expected, value);
  }
  const [left, right] = name.startsWith('Date')
    ? [moment(value), moment(expected)]
    : [Number(value), Number(expected)];
  if (Number.isNaN(left) || Number.isNaN(right)) return false;
  if (name.endsWith('LessThanEquals')) return left <= right;
  if (name.endsWith('GreaterThanEquals')) return left >= right;
  if (name.endsWith('LessThan')) return left < right;
  if (name.endsWith('GreaterThan')) return left > right;
  return left === right;
}

function arnLike(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  const [patterns, parts] = [inSix(pattern), inSix(value)];
  if (patterns === undefined || parts === undefined) return false;
  return patterns.every((each, at) => regex(each, '', () => '[^]').test(parts[at] ?? ''));
}

function inSix(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function inRange(range: string, address: string): boolean {
  const [base = '', length] = range.split('/');
  const family = isIPv4(base) ? 'ipv4' : isIPv6(base) ? 'ipv6' : undefined;
  const own = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined || family !== own) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(length ?? (family === 'ipv4' ? 32 : 128)), family);
  return list.check(address, family);
}

const moment = (text: string): number =>
  /^\d{5,}(\.\d+)?$|^-\d|^\d+\.\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
