import { done, refuse, type EntryId, type Refusal, type Result } from '../../model/index.ts';
import { listSources } from '../../estate/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { stateOne, statementText } from '../../review/index.ts';
import { forgetLinks, readProvider, type Provider } from '../../signin/index.ts';
import { oneSignerEntry } from '../one-signer-entry.ts';
import { heldAs, signaturesOf } from '../signer-changes.ts';
import { coveredItem } from '../statement-covers.ts';
import type { System } from '../system.ts';
import { providerSet } from './provider-in-force.ts';

/** What may happen to the identity provider: each a statement of its own purpose, and an entry. */
const providerActs = {
  set: { purpose: 'signin.provider.set', entry: 'signin.provider.set' },
  remove: { purpose: 'signin.provider.remove', entry: 'signin.provider.removed' },
} as const;
export type ProviderAct = keyof typeof providerActs;
export const purposeOf = (act: ProviderAct) => providerActs[act].purpose;

/** What signs people in besides keys. */
export interface ProviderShown {
  readonly set: { readonly entry: EntryId; readonly provider: Provider } | null;
  /** Why what was set is not held to. */
  readonly unreadable: string | null;
  /** Where the provider sends people back to: what has to be registered there. */
  readonly back: string | null;
}

export async function showProvider(system: System): Promise<Result<ProviderShown>> {
  const set = await providerSet(system);
  const url = system.url();
  return done({
    set: set?.ok === true ? set.value : null,
    unreadable: set?.ok === false ? set.message : null,
    back: url === undefined ? null : `${url}/sign-in/back`,
  });
}

export interface ProviderChangeAsked {
  readonly act: ProviderAct;
  /** Whose statement it is: the key that signs first. */
  readonly keyFingerprint: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/** The statement that sets or removes the provider, for those who must sign it. */
export async function openProviderChange(
  system: System,
  { act, keyFingerprint, item }: ProviderChangeAsked,
): Promise<Result<{ readonly statement: string }>> {
  const now = system.clock.now();
  const unfit = await unfitItem(system, act, item);
  if (unfit !== undefined) return unfit;
  const standing = await system.signers.standing(keyFingerprint, now);
  if (standing === undefined)
    return refuse('signer_unknown', `The key ${keyFingerprint} speaks for nobody in this ledger now.`);
  const by = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({ statement: statementText(stateOne(by, purposeOf(act), item)) });
}

/** Records a change of the provider that enough people have signed; what would not hold is not recorded. */
export async function changeProvider(
  system: System,
  given: { readonly act: ProviderAct; readonly statement: string; readonly signatures: readonly string[] },
): Promise<Result<{ readonly entry: EntryId }>> {
  const now = system.clock.now();
  const { act, statement } = given;
  const stated = coveredItem(statement, { ledger: system.ledgerName, now });
  if (!stated.ok) return stated;
  const { item } = stated.value;
  const unfit = await unfitItem(system, act, item);
  if (unfit !== undefined) return unfit;
  const checked = await signaturesOf(system, given);
  if (!checked.ok) return checked;
  const signatures = checked.value.map(({ signer, armored }) => ({ signer, armored }));
  const [first] = signatures;
  if (first === undefined) return refuse('signature_invalid', 'Nobody signed.');
  const { entry: type } = providerActs[act];
  const body = { statement, signatures };
  const recorded = await system.database.transaction((tx) =>
    oneSignerEntry(system, tx, async () => {
      const objection = await system.signers.objectionTo({ type, at: now, body });
      if (objection !== undefined) return wouldNotHold(objection.what);
      const read = act === 'set' ? readProvider(item) : undefined;
      if (read?.ok === true && read.value.links === 'anew') await forgetLinks(tx, read.value.issuer);
      const draft = entryDraft({
        type,
        at: now,
        actor: { kind: 'person', id: first.signer, via: [] },
        subjects: [...new Set(signatures.map(({ signer }) => signer))],
        correlation: 'signin-provider',
        basis: { statement: digestOf(statement) },
        body,
      });
      return done(await system.recorder.record(tx, draft));
    }),
  );
  return recorded.ok ? heldAs(system, recorded.value) : recorded;
}

const wouldNotHold = (why: string): Refusal =>
  refuse(
    'policy_denied',
    `Nothing was recorded: ${why}.`,
    'To set it takes two people who govern or administer, an administrator among them (until three are enrolled, one administrator); to remove it takes one. Give `--key` (in the demo `--as`) for each.',
  );

/** What this installation would not hold to is signed by nobody. */
async function unfitItem(
  system: System,
  act: ProviderAct,
  item: Readonly<Record<string, unknown>>,
): Promise<Refusal | undefined> {
  if (act === 'remove') return undefined;
  const read = readProvider(item);
  if (!read.ok) return read;
  const { source } = read.value.person;
  const sources = await listSources(system.database);
  return sources.some(({ id, state }) => id === source && state.is !== 'removed')
    ? undefined
    : refuse(
        'not_found',
        `There is no source \`${source}\` whose people could sign in.`,
        'See `countersign source list`.',
      );
}
