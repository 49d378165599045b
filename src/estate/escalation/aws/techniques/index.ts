import type { AwsTechnique } from '../technique.ts';
import { identityTechniques } from './identities.ts';
import { passedRoleTechniques } from './passed-roles.ts';
import { policyTechniques } from './policies.ts';
import { roleInUseTechniques } from './roles-in-use.ts';

/** Every technique that is looked for in AWS, by the id that people know. */
export const awsTechniqueList: readonly AwsTechnique[] = [
  ...policyTechniques,
  ...identityTechniques,
  ...passedRoleTechniques,
  ...roleInUseTechniques,
].toSorted((a, b) => (a.record < b.record ? -1 : 1));
