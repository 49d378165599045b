const petals = [5, 6, 7, 8, 9, 10, 11, 12] as const;

interface Ring {
  readonly waves: number;
  readonly base: number;
  readonly swing: number;
  readonly phase: number;
  readonly innerWaves: number;
  readonly innerSwing: number;
}

function ringPath(ring: Ring, steps: number): string {
  let path = '';
  for (let i = 0; i <= steps; i++) {
    const turn = (i / steps) * Math.PI * 2;
    const radius =
      ring.base +
      ring.swing * Math.cos(ring.waves * turn + ring.phase) +
      ring.innerSwing * Math.cos(ring.innerWaves * turn - ring.phase);
    path += `${i === 0 ? 'M' : 'L'}${(50 + radius * Math.cos(turn)).toFixed(1)} ${(50 + radius * Math.sin(turn)).toFixed(1)}`;
  }
  return `${path}Z`;
}

/** A guilloche in a 100 × 100 box, drawn from the first nine bytes of a hex digest: other digests look otherwise. */
export function rosettePaths(digest: string, size: number): readonly string[] {
  const byte = (at: number): number => Number.parseInt(digest.slice(at * 2, at * 2 + 2), 16) || 0;
  const petal = (at: number): number => petals[byte(at) % 8] ?? 5;
  const steps = size > 60 ? 170 : 120;
  const outer = size < 40 ? 5 : 7;
  const inner = size < 40 ? 2 : 4;
  const rings = (count: number, ring: Omit<Ring, 'phase'>, shift: number): readonly string[] =>
    Array.from({ length: count }, (_, i) =>
      ringPath({ ...ring, phase: (i / count) * Math.PI * 2 + shift }, steps),
    );
  return [
    ...rings(
      outer,
      {
        waves: petal(0),
        base: 33,
        swing: 7 + (byte(2) % 7),
        innerWaves: petal(1) + 2,
        innerSwing: 2 + (byte(3) % 4),
      },
      byte(4) / 40,
    ),
    ...rings(
      inner,
      {
        waves: petal(5),
        base: 12 + (byte(6) % 3),
        swing: 3 + (byte(7) % 4),
        innerWaves: petal(5) + 3,
        innerSwing: 1,
      },
      byte(8) / 40,
    ),
  ];
}
