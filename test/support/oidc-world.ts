// A ledger with its administrators, people of an HR source, and a real provider on this machine that may sign them in.
import { addSource, importRead } from '../../src/estate/index.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile, type SoftwareKey } from '../../src/ledger/index.ts';
import { changeProvider, openProviderChange } from '../../src/commands/oidc/set-provider.ts';
import { beginByProvider, finishByProvider } from '../../src/commands/oidc/sign-in.ts';
import type { Provider } from '../../src/commands/oidc/provider-item.ts';
import { bootstrap, openBootstrap } from '../../src/commands/signers.ts';
import { openSignerChange, changeSigner } from '../../src/commands/signer-changes.ts';
import {
  isSourceId,
  isSubjectId,
  must,
  type EntryId,
  type Observation,
  type Result,
  type Role,
  type SubjectId,
} from '../../src/model/index.ts';
import { newId } from '../../src/platform/clock.ts';
import type { TestDatabase } from './database.ts';
import { openProvider, type RealProvider } from './oidc-provider.ts';
import { openSigningWorld, type SigningWorld } from './signing-world.ts';

export interface Administrator {
  readonly key: SoftwareKey;
  readonly person: SubjectId;
}

export interface OidcWorld extends SigningWorld {
  readonly provider: RealProvider;
  /** Administrator, governor and reviewer: the first signer. */
  readonly dana: Administrator;
  enrol(roles: readonly Role[], by: readonly Administrator[], person?: SubjectId): Promise<Administrator>;
  /** What would be set; a test changes members of it. */
  item(change?: Partial<Provider>): Provider;
  set(item: Provider, by?: readonly Administrator[]): Promise<Result<{ readonly entry: EntryId }>>;
  remove(entry: EntryId, by?: readonly Administrator[]): Promise<Result<{ readonly entry: EntryId }>>;
  /** HR is read anew, and these are its people. */
  hire(people: readonly Partial<Observation & { type: 'person' }>[]): Promise<void>;
  /** Through the provider's pages and back, as one browser. */
  signIn(login: string): ReturnType<typeof finishByProvider>;
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

const hr = must(isSourceId, 'hr');

export async function openOidcWorld(
  urls: TestDatabase['urlAs'],
  options: { readonly inToken?: boolean } = {},
): Promise<OidcWorld> {
  const world = openSigningWorld(urls, () => Promise.resolve(provider.clientSecret));
  const { system } = world;
  const provider = await openProvider({ back: `${system.url() ?? ''}/sign-in/back`, ...options });
  const newKey = () => readSoftwareKeyFile(newSoftwareKeyFile('test'));
  const key = newKey();
  const who = { publicKey: key.publicKey.line, roles: ['administrator', 'governor', 'reviewer'] };
  const { statement, person } = unwrap(await openBootstrap(system, who));
  unwrap(await bootstrap(system, { ...who, person, statement, signature: key.sign(statement) }));
  const dana: Administrator = { key, person };
  unwrap(
    await system.database.transaction((tx) =>
      addSource(tx, { id: hr, connector: 'csv', config: {}, at: system.clock.now() }),
    ),
  );

  async function signed(
    act: 'set' | 'remove',
    item: Readonly<Record<string, unknown>>,
    by: readonly Administrator[],
  ) {
    const keyFingerprint = by[0]?.key.publicKey.fingerprint ?? '';
    const opened = await openProviderChange(system, { act, keyFingerprint, item });
    if (!opened.ok) return opened;
    const { statement: text } = opened.value;
    return changeProvider(system, {
      act,
      statement: text,
      signatures: by.map((each) => each.key.sign(text)),
    });
  }

  return {
    ...world,
    provider,
    dana,
    async enrol(roles, by, subject = must(isSubjectId, newId('psn'))) {
      const own = newKey();
      const item = { subject, roles, publicKey: own.publicKey.line, assurance: 'key' };
      const keyFingerprint = by[0]?.key.publicKey.fingerprint ?? '';
      const opened = unwrap(await openSignerChange(system, { act: 'enrol', keyFingerprint, item }));
      const signatures = by.map((each) => each.key.sign(opened.statement));
      unwrap(await changeSigner(system, { act: 'enrol', statement: opened.statement, signatures }));
      return { key: own, person: subject };
    },
    item: (change = {}) => ({
      name: 'Acme SSO',
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: 'stored:oidc/test',
      algorithm: 'RS256',
      scopes: ['openid', 'profile', 'email'],
      person: { source: hr, claim: 'email', matches: 'email' },
      groups: {
        claim: 'groups',
        roles: [
          { group: 'iga-auditors', role: 'auditor' },
          { group: 'iga-reviewers', role: 'reviewer' },
        ],
      },
      links: 'keep',
      ...change,
    }),
    set: (item, by = [dana]) => signed('set', item, by),
    remove: (entry, by = [dana]) => signed('remove', { provider: entry, reason: 'a test' }, by),
    async hire(people) {
      const pages = (async function* () {
        const observations = people.map((each, n): Observation => ({
          type: 'person',
          key: `E${n + 1}`,
          name: `Person ${n + 1}`,
          state: 'active',
          ...each,
        }));
        yield { observations, complete: true };
      })();
      const now = system.clock.now();
      unwrap(
        await importRead({
          database: system.database,
          source: hr,
          pages,
          startedAt: now,
          now: () => now,
        }),
      );
    },
    async signIn(login) {
      const { to, secret } = unwrap(await beginByProvider(system));
      const answer = await provider.answer(to, login);
      return finishByProvider(system, { secret, answer, agent: 'test', address: '' });
    },
    async close() {
      await provider.close();
      await world.close();
    },
  };
}
