import type { FactSource } from './fact-reader.ts';
import { itemFacts } from './item-facts.ts';
import { personFacts } from './person-facts.ts';

/** Every source of further facts for mandates. A stage that needs one adds a line. */
export const factSources: readonly FactSource[] = [personFacts, itemFacts];
