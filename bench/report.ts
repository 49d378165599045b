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

/** `ours / baseline`, both measured in this run. One with a target is a gate: when it fails, the run fails. */
export interface Ratio {
  readonly what: string;
  readonly ours: Sample;
  readonly baseline: Sample;
  readonly target?: Target;
}

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

/** The ratio, or nothing when either side varied too much to compare. */
export function ratioOf({ ours, baseline }: Ratio): number | undefined {
  return ours.spread > mostSpread || baseline.spread > mostSpread ? undefined : ours.median / baseline.median;
}

/** A gate fails when its ratio is known and beyond its target; a ratio that is not told neither holds nor fails. */
export function fails(ratio: Ratio): boolean {
  const value = ratioOf(ratio);
  return value !== undefined && ratio.target !== undefined && !within(value, ratio.target);
}

export function textOf(report: Report): string {
  const lines = [report.what, ''];
  for (const { what, unit, sample, target } of report.figures)
    lines.push(
      `  ${what}: ${rounded(sample.median)} ${unit} (median of ${sample.runs}, spread ${percent(sample.spread)})${verdict(sample.median, target)}`,
    );
  for (const ratio of report.ratios) {
    const value = ratioOf(ratio);
    const spread = percent(Math.max(ratio.ours.spread, ratio.baseline.spread));
    lines.push(
      value === undefined
        ? `  ${ratio.what}: no ratio, the spread is ${spread}${ratio.target === undefined ? '' : `; unproven (${wanted(ratio.target)})`}`
        : `  ${ratio.what}: ${rounded(value)}${verdict(value, ratio.target)}`,
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

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
