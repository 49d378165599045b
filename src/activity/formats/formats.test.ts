import { describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../event.ts';
import { actionOf, actorOf, targetsOf, tellsOf } from '../event-view.ts';
import { mapped } from '../read-activity.ts';
import { opened } from '../read/envelope.ts';

const reading = { fingerprint: (secret: string) => `fingerprint of ${secret.length} characters` };

function only(raw: unknown): { readonly format: string; readonly event: ActivityEvent } {
  const results = [...opened(raw)].map((value) => mapped(value, reading));
  const [result] = results;
  if (result?.is !== 'event' || results.length !== 1) throw new Error(JSON.stringify(results));
  return { format: result.format, event: result.event };
}
/** What an event says, in short; undefined is left out. */
function said(raw: unknown) {
  const { format, event } = only(raw);
  return JSON.parse(
    JSON.stringify({
      format,
      class: event.class_uid,
      type: event.type_uid,
      actor: actorOf(event)?.key,
      app: event.actor?.app_name,
      for: event.unmapped?.on_behalf_of?.name,
      user: event.user?.uid ?? event.user?.name,
      targets: targetsOf(event),
      status: event.status,
      credential: event.actor?.session?.credential_uid,
      session: event.actor?.session?.uid,
      time: event.time,
    }),
  );
}

describe('CloudTrail', () => {
  const assumed = {
    eventVersion: '1.11',
    eventID: 'e1',
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'aws-cli/2.15.1',
    recipientAccountId: '111122223333',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROA:alice',
      arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/alice',
      accountId: '111122223333',
      accessKeyId: 'ASIA1',
      onBehalfOf: { userId: 'u-77', identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1' },
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          arn: 'arn:aws:iam::111122223333:role/team/Deploy',
          userName: 'Deploy',
        },
        attributes: { creationDate: '2026-03-01T09:00:00Z', mfaAuthenticated: 'true' },
      },
    },
    requestParameters: { bucketName: 'invoices', key: '2026/1.pdf' },
  };

  it('tells a session of a role as the role, with the session and for whom it acts', () => {
    expect(said(assumed)).toEqual({
      format: 'cloudtrail',
      class: 6003,
      type: 600302,
      actor: 'AWS arn:aws:iam::111122223333:role/team/Deploy',
      for: 'u-77',
      targets: ['arn:aws:s3:::invoices/2026/1.pdf'],
      status: 'Success',
      credential: 'ASIA1',
      session: 'arn:aws:sts::111122223333:assumed-role/Deploy/alice',
      time: Date.UTC(2026, 2, 1, 10),
    });
  });

  it('reads the same from a table of small letters with JSON as text', () => {
    const table = Object.fromEntries(
      Object.entries(assumed).map(([key, value]) => [
        key.toLowerCase(),
        typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
    );
    expect(said(table)).toEqual(said(assumed));
  });

  it('names no secret that a call carried', () => {
    const { event } = only({
      ...assumed,
      eventSource: 'sso.amazonaws.com',
      eventName: 'CreateToken',
      requestParameters: {
        clientSecret: 'hunter2-secret',
        deviceCode: 'hunter2-device',
        clientToken: 'hunter2-token',
      },
      responseElements: { accessToken: 'hunter2-access', credentials: { sessionToken: 'hunter2-session' } },
    });
    expect(JSON.stringify(event)).not.toContain('hunter2');
  });

  it('opens what EventBridge wraps', () => {
    expect(said({ 'detail-type': 'AWS API Call via CloudTrail', detail: assumed })).toEqual(said(assumed));
  });

  it('tells who was let into a role', () => {
    expect(
      said({
        ...assumed,
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        requestParameters: { roleArn: 'arn:aws:iam::999:role/Admin', roleSessionName: 'x' },
      }),
    ).toMatchObject({ class: 3003, type: 300301, user: 'arn:aws:iam::999:role/Admin' });
  });
});

describe('Kubernetes', () => {
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'a1',
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/api/v1/namespaces/pay/secrets/db?token=hunter2',
    user: {
      username: 'system:serviceaccount:ci:runner',
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=7'] },
    },
    objectRef: { resource: 'secrets', namespace: 'pay', name: 'db', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    sourceIPs: ['10.1.2.3'],
    requestReceivedTimestamp: '2026-03-01T10:00:00.123456Z',
  };

  it('names service accounts and objects as the estate does', () => {
    expect(said(event)).toMatchObject({
      format: 'kubernetes',
      actor: 'Kubernetes serviceaccount/ci/runner',
      targets: ['core:secrets db in pay'],
      credential: 'JTI=7',
      status: 'Success',
      time: Date.UTC(2026, 2, 1, 10, 0, 0, 123),
    });
    expect(JSON.stringify(only(event).event)).not.toContain('hunter2');
  });

  it('tells who was impersonated', () => {
    expect(said({ ...event, impersonatedUser: { username: 'alice' } })).toMatchObject({ for: 'alice' });
  });

  it('tells a binding as the privilege that it gives', () => {
    expect(
      said({
        ...event,
        verb: 'create',
        objectRef: { resource: 'clusterrolebindings', apiGroup: 'rbac.authorization.k8s.io' },
        requestObject: {
          metadata: { name: 'b' },
          roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
          subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }],
        },
      }),
    ).toMatchObject({ class: 3005, type: 300501, user: 'serviceaccount/ci/runner' });
  });

  it('leaves the events of the cluster itself, which are of another kind, alone', () => {
    expect(
      mapped({ kind: 'Event', apiVersion: 'v1', involvedObject: {}, reason: 'Pulled' }, reading).is,
    ).toBe('refused');
  });
});

describe('Google Cloud', () => {
  it('tells on whose behalf a service account acted', () => {
    expect(
      said({
        protoPayload: {
          methodName: 'storage.objects.get',
          serviceName: 'storage.googleapis.com',
          resourceName: 'projects/_/buckets/b/objects/o',
          authenticationInfo: {
            principalEmail: 'deploy@p.iam.gserviceaccount.com',
            serviceAccountKeyName: '//iam.googleapis.com/projects/p/serviceAccounts/deploy/keys/k1',
            serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: 'alice@example.com' } }],
          },
          status: { code: 7, message: 'denied' },
        },
        timestamp: '2026-03-01T10:00:00Z',
      }),
    ).toMatchObject({
      format: 'gcp',
      actor: 'Google deploy@p.iam.gserviceaccount.com',
      for: 'alice@example.com',
      status: 'Failure',
      targets: ['projects/_/buckets/b/objects/o'],
      credential: '//iam.googleapis.com/projects/p/serviceAccounts/deploy/keys/k1',
    });
  });
});

describe('Entra', () => {
  it('tells the user of a sign-in and the application that signed in for them', () => {
    expect(
      said({
        id: 's1',
        createdDateTime: '2026-03-01T10:00:00Z',
        userId: 'u1',
        userPrincipalName: 'alice@example.com',
        appId: 'app1',
        appDisplayName: 'Backup tool',
        resourceDisplayName: 'Microsoft Graph',
        resourceId: 'r1',
        status: { errorCode: 50126, failureReason: 'Invalid username or password' },
        ipAddress: '203.0.113.4',
      }),
    ).toMatchObject({
      format: 'entra',
      class: 3002,
      actor: 'Microsoft u1',
      app: 'Backup tool',
      status: 'Failure',
      targets: ['r1'],
    });
  });

  it('tells a role that was assigned', () => {
    expect(
      said({
        activityDateTime: '2026-03-01T10:00:00Z',
        activityDisplayName: 'Add member to role',
        result: 'success',
        initiatedBy: { app: { servicePrincipalId: 'sp1', displayName: 'Provisioner' } },
        targetResources: [
          {
            id: 'u2',
            userPrincipalName: 'bob@example.com',
            type: 'User',
            modifiedProperties: [{ displayName: 'Role.DisplayName', newValue: '"Global Administrator"' }],
          },
        ],
      }),
    ).toMatchObject({ class: 3005, type: 300501, actor: 'Microsoft sp1', user: 'u2', status: 'Success' });
  });
});

describe('GitHub', () => {
  it('fingerprints the token, and tells for whom a bot ran', () => {
    expect(
      said({
        '@timestamp': Date.UTC(2026, 2, 1),
        action: 'git.push',
        actor: 'github-actions[bot]',
        actor_is_bot: true,
        triggered_by: 'alice',
        repo: 'acme/pay',
        org: 'acme',
        hashed_token: 'abcdef',
      }),
    ).toMatchObject({
      format: 'github',
      actor: 'GitHub github-actions[bot]',
      for: 'alice',
      credential: 'fingerprint of 6 characters',
      targets: ['repository/acme/pay', 'organization/acme'],
    });
  });
});

describe('Vault', () => {
  const entry = {
    time: '2026-03-01T10:00:00.5Z',
    type: 'response',
    auth: {
      client_token: 'hvs.hunter2',
      display_name: 'oidc-alice',
      entity_id: 'ent-1',
      metadata: { username: 'alice' },
    },
    request: {
      id: 'r1',
      operation: 'read',
      path: 'secret/data/pay/db',
      mount_type: 'kv',
      client_token: 'hvs.hunter2',
      remote_address: '10.0.0.8',
    },
    response: { data: { data: { password: 'hunter2' } } },
  };

  it('names the entity and keeps the token as a fingerprint, also where it is logged in clear', () => {
    expect(said(entry)).toMatchObject({
      format: 'vault',
      actor: 'HashiCorp ent-1',
      targets: ['secret/data/pay/db'],
      status: 'Success',
      credential: 'fingerprint of 11 characters',
    });
    expect(JSON.stringify(only(entry).event)).not.toContain('hunter2');
  });

  it('tells a login, a denial and the half that only began', () => {
    expect(
      said({ ...entry, request: { ...entry.request, operation: 'update', path: 'auth/approle/login' } }),
    ).toMatchObject({ class: 3002, type: 300201 });
    expect(said({ ...entry, error: '1 error occurred: permission denied' })).toMatchObject({
      status: 'Failure',
    });
    expect(said({ ...entry, type: 'request' })).toMatchObject({ status: 'Unknown' });
  });
});

describe('PostgreSQL', () => {
  const line = {
    timestamp: '2026-03-01 10:00:00.000 UTC',
    user: 'alice',
    dbname: 'shop',
    pid: 7,
    remote_host: '10.0.0.9',
    session_id: 's.1',
    line_num: 3,
    ps: 'SELECT',
    session_start: '2026-03-01 09:59:00 UTC',
    error_severity: 'LOG',
    application_name: 'psql',
    backend_type: 'client backend',
  };
  const of = (message: string, more = {}) => said({ ...line, message, ...more });

  it('tells statements by pgaudit, by log_statement and by what was denied', () => {
    expect(
      of(
        'AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.card,"select ""number"" from public.card",<not logged>',
      ),
    ).toMatchObject({
      format: 'postgres',
      actor: 'PostgreSQL role/alice',
      class: 6003,
      type: 600302,
      targets: ['table/shop.public.card'],
    });
    expect(
      of('duration: 0.4 ms  statement: delete from only public.card where id = 1', { ps: 'idle' }),
    ).toMatchObject({
      type: 600304,
      targets: ['public.card'],
      status: 'Success',
    });
    // before it is carried out nothing says how it will end
    expect(of('execute <unnamed>: insert into public.card values ($1)', { ps: 'INSERT' })).toMatchObject({
      type: 600301,
      status: 'Unknown',
    });
    expect(actionOf(only({ ...line, ps: 'idle', message: 'statement: create role bob' }).event)).toBe(
      'CREATE ROLE',
    );
    expect(
      of('permission denied for table card', { error_severity: 'ERROR', state_code: '42501' }),
    ).toMatchObject({ status: 'Failure', targets: ['card'] });
  });

  it('tells what is done to roles, and keeps no statement: it may hold a password', () => {
    const made = {
      ...line,
      message: "AUDIT: SESSION,1,1,ROLE,CREATE ROLE,,,create role bob login password 'hunter2',<none>",
    };
    expect(said(made)).toMatchObject({ class: 3001, type: 300101, user: 'role/bob' });
    expect(JSON.stringify(only(made).event)).not.toContain('hunter2');
    expect(
      of('AUDIT: SESSION,1,1,ROLE,GRANT,TABLE,,"grant select, insert on public.card to bob",<none>'),
    ).toMatchObject({ class: 3005, type: 300501, user: 'role/bob' });
    expect(of('AUDIT: SESSION,1,1,ROLE,GRANT ROLE,,,grant admins to bob,<none>')).toMatchObject({
      class: 3006,
      type: 300603,
      user: 'role/bob',
    });
  });

  it('tells who signed in, and who tried', () => {
    expect(of('connection authorized: user=alice database=shop application_name=psql')).toMatchObject({
      class: 3002,
      type: 300201,
      status: 'Success',
    });
    expect(
      of('password authentication failed for user "mallory"', {
        user: undefined,
        error_severity: 'FATAL',
        state_code: '28P01',
      }),
    ).toMatchObject({
      class: 3002,
      actor: 'PostgreSQL role/mallory',
      status: 'Failure',
    });
  });

  it('refuses lines of the server about itself, with the reason', () => {
    expect(mapped({ ...line, message: 'checkpoint starting: time' }, reading)).toEqual({
      is: 'refused',
      format: 'postgres',
      why: 'A line of the PostgreSQL server about itself: nobody did anything.',
    });
  });
});

describe('MCP and agents', () => {
  it('tells a tool call by JSON-RPC, the agent that made it and for whom; its arguments and the session id are not kept', () => {
    const call = {
      timestamp: '2026-03-01T10:00:00Z',
      agent: 'reporter',
      user: 'alice@example.com',
      session_id: 'hunter2-session',
      server: 'github',
      message: {
        jsonrpc: '2.0',
        id: 4,
        method: 'tools/call',
        params: { name: 'create_issue', arguments: { token: 'hunter2' } },
      },
    };
    expect(said(call)).toMatchObject({
      format: 'mcp',
      actor: 'MCP reporter',
      for: 'alice@example.com',
      targets: ['create_issue', 'github'],
      session: 'fingerprint of 15 characters',
    });
    expect(JSON.stringify(only(call).event)).not.toContain('hunter2');
  });

  it('tells a span of OpenTelemetry, as OTLP nests it', () => {
    expect(
      said({
        resourceSpans: [
          {
            scopeSpans: [
              {
                spans: [
                  {
                    traceId: 't1',
                    spanId: 's1',
                    name: 'execute_tool search',
                    startTimeUnixNano: `${Date.UTC(2026, 2, 1)}000000`,
                    attributes: [
                      { key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } },
                      { key: 'gen_ai.tool.name', value: { stringValue: 'search' } },
                      { key: 'gen_ai.agent.name', value: { stringValue: 'helper' } },
                    ],
                    status: { code: 2, message: 'timed out' },
                  },
                ],
              },
            ],
          },
        ],
      }),
    ).toMatchObject({
      format: 'mcp',
      actor: 'MCP helper',
      targets: ['search'],
      status: 'Failure',
      time: Date.UTC(2026, 2, 1),
    });
  });

  it('refuses an answer without its request', () => {
    expect(mapped({ jsonrpc: '2.0', id: 4, result: {} }, reading)).toMatchObject({
      is: 'refused',
      format: 'mcp',
    });
  });
});

describe('OCSF', () => {
  const event = {
    class_uid: 6003,
    category_uid: 6,
    activity_id: 2,
    type_uid: 600302,
    severity_id: 1,
    time: Date.UTC(2026, 2, 1),
    metadata: { version: '1.8.0', product: { name: 'X', vendor_name: 'Y' }, uid: null },
    actor: { user: { name: 'alice' } },
    api: { operation: 'Read' },
    src_endpoint: { ip: '203.0.113.1' },
    raw_data: 'password=hunter2',
    unmapped: { anything: 'hunter2' },
  };

  it('passes on what is used here and nothing else', () => {
    expect(said(event)).toMatchObject({ format: 'ocsf', actor: 'Y alice', time: Date.UTC(2026, 2, 1) });
    expect(JSON.stringify(only(event).event)).not.toContain('hunter2');
  });

  it('refuses other classes, and numbers that do not agree', () => {
    const why = (raw: Readonly<Record<string, unknown>>) => {
      const result = mapped(raw, reading);
      return result.is === 'refused' ? result.why : 'mapped';
    };
    expect(why({ ...event, class_uid: 4001 })).toContain('4001');
    expect(why({ ...event, type_uid: 600301 })).toContain('do not agree');
    expect(why({ ...event, time: undefined })).toContain('time');
    expect(why({ ...event, time: 253_402_300_800_000 })).toContain('`time`');
    expect(why({ ...event, api: undefined })).toContain('`api`');
    expect(why({ ...event, actor: 'alice' })).toContain('`actor`');
  });
});

describe('where an actor comes from', () => {
  const provenance = (raw: unknown) => only(raw).event.unmapped?.provenance;
  const role = 'arn:aws:iam::111122223333:role/deploy';
  const taken = {
    eventName: 'AssumeRoleWithWebIdentity',
    eventSource: 'sts.amazonaws.com',
    eventTime: '2026-03-01T10:00:00Z',
    userIdentity: {
      type: 'WebIdentityUser',
      principalId:
        'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:acme/shop:ref:refs/heads/main',
      userName: 'repo:acme/shop:ref:refs/heads/main',
      identityProvider: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    },
    requestParameters: { roleArn: role, roleSessionName: 'deploy' },
    responseElements: { credentials: { accessKeyId: 'ASIA1', sessionToken: 'hunter2' } },
  };

  it('is the token with which a role was taken, and is told of the role with its new credential', () => {
    const { event } = only(taken);
    const told = [
      'issuer token.actions.githubusercontent.com',
      'subject token.actions.githubusercontent.com repo:acme/shop:ref:refs/heads/main',
      'repository github.com/acme/shop',
    ];
    expect(event.unmapped?.provenance).toEqual(told);
    expect(tellsOf(event)).toMatchObject({
      actor: { key: `AWS ${role}` },
      provenance: told,
      credential: 'ASIA1',
    });
    expect(JSON.stringify(event)).not.toContain('hunter2');
  });

  it('is told of nobody by a call that was refused', () => {
    expect(tellsOf(only({ ...taken, errorCode: 'AccessDenied' }).event)).toBeUndefined();
  });

  it.each([
    [
      'the function that credentials were issued for',
      {
        eventName: 'GetObject',
        eventSource: 's3.amazonaws.com',
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/r/fn',
          inScopeOf: {
            issuerType: 'AWS::Lambda::Function',
            credentialsIssuedTo: 'arn:aws:lambda:eu-central-1:111122223333:function:resize',
          },
        },
      },
      ['function arn:aws:lambda:eu-central-1:111122223333:function:resize'],
    ],
    [
      'a pod by what it is a replica of, and its node',
      {
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        verb: 'get',
        user: {
          username: 'system:serviceaccount:shop:api',
          extra: {
            'authentication.kubernetes.io/pod-name': ['api-57ff979f67-bl27n'],
            'authentication.kubernetes.io/node-name': ['node-1'],
          },
        },
        objectRef: { resource: 'secrets', namespace: 'shop' },
      },
      ['pod shop/api-*', 'node node-1'],
    ],
    [
      'a workload of another’s by federation',
      {
        protoPayload: {
          methodName: 'storage.objects.get',
          authenticationInfo: {
            principalEmail: 'deploy@acme.iam.gserviceaccount.com',
            serviceAccountDelegationInfo: [
              {
                principalSubject:
                  'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/repo:acme/shop:ref:refs/heads/main',
              },
            ],
          },
        },
      },
      [
        'issuer workloadIdentityPools/ci',
        'subject workloadIdentityPools/ci repo:acme/shop:ref:refs/heads/main',
        'repository github.com/acme/shop',
      ],
    ],
    [
      'a workflow in its repository',
      {
        action: 'workflows.completed_workflow_run',
        actor: 'ci[bot]',
        repo: 'acme/shop',
        name: 'Release',
        org: 'acme',
      },
      ['repository github.com/acme/shop', 'workflow github.com/acme/shop Release'],
    ],
    [
      'an account of a cluster that signed in to Vault',
      {
        type: 'response',
        time: '2026-03-01T10:00:00Z',
        auth: {
          display_name: 'kubernetes-shop-api',
          metadata: { service_account_name: 'api', service_account_namespace: 'shop' },
        },
        request: { operation: 'read', path: 'secret/data/shop' },
      },
      ['workload serviceaccount/shop/api'],
    ],
    [
      'the client of an agent, and the image that its trace was written by',
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { clientInfo: { name: 'assistant', version: '2.1.0' } },
        resource: {
          attributes: {
            'container.image.id': 'sha256:aa11',
            'vcs.repository.url.full': 'https://github.com/acme/agent.git',
          },
        },
      },
      ['client assistant/2', 'repository github.com/acme/agent', 'image sha256:aa11'],
    ],
  ])('is %s', (_, raw, told) => {
    expect(provenance(raw)).toEqual(told);
  });

  it('is told of a pod’s account by the images that the pod was made with', () => {
    const { event } = only({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      verb: 'create',
      user: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
      objectRef: { resource: 'pods', namespace: 'shop' },
      responseStatus: { code: 201 },
      requestObject: {
        spec: { serviceAccountName: 'api', containers: [{ image: 'ghcr.io/acme/shop@sha256:aa11' }] },
      },
    });
    expect(tellsOf(event)).toMatchObject({
      actor: { key: 'Kubernetes serviceaccount/shop/api' },
      provenance: ['image ghcr.io/acme/shop@sha256:aa11'],
    });
  });

  it('is unknown where the log does not tell it, and then it is not written', () => {
    expect(
      provenance({
        eventName: 'GetObject',
        eventSource: 's3.amazonaws.com',
        userIdentity: { type: 'IAMUser', userName: 'ci' },
      }),
    ).toBeUndefined();
  });
});
