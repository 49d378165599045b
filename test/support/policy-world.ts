import {
  isInstant,
  isSubjectId,
  must,
  type ChangeFacts,
  type CountedSignature,
  type JudgeRequest,
  type NonPersonFacts,
  type PersonFacts,
} from '../../src/model/index.ts';
import { loadPolicySet } from '../../src/policy/index.ts';

const loaded = await loadPolicySet(new URL('../../policies', import.meta.url).pathname);
if (!loaded.ok) throw new Error(JSON.stringify(loaded));
/** The shipped policies as released. */
export const defaultSet = loaded.value;

export const subject = (text: string) => must(isSubjectId, text);
export const at = (text: string) => must(isInstant, text);
const person = (name: string, roles: PersonFacts['roles']): PersonFacts => ({
  kind: 'person',
  id: subject(`psn_${name.padEnd(10, '0')}`),
  state: 'active',
  roles,
});

export const ida = person('ida', ['reviewer']);
export const ben = person('ben', ['resource_owner']);
export const bot: NonPersonFacts = {
  kind: 'agent',
  id: subject('agt_bot0000000'),
  state: 'active',
  owner: ben.id,
};
export const helper: NonPersonFacts = { kind: 'assistant', id: subject('agt_helper0000'), state: 'active' };
export const now = at('2026-11-22T09:00:00.000Z');

/** A low-tier revocation that nobody has an interest in, changed by `over`. */
export const revoke = (over: Partial<ChangeFacts> = {}): ChangeFacts => ({
  act: 'access.revoke',
  subject: 'person',
  tier: 'low',
  reversible: true,
  reduces: true,
  basis: 'decision',
  interest: { requester: [], beneficiary: [], steward: [] },
  ...over,
});

export const ask = (action: JudgeRequest['action'], over: Partial<JudgeRequest> = {}): JudgeRequest => ({
  action,
  principal: ida,
  via: { persons: [], agents: [], machines: [] },
  change: revoke(),
  now,
  factsAgeSeconds: 60,
  discharge: { signatures: [], evidence: [], waitedSeconds: 0 },
  ...over,
});

export const signatureOf = (
  signer: PersonFacts,
  roles: CountedSignature['roles'],
  assurance: CountedSignature['assurance'],
  signedAt = now,
): CountedSignature => ({ person: signer.id, roles, assurance, signedAt });
