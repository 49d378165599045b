// Twins of the ports around enforcement that are not what its tests are about: signing keys, who holds them, a simple
// policy, and the facts of a case. The ledger, review, the writers and PostgreSQL are the real ones.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import {
  done,
  isDigest,
  isSubjectId,
  must,
  refuse,
  type CaseFacts,
  type ChangeFacts,
  type Cases,
  type DelegationBook,
  type DelegationStanding,
  type Fact,
  type Instant,
  type Judge,
  type Role,
  type SignerBook,
  type SignerStanding,
  type SubjectId,
  type TargetState,
  type Change,
  isSourceId,
} from '../../src/model/index.ts';
import { digestOf, digestOfValue } from '../../src/platform/canonical.ts';
import type { SignatureCheck } from '../../src/enforcement/index.ts';

/** A person of the tests: a key derived from a name, so that another process can derive the same one. */
export interface TestPerson {
  readonly id: SubjectId;
  readonly roles: readonly Role[];
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  sign(statement: string): string;
}

const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

export function testPerson(name: string, roles: readonly Role[]): TestPerson {
  const seed = Buffer.from(digestOf(`test key of ${name}`), 'hex');
  const key = createPrivateKey({ key: Buffer.concat([derPrefix, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  const fingerprint = `SHA256:${digestOf(publicKey.export({ format: 'der', type: 'spki' }))}`;
  return {
    id: must(isSubjectId, `psn_${digestOf(name).slice(0, 26)}`),
    roles,
    fingerprint,
    publicKey,
    sign: (statement) => `${fingerprint} ${sign(null, Buffer.from(statement), key).toString('base64')}`,
  };
}

export const alice = testPerson('alice', ['reviewer', 'resource_owner']);
export const bob = testPerson('bob', ['security', 'nhi_owner', 'sponsor']);
export const carol = testPerson('carol', ['requester']);
/** Has a key, and nobody enrolled it. */
export const mallory = testPerson('mallory', ['administrator']);
const everybody = [alice, bob, carol, mallory];

/** Ed25519 over the exact text, with the key's fingerprint in front; SSHSIG's own tests are the ledger's. */
export const testSignatures: SignatureCheck = {
  verify(statement, armored) {
    const [fingerprint, signature = ''] = armored.split(' ');
    const person = everybody.find((one) => one.fingerprint === fingerprint);
    const good =
      person !== undefined &&
      verify(null, Buffer.from(statement), person.publicKey, Buffer.from(signature, 'base64'));
    return good
      ? { ok: true, keyFingerprint: person.fingerprint, assurance: 'passkey' }
      : refuse('signature_invalid', 'the signature does not fit the text');
  },
};

/** Delegations as the ledger's book would tell them; which of its entries hold is the ledger's own business. */
export interface TestDelegations extends DelegationBook {
  readonly held: DelegationStanding[];
}
export function testDelegations(): TestDelegations {
  const held: DelegationStanding[] = [];
  return {
    held,
    all: () => Promise.resolve(held),
    inForce: (at) =>
      Promise.resolve(
        held.filter((one) => one.start <= at && at < one.end && (one.endedAt === null || at < one.endedAt)),
      ),
  };
}

export interface TestSigners extends SignerBook {
  revoke(person: TestPerson, at: Instant): void;
}

export function testSigners(from: Instant): TestSigners {
  const revoked = new Map<string, Instant>();
  const standings = (): readonly SignerStanding[] =>
    [alice, bob, carol].map((person) => ({
      person: person.id,
      roles: person.roles,
      assurance: 'passkey',
      keyFingerprint: person.fingerprint,
      from,
      until: revoked.get(person.fingerprint) ?? null,
      enrolledBy: [alice.id, bob.id],
      dependsOn: [],
    }));
  const inForce = (at: Instant): readonly SignerStanding[] =>
    standings().filter((one) => one.from <= at && (one.until === null || at < one.until));
  return {
    standing: (fingerprint, at) =>
      Promise.resolve(inForce(at).find((one) => one.keyFingerprint === fingerprint)),
    inForce: (at) => Promise.resolve(inForce(at)),
    revoke: (person, at) => void revoked.set(person.fingerprint, at),
  };
}

/** What the simple policy says: a signature counts for the roles its person has; `needed` of them permit. */
export interface TestPolicy {
  needed: number;
  denies: boolean;
}

export function testJudge(policy: TestPolicy): Judge {
  return {
    explain: (id) => id,
    judge(request) {
      const { now, factsAgeSeconds, discharge, ...basis } = request;
      const digests = {
        policy: digestOfValue('test/policy', { ...policy }),
        input: digestOfValue('test/input', {
          ...basis,
          now,
          factsAgeSeconds,
          signatures: discharge.signatures,
        }),
        basis: digestOfValue('test/basis', basis),
      };
      const deny = (because: string) => ({ outcome: 'deny' as const, because, deciding: ['test'], digests });
      if (policy.denies) return deny('the test policy denies everything');
      if (request.principal.kind !== 'person') return deny('only people');
      if (request.change.interest === undefined) return deny('interest is unknown');
      const role = request.approval?.role;
      if (role !== undefined) {
        const own = [...request.change.interest.requester, ...request.change.interest.beneficiary];
        const authority = request.approval?.authority ?? request.principal.id;
        const lent = everybody.find(({ id }) => id === authority)?.roles ?? [];
        const roles = authority === request.principal.id ? request.principal.roles : lent;
        const holds = roles.includes(role) && !own.includes(request.principal.id) && !own.includes(authority);
        return holds
          ? { outcome: 'permit', deciding: [`role.${role}`], digests }
          : deny('does not hold the role');
      }
      const counted = discharge.signatures.filter((one) => one.roles.length > 0);
      return counted.length >= policy.needed
        ? { outcome: 'permit', deciding: ['test'], digests }
        : { outcome: 'requestable', missing: [`approval.any.${policy.needed}`], deciding: ['test'], digests };
    },
  };
}

/** The estate's facts about every case, which a test may change; states come from the target itself. */
export interface TestFacts {
  lastUsed: string;
  beneficiary: readonly SubjectId[];
  interest: 'known' | 'unknown';
  title: string;
  /** Who holds which role towards it; absent: nobody is known to. */
  holders?: NonNullable<ChangeFacts['holders']>;
}

export function testCases<On>(
  facts: TestFacts,
  observe: (change: Change) => Promise<TargetState>,
): Cases<On> {
  return {
    async lookUp(_on, subject, now) {
      const states: TargetState[] = [];
      for (const change of subject.changes) states.push(await observe(change));
      const fact = (predicate: string, value: string): Fact => ({
        id: `f-${predicate}`,
        subject: 'role/someone',
        predicate,
        value,
        source: must(isSourceId, 'target'),
        observedAt: now,
      });
      const answer: CaseFacts = {
        changes: subject.changes.map(({ type }) => ({
          act: type === 'grant.add' ? 'access.grant' : 'access.revoke',
          subject: 'service_account',
          tier: 'low',
          reversible: true,
          reduces: subject.requester === undefined,
          basis: 'decision',

          ...(facts.interest === 'unknown'
            ? {}
            : {
                interest: {
                  requester: subject.requester === undefined ? [] : [subject.requester],
                  beneficiary: facts.beneficiary,
                  steward: [],
                },
              }),
          holders: facts.holders ?? {},
        })),
        states,
        evidence: {
          facts: [fact('last used', facts.lastUsed), fact('title', facts.title)],
          material: ['f-last used'],
        },
        evidenceKinds: ['usage'],
        factsAgeSeconds: 60,
      };
      return done(answer);
    },
  };
}

export const testPolicyDigest = must(isDigest, digestOf('test policy'));
