import { isSourceId, must } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { AwsCompiled } from './aws-compiled.ts';
import { compileAws, type AwsEstate } from './aws-estate.ts';

/**
 * Everything that an AWS source had at a read, compiled; undefined for a source of another kind that kept no AWS policies, whose
 * rights are all there is. Of an account none of whose policies was read an AWS source still says so. `compiled`: of an earlier read.
 */
export async function loadAws(
  db: Queryable,
  of: { readonly source: string; readonly sourceNo: number; readonly read: number },
  compiled = new AwsCompiled(),
): Promise<AwsEstate | undefined> {
  const rows = await compiled.rows.at(db, of);
  if (rows.policies.length === 0 && !(await isReadFromAws(db, of.sourceNo))) return undefined;
  return compileAws({ source: must(isSourceId, of.source), ...rows }, compiled);
}

async function isReadFromAws(db: Queryable, sourceNo: number): Promise<boolean> {
  const rows = await db.query(`select from sources.source where no = $1 and connector = 'aws'`, [sourceNo]);
  return rows.length > 0;
}
