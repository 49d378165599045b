import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import type { Cluster } from './cluster.ts';

/** What a cluster answers for `/.well-known/openid-configuration`: of whom the tokens of its service accounts are. */
const discovery = z.object({
  issuer: z.url({ protocol: /^https$/ }).max(2048),
  jwks_uri: z.string().max(2048),
});

/** The issuer in such an answer, without `https://`, as conditions of a cloud write it; undefined: it is no such answer. */
export function issuerIn(value: unknown): string | undefined {
  const read = discovery.safeParse(value);
  return read.success ? read.data.issuer.slice('https://'.length).replace(/\/$/, '') : undefined;
}

/** Refuses `source_untrusted` when the cluster has another one already. */
export function keepIssuer(cluster: Cluster, issuer: string): void {
  if (cluster.issuer !== undefined && cluster.issuer !== issuer)
    throw new Fault('source_untrusted', 'There are two different issuers of tokens in what was given.', {
      next: 'Keep one of them: a source is one cluster.',
    });
  cluster.issuer = issuer;
}
