import { hex, type Deed } from './plan.ts';

const instant = (ms: number): string => new Date(ms).toISOString();

/** The API server’s audit log: `VERB RESOURCE[.GROUP] NAMESPACE [NAME]`. */
export function kubernetesEvents({ habit, ms, what, isRefused, session }: Deed): readonly object[] {
  const [verb = '', typed = '', namespace = '', name] = what.split(' ');
  const [resource = '', ...group] = typed.split('.');
  const [, place, account] = /^serviceaccount\/([^/]+)\/(.+)$/.exec(habit.who) ?? [];
  return [
    {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: hex(`${session} ${ms} ${what}`).slice(0, 32),
      stage: 'ResponseComplete',
      verb,
      user: {
        username: account === undefined ? habit.who : `system:serviceaccount:${place}:${account}`,
        groups: ['system:authenticated'],
      },
      sourceIPs: [habit.from ?? '10.20.0.8'],
      userAgent: habit.by,
      objectRef: {
        resource,
        namespace,
        ...(name === undefined ? {} : { name }),
        ...(group.length === 0 ? {} : { apiGroup: group.join('.') }),
        apiVersion: 'v1',
      },
      responseStatus: { code: isRefused ? 403 : 200 },
      requestReceivedTimestamp: instant(ms),
      annotations: { 'authorization.k8s.io/decision': isRefused ? 'forbid' : 'allow' },
    },
  ];
}

/** PostgreSQL’s jsonlog with pgaudit: `login`, or `COMMAND SCHEMA.TABLE`. */
export function postgresEvents({ habit, ms, what, isRefused, session }: Deed): readonly object[] {
  const [command = '', table = ''] = what.split(' ');
  const line = {
    timestamp: `${instant(ms).replace('T', ' ').replace('Z', '')} UTC`,
    user: habit.who,
    dbname: 'orders',
    pid: Number.parseInt(session.slice(0, 4), 16),
    session_id: session,
    line_num: Math.floor(ms / 100) % 1_000_000,
    remote_host: habit.from ?? '10.20.0.8',
    ...(habit.by === undefined ? {} : { application_name: habit.by }),
    backend_type: 'client backend',
  };
  if (command === 'login')
    return [
      {
        ...line,
        error_severity: 'LOG',
        message: `connection authorized: user=${habit.who} database=orders application_name=${habit.by ?? ''}`,
      },
    ];
  if (isRefused)
    return [
      {
        ...line,
        error_severity: 'ERROR',
        state_code: '42501',
        message: `permission denied for table ${table.split('.').at(-1)}`,
        statement: `${command} from ${table}`,
      },
    ];
  const kind = command === 'SELECT' ? 'READ' : 'WRITE';
  return [
    {
      ...line,
      error_severity: 'LOG',
      message: `AUDIT: OBJECT,1,1,${kind},${command},TABLE,${table},<not logged>,<not logged>`,
    },
  ];
}

/** Okta’s system log: `EVENT [APPLICATION]`. */
export function oktaEvents({ habit, ms, what, isRefused, session }: Deed): readonly object[] {
  const [eventType = '', ...target] = what.split(' ');
  const [id = '', login = ''] = habit.who.split(' ');
  return [
    {
      uuid: hex(`${session} ${ms} ${what}`).slice(0, 32),
      version: '0',
      published: instant(ms),
      eventType,
      displayMessage: eventType,
      severity: 'INFO',
      actor: { id, type: 'User', alternateId: login, displayName: login.split('@')[0] },
      client: {
        ipAddress: habit.from ?? '192.0.2.10',
        userAgent: { rawUserAgent: habit.by ?? 'Mozilla/5.0 Chrome/131.0' },
      },
      outcome: {
        result: isRefused ? 'FAILURE' : 'SUCCESS',
        ...(isRefused ? { reason: 'INVALID_CREDENTIALS' } : {}),
      },
      target:
        target.length === 0
          ? []
          : [{ id: hex(target.join(' ')).slice(0, 20), type: 'AppInstance', displayName: target.join(' ') }],
      authenticationContext: { externalSessionId: session },
    },
  ];
}

/** GitHub’s audit log: `ACTION [REPOSITORY]`. */
export const githubEvents = ({ habit, ms, what, session }: Deed): readonly object[] => {
  const [action = '', repo] = what.split(' ');
  return [
    {
      '@timestamp': ms,
      _document_id: hex(`${session} ${ms} ${what}`).slice(0, 22),
      action,
      actor: habit.who,
      actor_ip: habit.from ?? '192.0.2.20',
      org: 'acme-logistics',
      ...(repo === undefined ? {} : { repo: `acme-logistics/${repo}` }),
      ...(habit.by === undefined ? {} : { user_agent: habit.by }),
    },
  ];
};

/** Spans of agents, by the conventions of OpenTelemetry: `chat MODEL`, or `tool SERVER NAME [RESOURCE]`. */
export function mcpEvents({ habit, ms, what, isRefused, session }: Deed): readonly object[] {
  const [operation, first = '', tool, resource] = what.split(' ');
  const [application = '', agent = ''] = habit.who.split(' ');
  return [
    {
      name: what,
      span_id: hex(`${session} ${ms} ${what}`).slice(0, 16),
      trace_id: hex(session).slice(0, 32),
      timestamp: instant(ms),
      agent_id: agent,
      agent_name: application,
      ...(habit.for === undefined ? {} : { user_id: habit.for }),
      client_ip: habit.from ?? '10.9.0.14',
      attributes:
        operation === 'chat'
          ? {
              'gen_ai.operation.name': 'chat',
              'gen_ai.request.model': first,
              'gen_ai.conversation.id': session,
            }
          : {
              'gen_ai.operation.name': 'execute_tool',
              'gen_ai.tool.name': tool,
              'mcp.server.name': first,
              'gen_ai.conversation.id': session,
              ...(resource === undefined ? {} : { 'mcp.resource.uri': resource }),
            },
      status: { code: isRefused ? 2 : 1 },
    },
  ];
}
