// Anomalies: alerts on ordinary made activity beside what is found of attacks put into it; techniques told by single acts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { anomalyFigures } from './behaviour/anomalies.ts';
import { recognisedFigures } from '../test/support/stratus/recognised.ts';
import { techniquesIn } from '../test/support/stratus/recorded.ts';
import { sampleOf, type Figure, type Report } from './report.ts';

export const name = 'behaviour';

export async function run(): Promise<Report> {
  const corpora = process.env['COUNTERSIGN_CORPORA'];
  const stratus = corpora === undefined ? undefined : join(corpora, 'cloudtrail-stratus', 'docs');
  const techniques = stratus !== undefined && existsSync(stratus) ? await techniquesIn(stratus) : undefined;
  const rows = await anomalyFigures(techniques?.map(({ name: id, acts }) => ({ name: id, acts })) ?? []);
  return {
    what: rows.said,
    figures: [
      ...(corpora === undefined || techniques === undefined
        ? []
        : await recognisedFigures(techniques, corpora)),
      ...rows.figures,
    ].map(({ what, unit, value }): Figure => ({ what, unit, sample: sampleOf([value]) })),
    ratios: [],
    notMeasured: [
      'activity of real identities: what is ordinary here is made, from seeds',
      ...(techniques === undefined ? ['techniques of AWS: COUNTERSIGN_CORPORA is not set'] : []),
    ],
  };
}
