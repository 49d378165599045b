import { relative } from 'node:path';
import { Fault } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { inFile, named } from '../kit/input-files.ts';
import { emptyCluster } from './cluster.ts';
import { findManifests } from './find-manifests.ts';
import { Gatherer } from './gather.ts';
import type { KubernetesConfig } from './location.ts';
import { gatherLive } from './live/gather-live.ts';
import { observeCluster, type Untold } from './observe.ts';
import { readManifest } from './read-manifest.ts';

/** First everything into what has to be known as a whole (who is bound to which role); then what follows from it. */
export async function* readKubernetes(context: ReadContext<KubernetesConfig>): AsyncIterable<ReadPage> {
  const { config, signal } = context;
  const cluster = emptyCluster();
  const gatherer = new Gatherer(cluster, (secret) => context.fingerprint(secret));
  const { isWhole, ...untold } =
    'path' in config
      ? {
          ...(await gatherFiles(config.path, signal, { gatherer, templates: cluster.templates })),
          isWhole: true,
        }
      : { ...(await gatherLive(config, context, gatherer)), notKubernetes: 0, links: 0 };
  for (const observations of observeCluster(cluster, untold)) {
    yield { observations };
    signal.throwIfAborted();
  }
  yield { observations: [], complete: isWhole };
}

async function gatherFiles(
  path: string,
  signal: AbortSignal,
  to: { readonly gatherer: Gatherer; readonly templates: Set<string> },
): Promise<Untold> {
  const { files, isOneFile, links } = await findManifests(path);
  let notKubernetes = 0;
  for (const file of files) {
    const about = isOneFile ? 'the file' : relative(path, file);
    if (!(await takeFile(file, about, { ...to, signal, isOneFile }))) notKubernetes++;
  }
  if (to.gatherer.size + to.templates.size === 0) throw nothing(path);
  return { notKubernetes, links: links.length };
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
  new Fault('input_wrong_kind', `\`${path}\` holds no Kubernetes object that says who can do what.`, {
    next: 'Export the cluster, or name its address: docs/connectors/kubernetes.md has both. A kubeconfig is not read.',
  });
