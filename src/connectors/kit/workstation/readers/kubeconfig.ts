import { X509Certificate } from 'node:crypto';
import { readInstant, type Instant, type WorkstationRecord } from '../../../../model/index.ts';
import { at, itemsOf, textAt, textOf, type Doc } from '../document.ts';
import { parseYaml } from '../parse.ts';
import { endsIn, type ReadContext, type Reader } from '../reader.ts';

/** Kubernetes client configuration: clusters, and each user's token, certificate or sign-in program. */
export const kubeconfig: Reader = {
  id: 'kubeconfig',
  title: 'Kubernetes configurations',
  home: ['.kube/'],
  maxBytes: 4 << 20,
  matches: (relative, base) =>
    endsIn(relative, '.kube/config') ||
    /(?:^|\/)\.kube\/[^/]+\.ya?ml$/.test(relative) ||
    /^(?:[\w-]{1,60}[.-])?kubeconfig(?:\.ya?ml|\.conf|\.json)?$/i.test(base),
  read(context) {
    const { docs, broken } = parseYaml(context.file.text);
    const records: WorkstationRecord[] = docs.flatMap((doc) =>
      textAt(doc, 'kind') === 'Config' || at(doc, 'users') !== undefined ? readConfig(context, doc) : [],
    );
    if (broken !== undefined) records.push(context.gap('Kubernetes configuration', broken.why, broken.line));
    return records;
  },
};

function readConfig(context: ReadContext, doc: Doc): readonly WorkstationRecord[] {
  const servers = new Map(
    itemsOf(at(doc, 'clusters')).map((item) => [textAt(item, 'name'), textAt(at(item, 'cluster'), 'server')]),
  );
  return itemsOf(at(doc, 'users')).flatMap((item) => {
    const name = textAt(item, 'name') ?? 'unnamed';
    const user = at(item, 'user');
    const holder = context.holder('Kubernetes user', name, 'unknown', item.line);
    const reaches = itemsOf(at(doc, 'contexts')).flatMap((entry) => {
      const inner = at(entry, 'context');
      if (textAt(inner, 'user') !== name) return [];
      const cluster = textAt(inner, 'cluster');
      const server = servers.get(cluster);
      const host = server === undefined ? undefined : URL.parse(server)?.host;
      return [
        context.reach(
          holder.key,
          'cluster',
          `${cluster ?? 'unnamed'}${host === undefined ? '' : ` at ${host}`}`,
          entry.line,
        ),
      ];
    });
    return [holder, ...credentialsOf(context, holder.key, name, user), ...reaches];
  });
}

function credentialsOf(
  context: ReadContext,
  holderKey: string,
  user: string,
  doc: Doc | undefined,
): readonly WorkstationRecord[] {
  const lineOf = (key: string): number => at(doc, key)?.line ?? doc?.line ?? 1;
  const base = (key: string) => ({ surface: 'kubernetes' as const, line: lineOf(key), id: `${user}#${key}` });
  const records: WorkstationRecord[] = [];
  const token = textAt(doc, 'token');
  if (token !== undefined)
    records.push(
      ...context.credential(holderKey, 'token', token, {
        ...base('token'),
        credential: 'token',
        shape: 'Kubernetes token',
      }),
    );
  const password = textAt(doc, 'password');
  if (password !== undefined)
    records.push(
      ...context.credential(holderKey, 'password', password, {
        ...base('password'),
        credential: 'password',
        shape: 'Kubernetes password',
        lifetime: 'static',
      }),
    );
  const key = textAt(doc, 'client-key-data');
  const certificate = textAt(doc, 'client-certificate-data');
  const expiresAt =
    certificate === undefined ? undefined : certificateExpiry(Buffer.from(certificate, 'base64'));
  if (key !== undefined)
    records.push(
      ...context.credential(holderKey, 'client certificate', key, {
        ...base('client-key-data'),
        credential: 'certificate',
        shape: 'Kubernetes client certificate with its key',
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }),
    );
  for (const name of ['tokenFile', 'client-key'] as const) {
    const path = textAt(doc, name);
    if (path !== undefined)
      records.push(
        context.described(holderKey, name, {
          ...base(name),
          shape: name === 'tokenFile' ? 'token in another file' : 'certificate key in another file',
          credential: name === 'tokenFile' ? 'token' : 'certificate',
          held: { is: 'reference', to: path },
        }),
      );
  }
  const program = textOf(at(doc, 'exec', 'command')) ?? textOf(at(doc, 'auth-provider', 'name'));
  if (program !== undefined)
    records.push(
      context.described(holderKey, 'exec', {
        ...base('exec'),
        shape: 'sign-in program',
        lifetime: 'short',
        held: { is: 'reference', to: program },
      }),
    );
  return records;
}

/** `notAfter` of the first certificate, PEM or DER (RFC 5280 §4.1.2.5); undefined when it is none. */
export function certificateExpiry(bytes: Uint8Array): Instant | undefined {
  try {
    return readInstant(new X509Certificate(bytes).validToDate.toISOString());
  } catch {
    return undefined;
  }
}
