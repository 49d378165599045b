// What every bench tells: figures as medians with their spread, ratios taken within one run, and targets held or missed.

export interface Bench {
  readonly name: string;
  run(): Promise<Report>;
}

export interface Report {
  /** What was done to what, with sizes. */
  readonly what: string;
  readonly figures: readonly Figure[];
  readonly ratios: readonly Ratio[];
  /** What a reader might take the figures for and must not. */
  readonly notMeasured: readonly string[];
}

export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly sample: Sample;
  readonly target?: Target;
}

/**
 * The quotients of ours and the baseline, one a round: both sides of a round are measured right after each other, so what
 * else the machine does mostly falls out. One with a target is a gate: when it fails, the run fails.
 */
export interface Ratio {
  readonly what: string;
  readonly sample: Sample;
  readonly target?: Target;
}

/** `ours[i]` and `baseline[i]` are of the same round. */
export const ratio = (
  what: string,
  ours: readonly number[],
  baseline: readonly number[],
  target?: Target,
): Ratio => ({
  what,
  sample: sampleOf(ours.map((each, round) => each / (baseline[round] ?? Number.NaN))),
  ...(target === undefined ? {} : { target }),
});

type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Sample {
  readonly median: number;
  /** (largest - smallest) / median. */
  readonly spread: number;
  readonly runs: number;
}

export const mostSpread = 0.3;

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return {
    median,
    spread: ((sorted.at(-1) ?? Number.NaN) - (sorted[0] ?? Number.NaN)) / median,
    runs: sorted.length,
  };
}

/** The ratio, or nothing when it varied too much from round to round to mean something. */
export function ratioOf({ sample }: Ratio): number | undefined {
  return sample.spread > mostSpread ? undefined : sample.median;
}

/** A gate fails when its ratio is known and beyond its target; a ratio that is not told neither holds nor fails. */
export function fails(told: Ratio): boolean {
  const value = ratioOf(told);
  return value !== undefined && told.target !== undefined && !within(value, told.target);
}

export function textOf(report: Report): string {
  const lines = [report.what, ''];
  for (const { what, unit, sample, target } of report.figures)
    lines.push(
      `  ${what}: ${rounded(sample.median)} ${unit} (median of ${sample.runs}, spread ${percent(sample.spread)})${verdict(sample.median, target)}`,
    );
  for (const each of report.ratios) {
    const value = ratioOf(each);
    const spread = percent(each.sample.spread);
    lines.push(
      value === undefined
        ? `  ${each.what}: no ratio, the spread is ${spread}${each.target === undefined ? '' : `; unproven (${wanted(each.target)})`}`
        : `  ${each.what}: ${rounded(value)} (median of ${each.sample.runs}, spread ${spread})${verdict(value, each.target)}`,
    );
  }
  for (const each of report.notMeasured) lines.push(`  not measured: ${each}`);
  return `${lines.join('\n')}\n`;
}

const within = (value: number, target: Target): boolean =>
  'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
const wanted = (target: Target): string =>
  'atLeast' in target ? `target ≥ ${target.atLeast}` : `target ≤ ${target.atMost}`;
const verdict = (value: number, target: Target | undefined): string =>
  target === undefined ? '' : `: ${within(value, target) ? 'holds' : 'MISSED'} (${wanted(target)})`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export async function seconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
