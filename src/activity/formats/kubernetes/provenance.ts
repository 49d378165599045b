import { field, list, text } from '../../fields.ts';
import type { ProvenanceTold, Told } from '../../told.ts';
import { from, podOf } from '../provenance.ts';

type Event = Readonly<Record<string, unknown>>;

/** What the API server adds of a bound token: the pod that it was made for, and its node. EKS writes `_slash_` for `/`. */
export function provenanceOf(event: Event): readonly ProvenanceTold[] {
  const extra = (key: string): string | undefined =>
    text(list(event, 'user', 'extra', `authentication.kubernetes.io/${key}`)[0]) ??
    text(list(event, 'user', 'extra', `authentication_kubernetes_io_slash_${key}`)[0]);
  const namespace = /^system:serviceaccount:([^:]+):/.exec(text(event, 'user', 'username') ?? '')?.[1];
  return [...podOf(namespace, extra('pod-name')), ...from('node', extra('node-name'))];
}

/** A pod that was made tells which images act as its account from then on; where the log keeps what was asked for. */
export function tellsOf(event: Event): Told['tellsOf'] {
  const reference = field(event, 'objectRef');
  const namespace = text(reference, 'namespace');
  if (
    text(event, 'verb') !== 'create' ||
    text(reference, 'resource') !== 'pods' ||
    text(reference, 'subresource') !== undefined ||
    namespace === undefined
  )
    return undefined;
  const pod = field(event, 'responseObject', 'spec') ?? field(event, 'requestObject', 'spec');
  const images = list(pod, 'containers').flatMap((container) => from('image', text(container, 'image')));
  const account = `serviceaccount/${namespace}/${text(pod, 'serviceAccountName') ?? 'default'}`;
  return images.length === 0
    ? undefined
    : {
        party: { uid: account, name: account, kind: 'service', type: 'ServiceAccount' },
        provenance: images.slice(0, 8),
      };
}
