// Local servers in the shape of three ticket systems: status codes, paging, authentication, what their API docs say.
import { createServer, type IncomingMessage } from 'node:http';

/** A ticket as the server keeps it. */
export interface KeptTicket {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly marker: string;
  readonly notes: string[];
}

export interface DeskServer {
  readonly url: string;
  readonly tickets: KeptTicket[];
  /** The next calls are answered with this status, before anything is done; `late`: after it was done. */
  fail(status: number, when?: 'before' | 'late'): void;
  close(): Promise<void>;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}
type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
type Serve = (asked: Asked, tickets: KeptTicket[]) => Answer;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** `POST /repos/:owner/:repo/issues` 201, `GET …/issues` in pages with `Link`, `POST …/comments` 201; 401 otherwise. */
const github: Serve = ({ method, url, headers, body }, tickets) => {
  if (headers.authorization !== 'Bearer secret') return { status: 401, body: { message: 'Bad credentials' } };
  const shown = (one: KeptTicket) => ({
    number: Number(one.id),
    html_url: `https://github.example/acme/access/issues/${one.id}`,
    body: one.text,
  });
  const comment = /\/issues\/(\d+)\/comments$/.exec(url.pathname);
  if (method === 'POST' && comment !== null) {
    tickets.find(({ id }) => id === comment[1])?.notes.push(text(body['body']));
    return { status: 201, body: { id: 1 } };
  }
  if (method === 'POST') {
    const one = { id: String(tickets.length + 1), title: text(body['title']), text: text(body['body']) };
    tickets.push({ ...one, marker: one.text, notes: [] });
    return { status: 201, body: shown({ ...one, marker: '', notes: [] }) };
  }
  const page = Number(url.searchParams.get('page'));
  const newest = tickets.toReversed().slice((page - 1) * 100, page * 100);
  const more = tickets.length > page * 100;
  return {
    status: 200,
    body: newest.map(shown),
    headers: more ? { link: `<${url.href}>; rel="next", <${url.href}>; rel="last"` } : {},
  };
};

/** Jira Cloud v3: `POST /issue` 201, `GET /search/jql` 200, `POST /issue/:key/comment` 201. */
const jira: Serve = ({ method, url, headers, body }, tickets) => {
  if (headers.authorization !== basic('bot@acme.example', 'secret')) return { status: 401, body: {} };
  const comment = /\/issue\/([A-Z]+-\d+)\/comment$/.exec(url.pathname);
  if (comment !== null) {
    tickets.find(({ id }) => id === comment[1])?.notes.push(JSON.stringify(body['body']));
    return { status: 201, body: { id: '10000' } };
  }
  if (method === 'POST') {
    const fields = body['fields'];
    const labels = member(fields, 'labels');
    const id = `OPS-${tickets.length + 1}`;
    tickets.push({
      id,
      title: text(member(fields, 'summary')),
      text: JSON.stringify(member(fields, 'description')),
      marker: JSON.stringify(labels),
      notes: [],
    });
    return {
      status: 201,
      body: { id: '10001', key: id, self: 'https://jira.example/rest/api/3/issue/10001' },
    };
  }
  const label = /labels = "([^"]+)"/.exec(url.searchParams.get('jql') ?? '')?.[1] ?? '?';
  const found = tickets.filter(({ marker }) => marker.includes(label)).slice(0, 1);
  return { status: 200, body: { issues: found.map(({ id }) => ({ id: '10001', key: id })), isLast: true } };
};

/** ServiceNow Table API: `POST` 201, `GET` by `sysparm_query` 200, `PATCH` 200. */
const servicenow: Serve = ({ method, url, headers, body }, tickets) => {
  if (headers.authorization !== basic('bot', 'secret'))
    return { status: 401, body: { error: { message: 'User Not Authenticated' }, status: 'failure' } };
  const shown = ({ id }: KeptTicket) => ({ sys_id: id, number: 'INC0010001' });
  if (method === 'PATCH') {
    const one = tickets.find(({ id }) => url.pathname.endsWith(id));
    if (one === undefined) return { status: 404, body: { error: { message: 'No Record found' } } };
    one.notes.push(text(body['work_notes']));
    return { status: 200, body: { result: shown(one) } };
  }
  if (method === 'POST') {
    const one = {
      id: String(tickets.length + 1).padStart(32, 'a'),
      title: text(body['short_description']),
      text: text(body['description']),
      marker: text(body['correlation_id']),
      notes: [],
    };
    tickets.push(one);
    return { status: 201, body: { result: shown(one) } };
  }
  const wanted = (url.searchParams.get('sysparm_query') ?? '').replace('correlation_id=', '');
  return {
    status: 200,
    body: {
      result: tickets
        .filter(({ marker }) => marker === wanted)
        .slice(0, 1)
        .map(shown),
    },
  };
};

const kinds = {
  github: { serve: github, at: '/repos/acme/access' },
  jira: { serve: jira, at: '?project=OPS&user=bot%40acme.example' },
  servicenow: { serve: servicenow, at: '?table=incident&user=bot' },
} as const;

export async function startDesk(kind: keyof typeof kinds): Promise<DeskServer> {
  const { serve, at } = kinds[kind];
  const tickets: KeptTicket[] = [];
  const failures: { readonly status: number; readonly when: 'before' | 'late' }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const failure = failures.shift();
      const sent = Buffer.concat(chunks).toString();
      const parsed: unknown = sent === '' ? {} : JSON.parse(sent);
      const body =
        typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
      const asked = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', 'http://127.0.0.1'),
        headers: request.headers,
        body,
      };
      const answer = failure?.when === 'before' ? undefined : serve(asked, tickets);
      const status = failure?.status ?? answer?.status ?? 500;
      const headers = failure === undefined ? (answer?.headers ?? {}) : {};
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(failure === undefined ? answer?.body : { message: 'not now' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${at}`,
    tickets,
    fail: (status, when = 'before') => void failures.push({ status, when }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
