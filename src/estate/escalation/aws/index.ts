import type { AwsWhen } from '../../access/aws-ask.ts';
import type { AwsPlace } from '../../access/aws-who-can.ts';
import type { Becoming, Technique, TechniqueSource } from '../becoming.ts';

/** An AWS source, compiled, and what is known however a question to it goes. */
export interface AwsAt extends AwsPlace {
  readonly when: AwsWhen;
}

/** One technique and where it stands open; see `TechniqueSource`. */
export interface AwsTechnique {
  readonly technique: Technique;
  becoming(at: AwsAt): Iterable<Becoming>;
}

/** Every technique in AWS, in the order in which they are told. */
const list: readonly AwsTechnique[] = [];

export const awsTechniques: TechniqueSource<AwsAt> = {
  platform: 'aws',
  techniques: list.map(({ technique }) => technique),
  *becoming(at) {
    for (const each of list) yield* each.becoming(at);
  },
};
