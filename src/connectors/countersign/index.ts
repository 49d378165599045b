/**
 * Countersign's own API tokens, as any source tells of what it holds: each token in force is an integration with one
 * credential, its scopes as rights on Countersign itself, and the person who answers for it. In: the tokens that the server
 * keeps. Out: observations; never a secret, of which nothing is kept that could be told.
 */
import { z } from 'zod';
import { Fault, type Instant, type Observation } from '../../model/index.ts';
import type { Connector, ReadPage } from '../kit/connector.ts';
import { joinKeys } from '../kit/keys.ts';

/** A token in force. */
export interface TokenSeen {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Null: never. */
  readonly usedAt: Instant | null;
  /** Its owner's key where people come from; absent when they are nobody of the estate. */
  readonly ownerRef?: string;
}

const nothing = z.strictObject({});

/** The kind of source that is there by itself: nobody adds one, and its only location is this server's own database. */
export const ownTokens = (
  inForce: () => AsyncIterable<readonly TokenSeen[]>,
): Connector<z.infer<typeof nothing>> => ({
  id: 'countersign',
  title: 'Countersign’s own API tokens',
  config: nothing,
  capabilities: {
    reads: ['account', 'credential', 'resource', 'entitlement', 'grant', 'ownership'],
    doesNotRead: ['sessions of people', 'tokens that have ended or were revoked'],
    writes: [],
    permissions: { read: ['none: it is this server’s own table'], write: [] },
  },
  locate() {
    throw new Fault('usage', 'This source is built in: it is there once an API token was issued.', {
      next: 'See `countersign source list`.',
    });
  },
  async *read(): AsyncGenerator<ReadPage> {
    yield { observations: [platform, ...scopes.map(rightOf)] };
    for await (const tokens of inForce()) yield { observations: tokens.flatMap(observed) };
    yield { observations: [], complete: true };
  },
});

const scopes = ['view', 'operate'] as const;

/** What its tokens reach: everything that governance knows of everybody. */
const platform: Observation = {
  type: 'resource',
  key: 'countersign',
  name: 'Countersign',
  kind: 'application',
  environment: 'production',
  dataClass: 'personal',
  tier: 'high',
};

const rightOf = (scope: (typeof scopes)[number]): Observation => ({
  type: 'entitlement',
  key: joinKeys('countersign', scope),
  resourceKey: 'countersign',
  action: scope,
  resourcePattern: 'countersign',
});

function observed(token: TokenSeen): readonly Observation[] {
  const { id, name, createdAt, expiresAt, usedAt: lastUsedAt, ownerRef } = token;
  return [
    {
      type: 'account',
      key: id,
      name,
      kind: 'integration',
      state: 'active',
      createdAt,
      lastUsedAt,
      expiresAt,
      interactive: false,
      attributes: { what: 'API token of Countersign' },
    },
    {
      type: 'credential',
      key: joinKeys(id, 'token'),
      accountKey: id,
      credential: 'token',
      state: 'active',
      createdAt,
      lastUsedAt,
      expiresAt,
    },
    ...token.scopes.map((scope): Observation => ({
      type: 'grant',
      key: joinKeys(id, scope),
      subjectKey: id,
      entitlementKey: joinKeys('countersign', scope),
      effect: 'allow',
    })),
    ...(ownerRef === undefined
      ? []
      : [
          {
            type: 'ownership',
            key: joinKeys(id, 'owner'),
            subjectKey: id,
            role: 'owner',
            ownerRef,
          } satisfies Observation,
        ]),
  ];
}
