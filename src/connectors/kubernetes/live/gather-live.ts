import { Fault, type GapObserved } from '../../../model/index.ts';
import { readAuthority } from '../../../platform/postgres-url/index.ts';
import type { ReadContext } from '../../kit/connector.ts';
import type { Gatherer } from '../gather.ts';
import type { LiveConfig } from '../location.ts';
import { ClusterApi } from './cluster-api.ts';
import { endpoints } from './endpoints.ts';
import { gatherList } from './list.ts';

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
  } finally {
    api.close();
  }
  return { refused, isWhole };
}
