import { Fault, type GapObserved } from '../../../model/index.ts';
import { readAuthority } from '../../../platform/postgres-url/index.ts';
import type { ReadContext } from '../../kit/connector.ts';
import type { Gatherer } from '../gather.ts';
import type { LiveConfig } from '../location.ts';
import { ClusterApi } from './cluster-api.ts';
import { endpoints } from './endpoints.ts';
import { gatherList } from './list.ts';

const discovery = '/.well-known/openid-configuration';
const mostOfDiscovery = 64 << 10;

/** Of whom the tokens of service accounts are; what is not answered, or is something else, is a gap like any that a read has. */
async function askIssuer(api: ClusterApi, gatherer: Gatherer): Promise<void> {
  const answer = await api.get(discovery, {});
  if (answer.is !== 'given') return;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > mostOfDiscovery) return;
    chunks.push(chunk);
  }
  gatherer.take(parsedOrNothing(Buffer.concat(chunks).toString('utf8')));
}

function parsedOrNothing(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

export interface LiveGathered {
  /** Lists that the cluster did not show, and why. */
  readonly refused: readonly GapObserved[];
  /** Nothing that has to be read is among them. */
  readonly isWhole: boolean;
}

/** Lists everything once, one list after the other. What the token may not list is told and passed over. */
export async function gatherLive(
  config: LiveConfig,
  context: Pick<ReadContext<unknown>, 'secret' | 'signal'>,
  gatherer: Gatherer,
): Promise<LiveGathered> {
  const { host, port, passwordFrom, tlsAuthorityFile: file } = config;
  const authority = file === undefined ? undefined : readAuthority(file);
  const token = (await context.secret(passwordFrom)).trim();
  if (!/^[\x21-\x7e]{1,65536}$/.test(token))
    throw new Fault(
      'secret_unavailable',
      'What `passwordFrom` names is no token: one word of plain characters.',
      {
        next: 'Put the output of `kubectl create token` there.',
      },
    );
  const api = new ClusterApi({ host, port, authority }, token, context.signal);
  const refused: GapObserved[] = [];
  let isWhole = true;
  try {
    for (const endpoint of endpoints) {
      const outcome = await gatherList(api, endpoint, gatherer);
      if (outcome === 'gathered') continue;
      if (endpoint.isNeeded) isWhole = false;
      refused.push({
        type: 'gap',
        key: `refused/${endpoint.resource}`,
        what: `${endpoint.resource} of the cluster`,
        why:
          outcome === 'forbidden'
            ? `the reader's token may not list them (403 for ${endpoint.path})`
            : `the cluster does not know them (404 for ${endpoint.path})`,
      });
    }
    await askIssuer(api, gatherer);
  } finally {
    api.close();
  }
  return { refused, isWhole };
}
