import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ocsfEvent } from './event.ts';
import { tellsOf } from './event-view.ts';
import { moment } from './fields.ts';
import { formats } from './formats.ts';
import { Profile } from './profile/profile.ts';
import { mapped } from './read-activity.ts';
import { opened } from './read/envelope.ts';

const reading = { fingerprint: () => 'fingerprint' };

/** Keys that formats look for, so that hostile values stand where something is expected. */
const keys =
  'eventName eventSource userIdentity requestParameters responseElements resources arn type kind verb user objectRef responseStatus impersonatedUser requestObject subjects roleRef eventType actor outcome target debugContext published client uuid result protoPayload methodName authenticationInfo authorizationInfo status serviceData policyDelta operationName category properties identity claims initiatedBy targetResources resourceId action org repo data hashed_token request auth path operation error_severity message pid jsonrpc method params name tool_name attributes value key class_uid metadata Records logEvents time timestamp error code __proto__ constructor toString hasOwnProperty'.split(
    ' ',
  );
const scalars = fc.oneof(
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom(
    'Event',
    'audit.k8s.io/v1',
    'response',
    'request',
    '2.0',
    'tools/call',
    'SUCCESS',
    'LOG',
    'iam.amazonaws.com',
  ),
  fc.constantFrom(
    'AUDIT: SESSION,1,1,ROLE,GRANT,,,"grant',
    'CreateUser',
    'AssumeRole',
    'SignInLogs',
    'AuditLogs',
    'Update user',
    'team.add_member',
  ),
  fc.constantFrom(
    'user.session.start',
    '1969-07-20 20:17:40',
    'system:serviceaccount:a:b',
    '2026-03-01T10:00:00Z',
    '99999-01-01',
    '{"a":[',
    `{"arn":"x"}`,
  ),
  fc.double(),
  fc.constantFrom(0, -1, 6003, 3001, 1e308, 403, null, true, false),
);
const hostile = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...keys), tie('value')), { maxLength: 8 })
    .map((entries) => fromEntries(entries)),
})).object;

/** As JSON would give it: `__proto__` is an own key like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  return object;
}

describe('whatever JSON can hold', () => {
  it('is mapped to what OCSF takes, or refused: no format throws, and nothing is polluted', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(hostile, (value) => {
        for (const one of opened(value)) {
          const result = mapped(one, reading);
          if (result.is !== 'event') continue;
          seen.add(result.format);
          const plain: unknown = JSON.parse(JSON.stringify(result.event));
          expect(ocsfEvent.safeParse(plain).error?.issues).toBeUndefined();
          new Profile(64).add(result.event);
        }
        expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted');
      }),
      { numRuns: 2000 },
    );
    expect(seen.size).toBeGreaterThan(3);
  });

  it('is taken by every format alone without throwing, whichever would have taken it first', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const event = { ...(typeof value === 'object' ? value : {}) };
        const wrong = formats.flatMap((format) => {
          format.is(event);
          const result = format.map(event, reading);
          const plain: unknown = JSON.parse(JSON.stringify(result.ok ? result.value : null));
          return plain === null ? [] : (ocsfEvent.safeParse(plain).error?.issues ?? []);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('may call what was done %s', (name) => {
    const deeds: readonly unknown[] = [
      {
        time: '2026-03-01T10:00:00Z',
        type: 'response',
        auth: { display_name: 'ci' },
        request: { id: 'r', operation: name, path: 'secret/data/db' },
      },
      {
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        verb: name,
        stage: 'ResponseComplete',
        requestReceivedTimestamp: '2026-03-01T10:00:00.000000Z',
        user: { username: 'ada' },
      },
    ];
    for (const deed of deeds)
      expect(mapped(deed, reading)).toMatchObject({ is: 'event', event: { activity_id: 99 } });
  });

  it('may stand where events tell where an actor comes from', () => {
    const events = (value: unknown): readonly unknown[] => [
      {
        eventName: 'AssumeRoleWithWebIdentity',
        eventSource: 'sts.amazonaws.com',
        userIdentity: {
          type: 'WebIdentityUser',
          userName: value,
          identityProvider: value,
          sessionContext: { webIdFederationData: { federatedProvider: value, attributes: value } },
          inScopeOf: value,
        },
        requestParameters: { roleArn: value },
        responseElements: value,
      },
      {
        kind: 'Event',
        verb: 'create',
        user: { username: 'system:serviceaccount:a:b', extra: value },
        objectRef: { resource: 'pods', namespace: value },
        requestObject: { spec: value },
        responseObject: { spec: { serviceAccountName: value, containers: [value, { image: value }] } },
      },
      { action: 'workflows.completed_workflow_run', actor: 'a', repo: value, name: value },
      { protoPayload: { methodName: 'a', authenticationInfo: { serviceAccountDelegationInfo: [value] } } },
      { type: 'response', request: { operation: 'read', path: 'a' }, auth: { metadata: value } },
      {
        jsonrpc: '2.0',
        method: 'initialize',
        params: { clientInfo: value },
        resource: { attributes: value },
      },
    ];
    fc.assert(
      fc.property(fc.oneof(hostile, scalars, fc.array(scalars)), (value) => {
        for (const event of events(value)) {
          const result = mapped(event, reading);
          if (result.is !== 'event') throw new Error(result.is === 'refused' ? result.why : 'a signal');
          const plain: unknown = JSON.parse(JSON.stringify(result.event));
          expect(ocsfEvent.safeParse(plain).error?.issues).toBeUndefined();
          tellsOf(result.event);
          new Profile(64).add(result.event);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is not followed when it is deep, nor kept when it is long', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 20_000; level++)
      deep = { Records: [deep], requestParameters: deep, properties: deep };
    expect([...opened(deep)].map((value) => mapped(value, reading).is)).toEqual(['refused']);
    const long = {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      userIdentity: { type: 'IAMUser', userName: 'a'.repeat(1_000_000) },
    };
    const result = mapped(long, reading);
    expect(result.is === 'event' ? JSON.stringify(result.event).length : 0).toBeLessThan(8_000);
    const text = {
      error_severity: 'LOG',
      pid: 1,
      user: 'a',
      message: `statement: ${'select ("'.repeat(100_000)}`,
    };
    expect(mapped(text, reading).is).toBe('event');
  });

  it('holds moments that are read alike by the short way for plain moments and by the strict one', () => {
    const two = (most: number) => fc.nat(most).map((n) => String(n).padStart(2, '0'));
    fc.assert(
      fc.property(
        fc.integer({ min: 1960, max: 2999 }),
        two(14),
        two(33),
        two(26),
        two(61),
        two(61),
        (...parts) => {
          const [year, month, day, hour, minute, second] = parts;
          const written = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
          // a fraction of nothing says the same and takes the strict way
          expect(moment({ at: written }, 'at')).toBe(moment({ at: written.replace('Z', '.0Z') }, 'at'));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
