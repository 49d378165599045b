import type { Queryable } from '../../platform/store/index.ts';
import type { AccessGraph } from '../access/graph.ts';
import { rcpServices } from '../access/aws-actions.ts';
import { loadAws } from '../access/load-aws.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { awsTechniques } from './aws/index.ts';
import type { TechniqueSource } from './becoming.ts';
import { loadCrownJewels } from './crown-jewels.ts';
import { buildEscalation, type EscalationGraph, type SourceSteps } from './escalation-graph.ts';
import { kubernetesTechniques } from './kubernetes/index.ts';
import { ldapTechniques } from './ldap/index.ts';
import { postgresTechniques } from './postgres/index.ts';
import { loadSourceAt, type SourceAt } from './source-at.ts';

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
];

/** Looks for every technique in every source, as the access graph's version has them. */
export async function loadEscalation(db: Queryable, access: AccessGraph): Promise<Loaded> {
  const { key: hash } = await loadHashers(db);
  const rows = await db.query<{ no: number; connector: string }>('select no, connector from sources.source');
  const connectors = new Map(rows.map(({ no, connector }) => [no, connector]));
  const sources: SourceSteps[] = [];
  for (const read of access.version.reads) {
    const connector = connectors.get(read.sourceNo) ?? '';
    if (connector === 'aws') {
      const estate = await loadAws(db, read);
      if (estate === undefined) continue;
      // when it will be is not known: conditions on the time stay open
      const when = { rcpServices: await rcpServices(), now: undefined };
      const at = { graph: access, sourceNo: read.sourceNo, estate, when };
      sources.push({
        sourceNo: read.sourceNo,
        becomings: awsTechniques.becoming(at),
        replaced: awsTechniques.replaced?.(at) ?? [],
      });
      continue;
    }
    const techniques = bySourceRows.find(({ platform }) => platform === connector);
    if (techniques === undefined) continue;
    const at = await loadSourceAt(db, { graph: access, hash, connector, ...read });
    sources.push({
      sourceNo: read.sourceNo,
      becomings: techniques.becoming(at),
      replaced: techniques.replaced?.(at) ?? [],
    });
  }
  const { rights, total, told } = await loadCrownJewels(db, access, connectors);
  return { graph: buildEscalation(access, { sources, rights }), jewels: { total, told } };
}
