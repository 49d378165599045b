import { z } from 'zod';
import { lanes, type CampaignId, type Digest, isDigest, must } from '../../model/index.ts';
import { hash } from 'node:crypto';

/**
 * One item as the manifest freezes it. Its canonical JSON (RFC 8785) is its leaf, and `salt` keeps a digest from being
 * guessed from names. Members are in the order of their names, since the database writes this text itself.
 */
export const itemContentSchema = z.strictObject({
  account: z.strictObject({
    key: z.string(),
    kind: z.string(),
    name: z.string(),
    person: z.string().nullable(),
    personName: z.string().nullable(),
    ref: z.string().nullable(),
  }),
  campaign: z.string(),
  dataClass: z.string().nullable(),
  entity: z.enum(['grant', 'membership']),
  environment: z.string().nullable(),
  key: z.string(),
  lane: z.enum(lanes),
  n: z.int().min(0),
  object: z.strictObject({ key: z.string(), name: z.string(), resource: z.string().nullable() }),
  privileged: z.boolean(),
  salt: z.string(),
  since: z.string().nullable(),
  source: z.string(),
  tier: z.enum(['low', 'medium', 'high', 'unknown']),
  used: z.string(),
});
export type ItemContent = z.infer<typeof itemContentSchema>;

/** The leaf of an item's text: SHA-256 over a zero byte and the text (RFC 6962). */
export const leafOf = (content: string): Digest => must(isDigest, hash('sha256', `\0${content}`, 'hex'));

export const readContent = (text: string): ItemContent => itemContentSchema.parse(JSON.parse(text));

const text = (column: string): string => `to_json(${column})::text`;
const maybe = (column: string): string => `coalesce(to_json(${column})::text, 'null')`;

/** The same text, written by the database over a row of a population (columns of `p`) with its number `p.n`. */
export const contentSql = (campaign: CampaignId, lane: string, salt: string): string =>
  [
    `'{"account":{"key":' || ${text('p.account_key')} || ',"kind":' || ${text('p.account_kind')} || ',"name":' || ${text('p.account_name')}`,
    ` || ',"person":' || ${maybe('p.person')} || ',"personName":' || ${maybe('p.person_name')} || ',"ref":' || ${maybe('p.account_ref')}`,
    ` || '},"campaign":"${campaign}","dataClass":' || ${maybe('p.data_class')} || ',"entity":"' || p.entity`,
    ` || '","environment":' || ${maybe('p.environment')} || ',"key":' || ${text('p.key')} || ',"lane":"${lane}","n":' || p.n`,
    ` || ',"object":{"key":' || ${text('p.object_key')} || ',"name":' || ${text('p.object_name')} || ',"resource":' || ${maybe('p.resource_key')}`,
    ` || '},"privileged":' || p.privileged::text || ',"salt":"${salt}","since":' || ${maybe('p.since')} || ',"source":' || ${text('p.source')}`,
    ` || ',"tier":"' || (array['low', 'medium', 'high', 'unknown'])[p.tier + 1] || '","used":' || ${text('p.used')} || '}'`,
  ].join('');
