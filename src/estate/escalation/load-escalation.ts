import type { Queryable } from '../../platform/store/index.ts';
import type { AccessGraph } from '../access/graph.ts';
import { rcpServices } from '../access/aws-actions.ts';
import { loadAws } from '../access/load-aws.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { githubTechniques } from './across/github.ts';
import { acrossSources } from './across/index.ts';
import { awsTechniques, type AwsAt } from './aws/index.ts';
import type { Becoming, Place, TechniqueSource } from './becoming.ts';
import { loadCrownJewels } from './crown-jewels.ts';
import { entraTechniques } from './entra/index.ts';
import { buildEscalation, type EscalationGraph, type SourceSteps } from './escalation-graph.ts';
import { kubernetesTechniques } from './kubernetes/index.ts';
import { ldapTechniques } from './ldap/index.ts';
import { oktaTechniques } from './okta/index.ts';
import { postgresTechniques } from './postgres/index.ts';
import { loadSourceAt, type SourceAt } from './source-at.ts';
import { vaultTechniques } from './vault/index.ts';

/** A version, put together, and how much of the crown jewels is in it. */
export interface Loaded {
  readonly graph: EscalationGraph;
  readonly jewels: { readonly total: number; readonly told: number };
}

/** Techniques by the connector in whose sources they are looked for. */
const bySourceRows: readonly TechniqueSource<SourceAt>[] = [
  kubernetesTechniques,
  postgresTechniques,
  ldapTechniques,
  githubTechniques,
  entraTechniques,
  oktaTechniques,
  vaultTechniques,
];
/** Of these the rows are looked at for steps that lead from one source into another alone. */
const onlyAcross: readonly string[] = ['secrets'];

/** Looks for every technique in every source, as the access graph's version has them. */
export async function loadEscalation(db: Queryable, access: AccessGraph): Promise<Loaded> {
  const { key: hash } = await loadHashers(db);
  const rows = await db.query<{ no: number; connector: string }>('select no, connector from sources.source');
  const connectors = new Map(rows.map(({ no, connector }) => [no, connector]));
  const steps: SourceSteps[] = [];
  const sources: SourceAt[] = [];
  const aws: AwsAt[] = [];
  for (const read of access.version.reads) {
    const { sourceNo } = read;
    const connector = connectors.get(sourceNo) ?? '';
    if (connector === 'aws') {
      const estate = await loadAws(db, read);
      if (estate === undefined) continue;
      // when it will be is not known: conditions on the time stay open
      const at = {
        graph: access,
        sourceNo,
        estate,
        when: { rcpServices: await rcpServices(), now: undefined },
      };
      aws.push(at);
      steps.push(stepsOf(awsTechniques, at));
      continue;
    }
    const techniques = bySourceRows.find(({ platform }) => platform === connector);
    if (techniques === undefined && !onlyAcross.includes(connector)) continue;
    const at = await loadSourceAt(db, { graph: access, hash, connector, ...read });
    sources.push(at);
    if (techniques !== undefined) steps.push(stepsOf(techniques, at));
  }
  const across: Becoming[] = [];
  for await (const step of acrossSources(db, { graph: access, connectors, sources, aws })) across.push(step);
  steps.push({ sourceNo: -1, becomings: across, replaced: [] });
  const { rights, total, told } = await loadCrownJewels(db, access, connectors);
  return { graph: buildEscalation(access, { sources: steps, rights }), jewels: { total, told } };
}

const stepsOf = <At extends Place>(techniques: TechniqueSource<At>, at: At): SourceSteps => ({
  sourceNo: at.sourceNo,
  becomings: techniques.becoming(at),
  replaced: techniques.replaced?.(at) ?? [],
});
