/** One change of the checkpoint key: the entry at `seq` is alone in its batch, so the checkpoint of size seq+1 is the hand-over. */
export interface Rotation {
  readonly seq: number;
  readonly from: string;
  readonly to: string;
}

/**
 * The keys that must all have signed the checkpoint of this size: the first key before any rotation, both at a hand-over,
 * the new one after it. Rotations in order of seq; one that does not continue from the key in force is ignored.
 */
export function requiredKeys(
  firstKey: string,
  rotations: readonly Rotation[],
  size: number,
): readonly string[] {
  let key = firstKey;
  for (const rotation of rotations) {
    if (rotation.from !== key) continue;
    if (size <= rotation.seq) break;
    if (size === rotation.seq + 1) return [rotation.from, rotation.to];
    key = rotation.to;
  }
  return [key];
}
