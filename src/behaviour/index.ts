/**
 * Whether what identities do fits. In come values: what logs say of an account, and what the estate says of it. Out come
 * values with reasons that cite what they rest on. It never acts, ranks for people, and says where it cannot tell.
 */
export { changesOf, type Changes } from './changes/changes-of.ts';
export type { Anomaly } from './changes/anomaly.ts';
export { addedBy, usualAmong, type Usual } from './changes/usual.ts';
export { peersAmong, type Peers } from './changes/peers.ts';
export type { LevelOf } from './signals/family-of.ts';
export { worthAFinding, worthAMinute } from './changes/worth.ts';
export { cadenceOf, type Cadence } from './cadence/cadence.ts';
export { dormantClusters, type DormantCluster, type Sleeper } from './dormant/clusters.ts';
