import { z } from 'zod';
import { pathOf } from '../kit/input-files.ts';

export const kubernetesConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type KubernetesConfig = z.infer<typeof kubernetesConfig>;

const expected = 'a file or folder with Kubernetes objects in YAML or JSON';

/** `kubernetes=PATH`: one cluster's objects, as exported or as manifests. */
export const locateKubernetes = (location: string): KubernetesConfig => ({
  path: pathOf(location, expected),
});
