import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  element,
  faultsOf,
  fromQuery,
  isRecord,
  services,
  xmlOf,
  type Operation,
  type Service,
} from './model.ts';
import { refusedSignature, type Key } from './signature.ts';

/** An error as AWS answers it; the status follows from its code unless it is given. */
export interface AwsError {
  readonly error: string;
  readonly message?: string;
  readonly status?: number;
}
export type Input = Readonly<Record<string, unknown>>;
export type Handler = (input: Input, calledBy: string) => Input | AwsError;

/** What the server is, for one test; every member can be changed in the middle. */
export interface Scene {
  keys: readonly Key[];
  /** `iam:ListAccessKeys` → what it answers. */
  handlers: Readonly<Record<string, Handler>>;
  /** Before anything else: an error or a broken connection for this call. */
  trouble: (call: string, times: number) => AwsError | 'hang up' | undefined;
  /** How far the server's clock is ahead of this machine's. */
  clockAheadMs: number;
}

export interface AwsServer {
  readonly url: string;
  readonly scene: Scene;
  /** What was asked, in order, and what AWS's own model finds wrong with requests and answers. */
  readonly calls: string[];
  readonly faults: string[];
  close(): void;
}

/** AWS on this machine: verifies each signature, holds requests and answers to AWS's published model, speaks its protocols. */
export async function startAws(scene: Scene): Promise<AwsServer> {
  const calls: string[] = [];
  const faults: string[] = [];
  const server: Server = createServer((request, response) => {
    void wholeOf(request).then((body) => answer(request, body, response));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url ?? '', `http://127.0.0.1:${port}`);
    const asked = whatIsAsked(request, url, body);
    if (asked === undefined) {
      faults.push(`${request.method ?? ''} ${url.pathname} is no call that AWS describes`);
      response.writeHead(400).end();
      return;
    }
    const { service, of, name, operation, input } = asked;
    const call = `${service}:${name}`;
    calls.push(call);
    const count = calls.filter((each) => each === call).length;
    const date = { date: new Date(Date.now() + scene.clockAheadMs).toUTCString() };
    const refuse = (error: AwsError): void => refused(response, { of, operation, error, date });
    const trouble = scene.trouble(call, count);
    if (trouble === 'hang up') return void request.socket.destroy();
    if (trouble !== undefined) return refuse(trouble);
    const bad = refusedSignature(
      { method: request.method ?? '', url, headers: request.headers, body },
      {
        keys: scene.keys,
        service: of.signingName ?? of.endpointPrefix,
        now: Date.now() + scene.clockAheadMs,
      },
    );
    if (bad !== undefined) return refuse({ error: bad, status: 403 });
    if (operation.input !== undefined)
      faults.push(...faultsOf(of, operation.input.shape, input, `${call} input`));
    const keyId = /Credential=([A-Z0-9]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const found = scene.handlers[call]?.(input, keyId) ?? { error: 'AccessDenied', status: 403 };
    if (isError(found)) return refuse(found);
    if (operation.output !== undefined)
      faults.push(...faultsOf(of, operation.output.shape, found, `${call} output`));
    given(response, { of, operation, name, output: found, date });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    scene,
    calls,
    faults,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const isError = (found: Input | AwsError): found is AwsError => typeof found['error'] === 'string';

interface Asked {
  readonly service: string;
  readonly of: Service;
  readonly name: string;
  readonly operation: Operation;
  readonly input: Input;
}

function whatIsAsked(request: IncomingMessage, url: URL, body: Buffer): Asked | undefined {
  const target = request.headers['x-amz-target'];
  const form = new URLSearchParams(body.toString('utf8'));
  const scope = /Credential=[^/]+\/\d+\/[a-z0-9-]+\/([a-z0-9-]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  for (const [service, of] of Object.entries(services)) {
    if (of.protocol.startsWith('rest-')) {
      if (scope !== service) continue;
      const found = restOperation(request, url, of);
      return found === undefined ? undefined : { service, of, ...found };
    }
    const isJson = of.protocol === 'json';
    const name = isJson
      ? typeof target === 'string' && target.startsWith(`${of.targetPrefix ?? ''}.`)
        ? target.slice((of.targetPrefix ?? '').length + 1)
        : undefined
      : of.protocol === 'query' && form.get('Version') === of.apiVersion
        ? (form.get('Action') ?? undefined)
        : undefined;
    const operation = name === undefined ? undefined : of.operations[name];
    if (name === undefined || operation === undefined) continue;
    if (request.method !== operation.http.method || url.pathname !== operation.http.requestUri)
      return undefined;
    const json: unknown = isJson ? JSON.parse(body.toString('utf8')) : undefined;
    const input = isJson ? (isRecord(json) ? json : {}) : fromQuery(of, operation.input?.shape ?? '', form);
    return { service, of, name, operation, input };
  }
  return undefined;
}

/** By method, path and the query that the path asks for; what stands in either is the input. */
function restOperation(
  request: IncomingMessage,
  url: URL,
  of: Service,
): Pick<Asked, 'name' | 'operation' | 'input'> | undefined {
  for (const [name, operation] of Object.entries(of.operations)) {
    const { pathname, searchParams } = new URL(operation.http.requestUri.replaceAll(/[{}]/g, '__'), url);
    const names: string[] = [];
    const path = pathname.replaceAll(/__(\w+?)__/g, (_, member: string) => {
      names.push(member);
      return '([^/]+)';
    });
    const found = new RegExp(`^${path}$`).exec(url.pathname);
    if (request.method !== operation.http.method || found === null) continue;
    if ([...searchParams.keys()].some((key) => !url.searchParams.has(key))) continue;
    const members = of.shapes[operation.input?.shape ?? '']?.members ?? {};
    const input: Record<string, unknown> = Object.fromEntries(
      names.map((member, n) => [member, decodeURIComponent(found[n + 1] ?? '')]),
    );
    for (const [key, text] of url.searchParams) {
      if (searchParams.has(key)) continue;
      const [member = key, ref] = Object.entries(members).find(([, each]) => each.locationName === key) ?? [];
      input[member] = of.shapes[ref?.shape ?? '']?.type === 'integer' ? Number(text) : text;
    }
    return { name, operation, input };
  }
  return undefined;
}

function given(
  response: ServerResponse,
  it: {
    readonly of: Service;
    readonly operation: Operation;
    readonly name: string;
    readonly output: Input;
    readonly date: Readonly<Record<string, string>>;
  },
): void {
  const { of, operation, name, output, date } = it;
  const payload = of.shapes[operation.output?.shape ?? '']?.payload;
  if (payload !== undefined) {
    response.writeHead(200, { ...date });
    response.end(String(output[payload]));
    return;
  }
  if (of.protocol === 'json' || of.protocol === 'rest-json') {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', ...date });
    response.end(JSON.stringify(output));
    return;
  }
  if (of.protocol === 'rest-xml') {
    response.writeHead(200, { 'content-type': 'application/xml', ...date });
    response.end(element(`${name}Result`, xmlOf(of, operation.output?.shape ?? '', output)));
    return;
  }
  const { shape = '', resultWrapper = `${name}Result` } = operation.output ?? {};
  response.writeHead(200, { 'content-type': 'text/xml', ...date });
  response.end(
    element(
      `${name}Response`,
      element(resultWrapper, xmlOf(of, shape, output)) +
        element('ResponseMetadata', element('RequestId', '00000000-0000-0000-0000-000000000000')),
    ),
  );
}

function refused(
  response: ServerResponse,
  it: {
    readonly of: Service;
    readonly operation: Operation;
    readonly error: AwsError;
    readonly date: Readonly<Record<string, string>>;
  },
): void {
  const { of, operation, error, date } = it;
  const known =
    operation.errors[error.error] ?? Object.values(operation.errors).find(({ code }) => code === error.error);
  const status = error.status ?? known?.status ?? 400;
  const code = known?.code ?? error.error;
  const message = error.message ?? 'for a test';
  if (of.protocol === 'rest-json') {
    response.writeHead(status, { 'x-amzn-errortype': `${error.error}:`, ...date });
    response.end(JSON.stringify({ message }));
    return;
  }
  if (of.protocol === 'rest-xml') {
    response.writeHead(status, { 'content-type': 'application/xml', ...date });
    response.end(element('Error', element('Code', code) + element('Message', message)));
    return;
  }
  if (of.protocol === 'json') {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...date });
    response.end(JSON.stringify({ __type: error.error, message }));
    return;
  }
  response.writeHead(status, { 'content-type': 'text/xml', ...date });
  response.end(
    element(
      'ErrorResponse',
      element('Error', element('Type', 'Sender') + element('Code', code) + element('Message', message)) +
        element('RequestId', '00000000-0000-0000-0000-000000000000'),
    ),
  );
}

async function wholeOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
