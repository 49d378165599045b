import { relative } from 'node:path';
import { Fault } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { inFile, named } from '../kit/input-files.ts';
import { emptyCluster } from './cluster.ts';
import { findManifests } from './find-manifests.ts';
import { Gatherer } from './gather.ts';
import type { KubernetesConfig } from './location.ts';
import { observeCluster } from './observe.ts';
import { readManifest } from './read-manifest.ts';

/** Files first, into what has to be known as a whole (who is bound to which role); then everything that follows from it. */
export async function* readKubernetes(context: ReadContext<KubernetesConfig>): AsyncIterable<ReadPage> {
  const { config, signal } = context;
  const { files, isOneFile, links } = await findManifests(config.path);
  const cluster = emptyCluster();
  const gatherer = new Gatherer(cluster, (secret) => context.fingerprint(secret));
  let notKubernetes = 0;
  for (const file of files) {
    const about = isOneFile ? 'the file' : relative(config.path, file);
    const taken = await takeFile(file, about, { gatherer, templates: cluster.templates, signal, isOneFile });
    if (!taken) notKubernetes++;
  }
  if (notKubernetes === files.length) throw nothing(config.path);
  for (const observations of observeCluster(cluster, { notKubernetes, links: links.length })) {
    yield { observations };
    signal.throwIfAborted();
  }
  yield { observations: [], complete: true };
}

/** False when there was nothing of Kubernetes in it. A Fault names the file, and the place in it. */
async function takeFile(
  file: string,
  about: string,
  to: {
    readonly gatherer: Gatherer;
    readonly templates: Set<string>;
    readonly signal: AbortSignal;
    readonly isOneFile: boolean;
  },
): Promise<boolean> {
  let any = false;
  try {
    for await (const found of inFile(file, readManifest(file, to.signal))) {
      if (found.is === 'template') {
        to.templates.add(about);
        any = true;
      } else
        try {
          if (to.gatherer.take(found.value)) any = true;
        } catch (error) {
          throw error instanceof Fault ? named(`${file}, ${found.at}`, error) : error;
        }
    }
  } catch (error) {
    // JSON of some other kind lies beside manifests
    if (!to.isOneFile && error instanceof Fault && error.code === 'input_wrong_kind') return false;
    throw error;
  }
  return any;
}

const nothing = (path: string): Fault =>
  new Fault('input_wrong_kind', `\`${path}\` holds no Kubernetes object.`, {
    next: 'Export the cluster: docs/connectors/kubernetes.md has the command.',
  });
