import { text } from 'node:stream/consumers';
import { systemClock } from '../../../platform/clock.ts';
import type { AwsCredentials } from './credentials.ts';
import type { ClientSettings } from './session.ts';
import { signed, type Signable } from './sign.ts';

/** What is asked of a service without a client of the SDK. */
export interface Asking extends Pick<Signable, 'method' | 'path' | 'query' | 'headers' | 'body'> {
  readonly service: string;
  readonly region: string;
}

/** What AWS said when it did not answer, as the SDK throws it. */
class Refused extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly clockSkewCorrected: boolean };
  constructor(name: string, httpStatusCode: number, clockSkewCorrected: boolean) {
    super(name);
    this.name = name;
    this.$metadata = { httpStatusCode, clockSkewCorrected };
  }
}

const mostSkewMs = 4 * 60_000;

/** Sends signed requests within the same bounds as the SDK's, and goes by AWS's clock once it was told that its own is off. */
export class SignedRequests {
  readonly #settings: ClientSettings;
  readonly #credentials: () => Promise<AwsCredentials>;
  #aheadMs = 0;

  constructor(settings: ClientSettings, credentials: () => Promise<AwsCredentials>) {
    this.#settings = settings;
    this.#credentials = credentials;
  }

  async send(asking: Asking): Promise<string> {
    const { service, region, method, path, query, body } = asking;
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const { endpoint = `https://${service}.${region}.${suffix}`, requestHandler } = this.#settings;
    const url = new URL(endpoint);
    const at = new Date(Date.parse(systemClock.now()) + this.#aheadMs);
    const headers = signed(
      { ...asking, host: url.host },
      { credentials: await this.#credentials(), region, service, at },
    );
    const { response } = await requestHandler.handle({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path,
      query,
      headers,
      ...(method === 'GET' ? {} : { body }),
    });
    const answer = await text(response.body);
    if (response.statusCode === 200) return answer;
    const skewed = Date.parse(response.headers['date'] ?? '') - at.getTime();
    const isOff = Math.abs(skewed) > mostSkewMs;
    if (isOff) this.#aheadMs += skewed;
    throw new Refused(codeOf(answer, response.headers), response.statusCode, isOff);
  }
}

/** `__type` or a header where it is JSON, an element where it is XML. */
function codeOf(answer: string, headers: Readonly<Record<string, string>>): string {
  const told =
    headers['x-amzn-errortype'] ??
    /"__type"\s*:\s*"([^"]{1,300})"/.exec(answer)?.[1] ??
    /<Code>([^<]{1,300})<\/Code>/.exec(answer)?.[1] ??
    'Unknown';
  return told.split(':')[0]?.split('#').at(-1) ?? told;
}
