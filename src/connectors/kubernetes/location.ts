import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';
import { pathOf } from '../kit/input-files.ts';

const filesConfig = z.strictObject({ path: z.string().min(1).max(4096) });
/** Where an API server is. The token is never here: `passwordFrom` names where it is kept. */
const liveConfig = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9._:-]{1,255}$/, 'is no host name or address'),
  port: z.int().min(1).max(65_535),
  passwordFrom: z.string().max(4200).refine(isReference, 'is no env:NAME, file:PATH or stored:NAME'),
  /** File with the certificate authority of the cluster, when it is not one of the public ones. */
  tlsAuthorityFile: z.string().min(1).max(4096).exactOptional(),
});
export type LiveConfig = z.infer<typeof liveConfig>;

export const kubernetesConfig = z.union([filesConfig, liveConfig]);
export type KubernetesConfig = z.infer<typeof kubernetesConfig>;

const expected =
  'a file or folder with Kubernetes objects in YAML or JSON, or the https:// address of an API server';
const example = 'https://cluster.example:6443?passwordFrom=file:./token&sslrootcert=./ca.crt';

/**
 * `kubernetes=PATH`: one cluster's objects, as exported or as manifests. `kubernetes=https://HOST:PORT?passwordFrom=…`: the
 * cluster itself, read with the token named there; `sslrootcert` names its authority's certificate. Throws Fault
 * `input_invalid`, which repeats nothing of a URL, as it could hold a token.
 */
export function locateKubernetes(location: string): KubernetesConfig {
  if (!location.includes('://')) return { path: pathOf(location, expected) };
  const url = URL.parse(location);
  if (url === null || url.protocol !== 'https:')
    throw invalid('The location of a cluster is no https:// URL; a token is never sent in the clear.');
  if (url.username !== '' || url.password !== '' || /[?&](token|password)=/i.test(url.search))
    throw invalid(
      'The location of a cluster holds a token or password, where shell histories would keep it. Change that one.',
    );
  const query = [...url.searchParams];
  const others = query.filter(([name]) => name !== 'passwordFrom' && name !== 'sslrootcert');
  if (
    others.length > 0 ||
    new Set(query.map(([name]) => name)).size < query.length ||
    url.hash !== '' ||
    url.pathname !== '/'
  )
    throw invalid(
      'The location of a cluster has a path, or something in its query besides passwordFrom and sslrootcert.',
    );
  const authority = url.searchParams.get('sslrootcert');
  const config = liveConfig.safeParse({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 443 : Number(url.port),
    passwordFrom: url.searchParams.get('passwordFrom') ?? undefined,
    ...(authority === null ? {} : { tlsAuthorityFile: authority }),
  });
  if (config.success) return config.data;
  throw invalid(
    `The location of a cluster is incomplete: ${config.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}.`,
  );
}

const invalid = (message: string): Fault =>
  new Fault('input_invalid', message, { next: `Like this: ${example}` });
