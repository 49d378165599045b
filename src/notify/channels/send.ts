import { done, type Instant, type Result } from '../../model/index.ts';
import { cloudEventOf } from '../formats/cloud-event.ts';
import { slackOf } from '../formats/slack.ts';
import { teamsOf } from '../formats/teams.ts';
import type { Message } from '../message.ts';
import type { Reach } from './address-guard.ts';
import { checkedEndpoint, type ChannelKind, type Endpoint } from './endpoint.ts';
import { post } from './post.ts';
import { sendMail } from './smtp.ts';
import { signedHeaders } from './standard-webhook.ts';

export interface Sending {
  readonly endpoint: Endpoint;
  readonly url: URL;
  readonly message: Message;
  /** An address of mail; a webhook has its receiver in itself. */
  readonly to: string | undefined;
  readonly reach: Reach;
  /** This ledger, as events name where they come from. */
  readonly source: string;
  readonly now: Instant;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** How a kind of channel sends one message. Throws a Fault when it was not taken, or nobody knows. */
const senders: Readonly<Record<ChannelKind, (sending: Sending) => Promise<Result<true>>>> = {
  smtp: sendMail,
  slack: (sending) => postJson(sending, 'application/json', slackOf(sending.message)),
  teams: (sending) => postJson(sending, 'application/json', teamsOf(sending.message)),
  webhook: (sending) =>
    postJson(
      sending,
      'application/cloudevents+json; charset=utf-8',
      cloudEventOf(sending.message, sending.source),
    ),
};

/** Hands one message to its channel, once. Refuses what would be refused each time; throws a Fault for what is tried again. */
export async function send(kind: ChannelKind, sending: Omit<Sending, 'url'>): Promise<Result<true>> {
  const url = checkedEndpoint(kind, sending.endpoint);
  return url.ok ? senders[kind]({ ...sending, url: url.value }) : url;
}

async function postJson(sending: Sending, type: string, value: object): Promise<Result<true>> {
  const { endpoint, message, now } = sending;
  const body = JSON.stringify(value);
  await post({
    ...sending,
    body,
    authority: endpoint.authority,
    headers: {
      'content-type': type,
      ...(endpoint.signingSecret === undefined
        ? {}
        : signedHeaders(endpoint.signingSecret, { id: message.id, at: now, body })),
    },
  });
  return done(true);
}
