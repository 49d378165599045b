// A small company on a real ledger: people with managers, owners, grants and groups, and signers among them. What campaigns
// are tried on; only the clock is the test's.
import { bootstrapStatement, recordBootstrap } from '../../src/commands/bootstrap.ts';
import type { System } from '../../src/commands/system.ts';
import { policiesFolder } from '../../src/commands/policies-folder.ts';
import { addSource, importRead, subjectOf } from '../../src/estate/index.ts';
import {
  createSignatureCheck,
  newSoftwareKeyFile,
  readSoftwareKeyFile,
  type VerificationReport,
} from '../../src/ledger/index.ts';
import { isSourceId, must, type Observation, type Role, type SubjectId } from '../../src/model/index.ts';
import { loadPolicySet } from '../../src/policy/index.ts';
import type { TestDatabase } from './database.ts';
import { openSigningWorld } from './signing-world.ts';

export interface TestSigner {
  readonly person: SubjectId;
  readonly fingerprint: string;
  sign(statement: string): string;
}

export interface CampaignWorld {
  readonly system: System;
  /** Reads observations as a source, whole. */
  take(source: string, observations: readonly Observation[]): Promise<void>;
  /** The same, of more than one would hold. */
  takePages(source: string, pages: () => AsyncGenerator<Page>): Promise<void>;
  /** Makes these people of the source `hr` the first signers of the ledger. */
  begin<const N extends string>(
    people: Readonly<Record<N, readonly Role[]>>,
  ): Promise<Readonly<Record<N, TestSigner>>>;
  pass(seconds: number): void;
  verified(): Promise<VerificationReport>;
  close(): Promise<void>;
}

interface Page {
  readonly observations: readonly Observation[];
  readonly complete?: boolean;
}

export function openCampaignWorld(urls: TestDatabase['urlAs']): CampaignWorld {
  const world = openSigningWorld(urls);
  const system: System = { ...world.system, signatures: createSignatureCheck({ ledger: 'demo' }) };
  const taken = async (name: string, pages: () => AsyncGenerator<Page>): Promise<void> => {
    const source = must(isSourceId, name);
    const at = system.clock.now();
    const known = await system.database.query('select from sources.source where id = $1', [source]);
    if (known.length === 0)
      await addSource(system.database, { id: source, connector: 'csv', config: {}, at });
    const read = await importRead({
      database: system.database,
      source,
      pages,
      startedAt: at,
      now: () => system.clock.now(),
    });
    if (!read.ok) throw new Error(read.message);
  };
  return {
    system,
    pass: (seconds) => world.pass(seconds),
    verified: () => world.verified(),
    close: () => world.close(),
    take: (name, observations) =>
      taken(name, async function* () {
        yield { observations, complete: true };
      }),
    takePages: taken,
    async begin<const N extends string>(people: Readonly<Record<N, readonly Role[]>>) {
      const policy = await loadPolicySet(policiesFolder);
      if (!policy.ok) throw new Error(policy.message);
      const names = Object.keys(people).filter((name): name is N => Object.hasOwn(people, name));
      const signers: (TestSigner & { readonly name: N; readonly publicKey: string })[] = [];
      for (const name of names) {
        const key = readSoftwareKeyFile(newSoftwareKeyFile(name));
        signers.push({
          name,
          person: await subjectOf(system.database, {
            entity: 'person',
            source: must(isSourceId, 'hr'),
            key: name,
          }),
          fingerprint: key.publicKey.fingerprint,
          publicKey: key.publicKey.line,
          sign: (text) => key.sign(text),
        });
      }
      const now = system.clock.now();
      const asked = {
        ledgerName: system.ledgerName,
        demo: true,
        policy: policy.value,
        people: signers.map(({ name, person, publicKey }) => ({
          subject: person,
          roles: people[name],
          publicKey,
          assurance: 'passkey' as const,
        })),
        checkpointKey: system.checkpointKey,
        now,
      };
      const statement = bootstrapStatement(asked);
      if (!statement.ok) throw new Error(statement.message);
      const signatures = signers.map((signer) => ({
        signer: signer.person,
        armored: signer.sign(statement.value),
      }));
      const entry = await system.database.transaction((tx) =>
        recordBootstrap(tx, { recorder: system.recorder, now }, asked, statement.value, signatures),
      );
      policy.value.close();
      await system.ledger.sequenced(entry, 60);
      const byName: Partial<Record<N, TestSigner>> = {};
      for (const signer of signers) byName[signer.name] = signer;
      const all = (value: Partial<Record<N, TestSigner>>): value is Record<N, TestSigner> =>
        names.every((name) => value[name] !== undefined);
      if (!all(byName)) throw new Error('a signer is missing');
      return byName;
    },
  };
}

export const person = (key: string, manager?: string): Observation => ({
  type: 'person',
  key,
  name: `${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`,
  email: `${key}@acme.example`,
  state: 'active',
  ...(manager === undefined ? {} : { managerKey: manager }),
});
export const account = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: key,
  kind: 'person',
  state: 'active',
  email: `${key}@acme.example`,
  ...more,
});
export const machine = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: key,
  kind: 'service_account',
  state: 'active',
  ...more,
});
export const resource = (key: string, tier?: 'low' | 'medium' | 'high'): Observation => ({
  type: 'resource',
  key,
  name: key,
  kind: 'application',
  ...(tier === undefined ? {} : { tier }),
});
export const right = (on: string, action: string): Observation => ({
  type: 'entitlement',
  key: `${on}#${action}`,
  action,
  resourceKey: on,
  resourcePattern: on,
});
export const grant = (subjectKey: string, entitlementKey: string, more: object = {}): Observation => ({
  type: 'grant',
  key: `${subjectKey} ${entitlementKey}`,
  subjectKey,
  entitlementKey,
  effect: 'allow',
  ...more,
});
export const group = (key: string): Observation => ({ type: 'group', key, name: key, kind: 'group' });
export const member = (memberKey: string, groupKey: string): Observation => ({
  type: 'membership',
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member',
});
export const owns = (subjectKey: string, role: 'owner' | 'sponsor', ownerRef: string): Observation => ({
  type: 'ownership',
  key: `${subjectKey} ${role} ${ownerRef}`,
  subjectKey,
  role,
  ownerRef,
});
