/**
 * Breaches of others tried on this estate. In: an inventory of what is here, and the breaches as data. Out: for each whether it
 * would have been one here, by which connected things, and what breaks the chain. It reads nothing, changes nothing, and never
 * takes what is unknown for a no.
 */
export { breaches } from './cases/index.ts';
export { everyEntity, InventoryBuilder } from './inventory.ts';
export type { Inventory, Link, Thing } from './inventory.ts';
export { fields } from './fields.ts';
export type { Entity } from './fields.ts';
export type { Value } from './predicate.ts';
export { replayAll } from './replay.ts';
export type { PathFound, Replayed, Spot } from './replayed.ts';
