/**
 * Connections to elsewhere. The one place below the enforcer that may name `node:net`, and of it only this: what can dial
 * cannot listen (`npm run check` holds both, rule `enforcer-listens-nowhere`).
 */
export { connect, type Socket } from 'node:net';
