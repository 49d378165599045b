import type { BehaviourSeen, EstateRef } from '../../../src/model/index.ts';
import { instantOf } from '../../../src/model/index.ts';
import { Profile } from '../../../src/activity/profile/profile.ts';
import { mapped } from '../../../src/activity/read-activity.ts';

/** One call in a made log; moments in milliseconds. */
export interface Call {
  readonly at: number;
  readonly service: string;
  readonly action: string;
  readonly key: string;
  readonly ip?: string;
  readonly agent?: string;
  readonly failed?: boolean;
  readonly forWhom?: string;
  /** `repo:acme/shop:ref:…`, by GitHub’s issuer. */
  readonly subject?: string;
}

export type Truth = 'stable' | 'ephemeral' | 'autonomous' | 'person';

/** An identity whose nature is known, because it was made. */
export interface Made {
  readonly kind: string;
  readonly truth: Truth;
  readonly calls: readonly Call[];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A Monday, and how long the worlds last. */
export const worldStart = Date.UTC(2026, 0, 5);
export const worldDays = 28;

const issuer = 'token.actions.githubusercontent.com';

/** The call as CloudTrail writes it. */
export const asCloudTrail = (call: Call): Readonly<Record<string, unknown>> => ({
  eventTime: new Date(call.at).toISOString().replace(/\.\d+Z$/, 'Z'),
  eventSource: `${call.service}.amazonaws.com`,
  eventName: call.action,
  sourceIPAddress: call.ip ?? '198.51.100.7',
  userAgent: call.agent ?? 'Boto3/1.34.0',
  recipientAccountId: '111122223333',
  requestParameters: call.service === 'bedrock' ? { modelId: 'anthropic.claude-sonnet-4' } : {},
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/made/session',
    accountId: '111122223333',
    accessKeyId: call.key,
    ...(call.forWhom === undefined ? {} : { onBehalfOf: { userId: call.forWhom } }),
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/made', userName: 'made' },
      ...(call.subject === undefined
        ? {}
        : {
            webIdFederationData: {
              federatedProvider: `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
              attributes: { [`${issuer}:sub`]: call.subject },
            },
          }),
    },
  },
  ...(call.failed === true ? { errorCode: 'AccessDenied' } : {}),
});

const account: EstateRef = { entity: 'account', source: 'aws', key: 'role/made', name: 'made' };

/** What logs would say of whoever made these calls, by the same profile that real logs are read into. */
export function seenOf(calls: readonly Call[], { recentDays = 7, names = 256 } = {}): BehaviourSeen {
  const [whole, recent, before] = [new Profile(names), new Profile(names), new Profile(names)];
  const until = worldStart + worldDays * 86_400_000;
  for (const call of calls) {
    const result = mapped(asCloudTrail(call), { fingerprint: (secret) => secret });
    if (result.is !== 'event') throw new Error(`${call.action} is no event`);
    whole.add(result.event);
    (call.at >= until - recentDays * 86_400_000 ? recent : before).add(result.event);
  }
  const span = { from: instantOf(worldStart), until: instantOf(until) };
  return {
    account,
    actors: ['arn:aws:iam::111122223333:role/made'],
    whole: whole.shown(10_000),
    recent: recent.shown(10_000),
    before: before.shown(10_000),
    recentDays,
    ...span,
    logs: [{ name: 'made', format: 'cloudtrail', ...span }],
  };
}
