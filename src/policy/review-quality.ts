import { z } from 'zod';
import { qualityRulesUnsaid, type QualityRules } from '../model/index.ts';
import { plainYaml, yamlPlace } from '../platform/plain-yaml.ts';
import { textProblem, type PolicyProblem } from './problem.ts';

export const qualityFile = 'review-quality.yaml';

const some = z.int().min(1).max(1000);
const written = z.strictObject({
  version: z.literal(1, { error: 'expected version 1' }),
  planted: z.strictObject({
    per: z.int().min(10).max(1000),
    bad: z.int().min(0).max(100),
    sound: z.int().min(0).max(100),
  }),
  blind: z.strictObject({ share: z.number().min(0).max(1), most: z.int().min(0).max(100) }),
  low_below: z.number().min(0.5, 'expected 0.5 (what not looking gets) to 1').max(1),
  bulk: z.strictObject({ sound: some, unknown: some, low: some }),
  reopen: z.enum(['none', 'bulk', 'kept'], { error: 'expected none, bulk or kept' }),
});

/** YAML text → what policy says of review quality, and what is wrong with it. No file: the strictest. */
export function readQualityRules(text: string | undefined): {
  readonly rules: QualityRules;
  readonly problems: readonly PolicyProblem[];
} {
  const wrong = (...problems: readonly PolicyProblem[]) => ({ rules: qualityRulesUnsaid, problems });
  if (text === undefined) return wrong();
  const hostile = textProblem(qualityFile, text);
  if (hostile !== undefined) return wrong(hostile);
  const yaml = plainYaml(text);
  if (!yaml.ok) {
    const { line, reason, remedy } = yaml.problem;
    return wrong({ place: line === undefined ? qualityFile : `${qualityFile}:${line}`, reason, remedy });
  }
  const read = written.safeParse(yaml.value);
  if (!read.success)
    return wrong(
      ...read.error.issues.map((issue) => ({
        place: `${qualityFile}: ${yamlPlace(issue.path, 'the file')}`,
        reason:
          issue.code === 'unrecognized_keys' ? `unknown key \`${issue.keys.join('`, `')}\`` : issue.message,
        remedy: 'See the shipped policies/review-quality.yaml for every line.',
      })),
    );
  const { planted, blind, low_below: lowBelow, bulk, reopen } = read.data;
  if (planted.bad + planted.sound > planted.per / 2)
    return wrong({
      place: `${qualityFile}: planted`,
      reason: 'more than half of what reviewers get would be planted',
      remedy: 'Plant fewer: nine of fifty tell those who look from those who do not.',
    });
  if (bulk.low > bulk.unknown || bulk.unknown > bulk.sound)
    return wrong({
      place: `${qualityFile}: bulk`,
      reason: 'less is known or quality is lower, and more is allowed',
      remedy: 'Let bulk be low ≤ unknown ≤ sound.',
    });
  return { rules: { planted, blind, lowBelow, bulk, reopen }, problems: [] };
}
