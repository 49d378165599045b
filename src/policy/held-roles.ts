import { approverRoles } from '../model/index.ts';
import type { Policy } from './parse-policies.ts';

/** The roles that some permit on `approve` is about: it compares `context.role` with them. */
export function heldRoles(policies: readonly Policy[]): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { json } of policies) {
    const approves = json.action.op === '==' && JSON.stringify(json.action).includes('"approve"');
    if (json.effect !== 'permit' || !approves) continue;
    const text = JSON.stringify(json.conditions);
    for (const role of approverRoles)
      if (text.includes(`{"__entity":{"type":"Role","id":"${role}"}}`) && text.includes('"attr":"role"'))
        held.add(role);
  }
  return held;
}
