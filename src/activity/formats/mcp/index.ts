import { done, refuse, type Result } from '../../../model/index.ts';
import { field, firstMoment, flag, isRecord, list, reason, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { ApiActivity, Outcome, Party, ProvenanceTold, Target, Told } from '../../told.ts';
import { from, podOf, repositoryOf } from '../provenance.ts';
import { attributesOf, isSpan, resourceOf } from './span.ts';

type Event = Readonly<Record<string, unknown>>;

/**
 * What agents did through the Model Context Protocol: JSON-RPC messages as proxies and servers log them (alone or beside
 * who and when), flat records of tool calls, and OpenTelemetry spans of the GenAI conventions. Arguments are not kept.
 */
export const mcp = vendorFormat({
  id: 'mcp',
  title: 'MCP and agent traces',
  product: { name: 'Model Context Protocol', vendor: 'MCP' },
  is: (event) => rpcOf(event) !== undefined || isSpan(event) || toolOf(event) !== undefined,
  told: (event, { fingerprint }): Result<Told> => {
    const span = attributesOf(event);
    const rpc = rpcOf(event);
    const tool = text(rpc, 'params', 'name') ?? toolOf(event) ?? text(span, 'gen_ai.tool.name');
    const method =
      text(rpc, 'method') ??
      text(span, 'mcp.method.name') ??
      operationOf(span) ??
      (tool === undefined ? undefined : 'tools/call');
    if (method === undefined)
      return refuse('input_wrong_kind', 'An MCP answer without its request: it does not say what was asked.');
    const at = (...names: readonly string[]): string | undefined =>
      names.map((name) => text(event, name) ?? text(span, name)).find((value) => value !== undefined);
    const user = at(
      'user_id',
      'userId',
      'user',
      'enduser.id',
      'user.id',
      'delegator',
      'on_behalf_of',
      'subject',
    );
    const agent = agentOf(event, span, rpc);
    const person: Party | undefined =
      user === undefined
        ? undefined
        : { uid: user, name: user, kind: 'user', type: 'User', email: user.includes('@') ? user : undefined };
    const server =
      at('server_name', 'server_id', 'server', 'mcp_server', 'mcp.server.name', 'server.address') ??
      text(event, 'server', 'name');
    const session = at(
      'session_id',
      'sessionId',
      'mcp_session_id',
      'mcp.session.id',
      'gen_ai.conversation.id',
    );
    const uri =
      text(rpc, 'params', 'uri') ??
      at('resource', 'resource_uri', 'uri', 'mcp.resource.uri', 'path', 'file_path');
    const targets: Target[] = [];
    if (tool !== undefined) targets.push({ uid: at('tool_id'), name: tool, type: 'tool' });
    if (uri !== undefined) targets.push({ name: uri.split('?')[0], type: 'resource' });
    if (server !== undefined) targets.push({ name: server, type: 'server' });
    return done({
      uid: at('event_id', 'span_id', 'spanId', 'request_id', 'requestId') ?? text(rpc, 'id'),
      timeMs: firstMoment(event, 'timestamp', 'time', 'ts', '@timestamp', 'startTimeUnixNano', 'start_time'),
      action: tool === undefined ? method : `${method} ${tool}`,
      service: server,
      deed: { class: 'api', activity: activityOf(method) },
      actor: agent ?? person,
      onBehalfOf: agent === undefined ? undefined : person,
      session: some({
        // whoever knows a session’s id may be able to speak in it
        uid: session === undefined ? undefined : fingerprint(session),
        credentialUid: tokenOf(event, fingerprint),
      }),
      targets,
      outcome: outcomeOf(event, rpc, span),
      from: { ip: at('source_ip', 'client_ip', 'clientIp', 'remote_addr', 'client.address') },
      userAgent: at('user_agent', 'userAgent', 'user_agent.original'),
      provenance: provenanceOf(event, rpc),
      correlation: at('trace_id', 'traceId', 'correlation_id', 'conversation_id'),
      more: some({ model: at('gen_ai.request.model', 'model'), kind: at('event_type') }),
    });
  },
});

/** The JSON-RPC request or notification, bare or under the name that a log keeps it by. */
function rpcOf(event: Event): unknown {
  const found = [
    event,
    ...['data', 'message', 'request', 'rpc', 'payload', 'mcp'].map((key) => field(event, key)),
  ].find((value) => isRecord(value) && field(value, 'jsonrpc') === '2.0');
  return found;
}

/** A flat record names its tool, and that it was called. */
function toolOf(event: Event): string | undefined {
  const tool =
    text(event, 'tool_name') ?? text(event, 'toolName') ?? text(event, 'tool') ?? text(event, 'tool', 'name');
  const kind = [
    text(event, 'event_type'),
    text(event, 'eventType'),
    text(event, 'type'),
    text(event, 'event'),
    text(event, 'product'),
  ]
    .filter((word) => word !== undefined)
    .join(' ');
  return tool !== undefined &&
    /tool|mcp|agent|file_access|call|execut|request/i.test(
      `${kind} ${Object.hasOwn(event, 'tool_name') ? 'tool' : ''}`,
    )
    ? tool
    : undefined;
}

const operationOf = (span: unknown): string | undefined => {
  const operation = text(span, 'gen_ai.operation.name');
  return operation === 'execute_tool' ? 'tools/call' : operation;
};

/** The client by its name and first number, and what a trace says of the program that wrote it. */
function provenanceOf(event: Event, rpc: unknown): readonly ProvenanceTold[] {
  const info = [
    field(event, 'clientInfo'),
    field(rpc, 'params', 'clientInfo'),
    field(rpc, 'params', '_meta', 'io.modelcontextprotocol/clientInfo'),
    field(event, 'client'),
  ].find((value) => text(value, 'name') !== undefined);
  const client = text(info, 'name');
  const version = /^v?(\d+)/.exec(text(info, 'version') ?? '')?.[1];
  const resource = resourceOf(event);
  return [
    ...from('client', client === undefined || version === undefined ? client : `${client}/${version}`),
    ...repositoryOf(text(resource, 'vcs.repository.url.full')),
    ...from(
      'image',
      text(list(resource, 'container.image.repo_digests')[0]) ?? text(resource, 'container.image.id'),
    ),
    ...podOf(text(resource, 'k8s.namespace.name'), text(resource, 'k8s.pod.name')),
  ];
}

function agentOf(event: Event, span: unknown, rpc: unknown): Party | undefined {
  const uid =
    text(event, 'agent_id') ??
    text(event, 'agentId') ??
    text(event, 'agent', 'id') ??
    text(span, 'gen_ai.agent.id') ??
    text(event, 'client_id') ??
    text(event, 'clientId');
  const name =
    text(event, 'agent_name') ??
    text(event, 'agent') ??
    text(event, 'agent', 'name') ??
    text(span, 'gen_ai.agent.name') ??
    text(event, 'client', 'name') ??
    text(event, 'clientInfo', 'name') ??
    text(rpc, 'params', 'clientInfo', 'name') ??
    text(rpc, 'params', '_meta', 'io.modelcontextprotocol/clientInfo', 'name');
  return uid === undefined && name === undefined
    ? undefined
    : { uid: uid ?? name, name: name ?? uid, kind: 'service', type: 'Agent' };
}

/** A token in clear becomes its fingerprint; the id of one is an id. */
function tokenOf(event: Event, fingerprint: (secret: string) => string): string | undefined {
  const id = text(event, 'token_id') ?? text(event, 'jti') ?? text(event, 'credential_id');
  if (id !== undefined) return id;
  const token = text(event, 'access_token') ?? text(event, 'token') ?? text(event, 'api_key');
  return token === undefined ? undefined : fingerprint(token);
}

function activityOf(method: string): ApiActivity {
  if (/\/(list|read|get|complete)$|^ping$/.test(method)) return 'read';
  if (/^(initialize|sampling\/createMessage|create_agent)/.test(method)) return 'create';
  // what a tool does only its server knows
  return method === 'tools/call' ? 'unknown' : 'other';
}

function outcomeOf(event: Event, rpc: unknown, span: unknown): Outcome {
  const error = field(rpc, 'error') ?? field(event, 'error') ?? field(event, 'response', 'error');
  if (isRecord(error))
    return { status: 'failure', code: text(error, 'code'), detail: reason(error, 'message') };
  const message = text(error) ?? text(span, 'error.type') ?? text(event, 'error_message');
  if (message !== undefined) return { status: 'failure', detail: reason(message) };
  const result = field(rpc, 'result') ?? field(event, 'response', 'result') ?? field(event, 'result');
  const isError = flag(result, 'isError');
  if (isError === true) return { status: 'failure', code: 'isError' };
  const spanCode = field(event, 'status', 'code');
  if (spanCode === 2 || spanCode === 'STATUS_CODE_ERROR')
    return { status: 'failure', detail: reason(event, 'status', 'message') };
  const word =
    text(event, 'status') ?? text(event, 'outcome') ?? text(event, 'result') ?? text(event, 'decision');
  const succeeded = flag(event, 'success');
  if (succeeded !== undefined) return { status: succeeded ? 'success' : 'failure', code: word };
  if (word !== undefined && /^(ok|success|succeeded|completed|allow|allowed|200)$/i.test(word))
    return { status: 'success', code: word };
  if (word !== undefined && /(fail|error|den(y|ied)|block|reject|refus|timeout)/i.test(word))
    return { status: 'failure', code: word.slice(0, 80) };
  if (isRecord(result) || spanCode === 1 || spanCode === 'STATUS_CODE_OK') return { status: 'success' };
  return { status: 'unknown' };
}
