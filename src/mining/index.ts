/**
 * Which roles would say the same as what people hold. In: pairs of a user and a permission; out: roles that give exactly
 * those. It proposes; nothing is granted, taken or changed by it, and whether a role makes sense is for people to say.
 */
export { mineRoles, type MinedRole, type MinedRoles } from './mine-roles.ts';
export type { Pair } from './matrix.ts';
export { suggestRoles, type Member, type Outlier, type SuggestedRole } from './suggest-roles.ts';
