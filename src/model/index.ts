/** The nouns of the product as plain readonly values. Knows nothing else and does nothing. */
export * from './brand.ts';
export * from './case.ts';
export * from './change.ts';
export * from './entry.ts';
export * from './fact.ts';
export * from './failure.ts';
export * from './finding.ts';
export * from './identity.ts';
export * from './ids.ts';
export * from './observation.ts';
export * from './proposal.ts';
export * from './read-instant.ts';
export * from './time.ts';
export * from './judgement.ts';
export * from './ports.ts';
export * from './view.ts';
export * from './workstation.ts';
