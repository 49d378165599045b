import { askables, type Askable, type AskableKey } from '../../estate/index.ts';
import { done, type EstateRef, type Result, type SubjectId } from '../../model/index.ts';
import type { System } from '../system.ts';
import { accountsMeant } from './for-whom.ts';
import { groupsOfPeers, type PeerGroup } from './peers.ts';

/** Something that can be asked for, and how it would be given. */
export interface CatalogueItem extends Askable {
  /** `enforcer`: it is changed at the target once decided. `ticket`: no write credential is kept, so a person does it. */
  readonly given: 'enforcer' | 'ticket';
}

export interface Catalogue {
  readonly items: readonly CatalogueItem[];
  readonly total: { readonly count: number; readonly isLeast: boolean };
  readonly next: AskableKey | null;
  /** For whom it was asked: groups that colleagues are in and they are not. */
  readonly peers?: { readonly of: EstateRef; readonly groups: readonly PeerGroup[] };
}

const mostPeerGroups = 10;

/** What can be asked for, by words of its key or name. Shows, and gives nothing. */
export async function requestCatalogue(
  system: Pick<System, 'database' | 'ledger'>,
  asked: {
    readonly text: string;
    readonly source?: string;
    readonly limit: number;
    readonly after?: AskableKey;
    readonly for?: string;
    readonly asker?: SubjectId;
  },
): Promise<Result<Catalogue>> {
  const found = await askables(system.database, asked);
  const writable = await sourcesWritten(system);
  const last = found.items.at(-1);
  const peers = asked.after === undefined ? await peersOf(system, asked) : undefined;
  if (peers !== undefined && !peers.ok) return peers;
  return done({
    items: found.items.map((each) => ({ ...each, given: writable.has(each.source) ? 'enforcer' : 'ticket' })),
    total: found.total,
    next:
      found.more && last !== undefined ? { source: last.source, entity: last.entity, key: last.key } : null,
    ...(peers === undefined ? {} : { peers: peers.value }),
  });
}

async function peersOf(
  system: Pick<System, 'database'>,
  asked: { readonly for?: string; readonly asker?: SubjectId },
): Promise<Result<NonNullable<Catalogue['peers']>> | undefined> {
  if (asked.for === undefined && asked.asker === undefined) return undefined;
  const meant = await accountsMeant(system, {
    ...(asked.for === undefined ? {} : { named: asked.for }),
    ...(asked.asker === undefined ? {} : { asker: asked.asker }),
  });
  // who asks for nobody in particular and is nobody of the estate has no colleagues
  if (!meant.ok) return asked.for === undefined ? undefined : meant;
  const { identity, subjects } = meant.value;
  return done({
    of: identity,
    groups:
      identity.entity === 'person'
        ? await groupsOfPeers(system.database, identity, subjects, mostPeerGroups)
        : [],
  });
}

/** Sources that the enforcer said in the ledger it can change. */
export async function sourcesWritten(system: Pick<System, 'ledger'>): Promise<ReadonlySet<string>> {
  const leaves = await system.ledger.ofTypes(['target.credential.given'], 0);
  return new Set(leaves.map((leaf) => String(leaf.entry.body['source'])));
}
