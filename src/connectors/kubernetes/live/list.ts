import { Fault } from '../../../model/index.ts';
import { streamJson } from '../../../platform/json-stream.ts';
import { named } from '../../kit/input-files.ts';
import type { Gatherer, Prepared } from '../gather.ts';
import type { ClusterApi } from './cluster-api.ts';
import type { Endpoint } from './endpoints.ts';

const pageSize = 500;
const mostPages = 100_000;
const restarts = 3;

/**
 * One list, whole or not at all: its objects are gathered once the last page came. A `continue` token that expired (410)
 * begins the list anew, up to three times; one that comes twice is a source that never ends, and is refused.
 */
export async function gatherList(
  api: ClusterApi,
  endpoint: Endpoint,
  gatherer: Gatherer,
): Promise<'gathered' | 'forbidden' | 'absent'> {
  for (let attempt = 0; attempt <= restarts; attempt++) {
    const prepared: Prepared[] = [];
    const outcome = await onePass(api, endpoint, (value) => {
      const one = gatherer.prepare(value);
      if (one !== undefined) prepared.push(one);
    });
    if (outcome === 'expired') continue;
    if (outcome === 'gathered') for (const one of prepared) gatherer.keep(one);
    return outcome;
  }
  throw new Fault(
    'source_unreachable',
    `The list of ${endpoint.resource} expired ${restarts + 1} times before it ended.`,
    { next: 'Read again when the cluster is less busy.' },
  );
}

async function onePass(
  api: ClusterApi,
  endpoint: Endpoint,
  take: (value: unknown) => void,
): Promise<'gathered' | 'forbidden' | 'absent' | 'expired'> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await api.get(endpoint.path, {
      ...endpoint.query,
      limit: String(pageSize),
      ...(token === undefined ? {} : { continue: token }),
    });
    if (answer.is !== 'given') return answer.is;
    token = await onePage(answer.body, endpoint, take);
    if (token !== undefined && seen.has(token))
      throw untrusted(endpoint, 'gave the same page token twice, so it would never end');
    if (token !== undefined) seen.add(token);
    if (seen.size > mostPages) throw untrusted(endpoint, `gave more than ${mostPages} pages`);
  } while (token !== undefined);
  return 'gathered';
}

async function onePage(
  body: AsyncIterable<Uint8Array>,
  { kind, apiVersion, path }: Endpoint,
  take: (value: unknown) => void,
): Promise<string | undefined> {
  let token: string | undefined;
  let list: unknown;
  try {
    for await (const { path: at, value } of streamJson(body, ['kind', 'items.*', 'metadata.continue'])) {
      if (at === 'kind') list = value;
      else if (at === 'metadata.continue')
        token = typeof value === 'string' && value !== '' ? value : undefined;
      // items of a list do not repeat their kind
      else if (typeof value === 'object' && value !== null) take({ ...value, kind, apiVersion });
    }
  } catch (error) {
    throw error instanceof Fault ? named(path, error) : error;
  }
  if (list !== `${kind}List`) throw untrusted({ path }, `is no ${kind}List`);
  return token;
}

const untrusted = ({ path }: Pick<Endpoint, 'path'>, what: string): Fault =>
  new Fault(
    'source_untrusted',
    `What the cluster gave for \`${path}\` ${what}. Nothing of this read is used.`,
    {
      next: 'Check that this is the API server of a cluster, and no cache before it.',
    },
  );
