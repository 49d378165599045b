/** What is shown of a report of `countersign scan --json`. It comes from a file that anybody may have written. */
export interface Report {
  readonly at: string | null;
  readonly roots: readonly string[];
  readonly isWhole: boolean;
  readonly agents: number;
  readonly servers: number;
  readonly credentials: number;
  readonly findings: readonly Finding[];
  readonly items: readonly Item[];
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
}
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
export interface Finding {
  readonly severity: Severity;
  readonly score: number;
  readonly title: string;
  readonly message: string;
  readonly next: string;
  readonly subject: string;
  readonly places: readonly string[];
}
/** Whoever or whatever holds credentials there: an agent, a profile, a pipeline. */
export interface Item {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly kind: Kind;
  readonly place: string;
  readonly servers: readonly Server[];
  readonly credentials: readonly Credential[];
  readonly reaches: readonly Reach[];
}
export type Kind = 'person' | 'service_account' | 'workload' | 'integration' | 'agent' | 'unknown';
export interface Server {
  readonly name: string;
  readonly shown: string;
  readonly isEnabled: boolean;
  readonly unasked: readonly string[];
  readonly credentials: readonly Credential[];
  readonly reaches: readonly Reach[];
}
export interface Credential {
  readonly name: string;
  readonly shape: string;
  readonly held: 'inline' | 'reference' | 'key_file' | 'unknown';
  readonly place: string;
}
export interface Reach {
  readonly kind: string;
  readonly target: string;
}

export type ReadReport =
  | { readonly is: 'report'; readonly report: Report }
  | { readonly is: 'refused'; readonly why: 'too_large' | 'not_json' | 'sarif' | 'other' };

export const mostBytes = 32 << 20;
const most = { list: 20_000, text: 4000 } as const;

/** The report that a text is, or why it is none. Never throws; whatever is missing in it is empty. */
export function readReport(text: string): ReadReport {
  if (text.length > mostBytes) return { is: 'refused', why: 'too_large' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { is: 'refused', why: 'not_json' };
  }
  const whole = membersOf(value);
  if (Array.isArray(whole['runs'])) return { is: 'refused', why: 'sarif' };
  const summary = membersOf(whole['summary']);
  if (!Array.isArray(whole['items']) || !Array.isArray(whole['findings']) || !isMoment(summary['at']))
    return { is: 'refused', why: 'other' };
  const items = listOf(whole['items'], itemOf);
  const gaps = listOf(whole['gaps'], (each) => ({ what: textOf(each['what']), why: whyOf(each) }));
  const unanswered = listOf(whole['unanswered'], (each) => ({
    what: `${textOf(each['ruleId'])}: ${textOf(each['subject'])}`,
    why: textOf(each['missing']),
  }));
  return {
    is: 'report',
    report: {
      at: isMoment(summary['at']) ? String(summary['at']) : null,
      roots: textsOf(summary['roots']),
      isWhole: summary['complete'] === true,
      // counted here: what is shown and what is said are the same
      agents: items.filter(({ kind }) => kind === 'agent').length,
      servers: items.reduce((sum, { servers }) => sum + servers.length, 0),
      credentials: items.reduce(
        (sum, { credentials, servers }) =>
          sum + credentials.length + servers.reduce((inner, each) => inner + each.credentials.length, 0),
        0,
      ),
      findings: listOf(whole['findings'], findingOf),
      items,
      gaps: [...gaps, ...unanswered],
    },
  };
}

type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});
const textOf = (value: unknown): string =>
  typeof value === 'string' ? (value.length > most.text ? `${value.slice(0, most.text)}…` : value) : '';
const listOf = <T>(value: unknown, of: (each: Members) => T): readonly T[] =>
  Array.isArray(value) ? value.slice(0, most.list).map((each) => of(membersOf(each))) : [];
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.slice(0, most.list).map(textOf) : [];
const isMoment = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));

const placeOf = (value: unknown): string => {
  const { path, line } = membersOf(value);
  return typeof line === 'number' ? `${textOf(path)}:${line}` : textOf(path);
};
const whyOf = (gap: Members): string => {
  const place = placeOf(gap['place']);
  return place === '' ? textOf(gap['why']) : `${textOf(gap['why'])} (${place})`;
};

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const kinds: readonly Kind[] = ['person', 'service_account', 'workload', 'integration', 'agent'];

/** What a later version may call otherwise is not taken for harmless. */
const findingOf = (each: Members): Finding => ({
  severity: severities.find((known) => known === each['severity']) ?? 'critical',
  score: typeof each['score'] === 'number' ? each['score'] : 0,
  title: textOf(each['title']),
  message: textOf(each['message']),
  next: textOf(each['next']),
  subject: textOf(membersOf(each['subject'])['name']),
  places: Array.isArray(each['places']) ? each['places'].slice(0, most.list).map(placeOf) : [],
});
const itemOf = (each: Members): Item => ({
  key: textOf(each['key']),
  name: textOf(each['name']),
  title: textOf(each['title']),
  kind: kinds.find((known) => known === each['kind']) ?? 'unknown',
  place: placeOf(each['place']),
  servers: listOf(each['tools'], serverOf),
  credentials: listOf(each['credentials'], credentialOf),
  reaches: listOf(each['reaches'], reachOf),
});
const serverOf = (each: Members): Server => ({
  name: textOf(each['name']),
  shown: textOf(each['shown']),
  isEnabled: each['enabled'] !== false,
  unasked: textsOf(each['unasked']),
  credentials: listOf(each['credentials'], credentialOf),
  reaches: listOf(each['reaches'], reachOf),
});
const credentialOf = (each: Members): Credential => {
  const { is } = membersOf(each['held']);
  return {
    name: textOf(each['name']),
    shape: textOf(each['shape']),
    held: is === 'inline' || is === 'reference' || is === 'key_file' ? is : 'unknown',
    place: placeOf(each['place']),
  };
};
const reachOf = (each: Members): Reach => ({ kind: textOf(each['kind']), target: textOf(each['target']) });
