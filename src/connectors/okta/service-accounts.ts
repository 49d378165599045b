import type { Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { groupKey, userKey } from './keys.ts';
import type { serviceAccount } from './shapes.ts';
import type { z } from 'zod';

interface Owned {
  readonly ownerUserIds?: readonly string[] | null | undefined;
  readonly ownerGroupIds?: readonly string[] | null | undefined;
}

/** Service accounts that Okta Privileged Access manages: users of Okta's own, and accounts in apps; with their owners. */
export class ServiceAccounts {
  readonly #users = new Map<string, { owned: Owned; attributes: Readonly<Record<string, string>> }>();
  readonly #inApps: z.infer<typeof serviceAccount>[] = [];
  /** Of each owner, how the estate may know them; filled while users are read. */
  readonly #owners = new Map<string, string | undefined>();

  async read(asking: Asking): Promise<void> {
    for await (const each of (await asking.list(endpoints.oktaServiceAccounts, {})) ?? []) {
      this.#users.set(each.oktaUserId, {
        owned: each,
        attributes: { serviceAccount: each.name, ...attributesOf(each) },
      });
      this.#ownedBy(each);
    }
    for await (const each of (await asking.list(endpoints.serviceAccounts, {})) ?? []) {
      this.#inApps.push(each);
      this.#ownedBy(each);
    }
  }

  userOf(id: string): { readonly attributes: Readonly<Record<string, string>> } | undefined {
    return this.#users.get(id);
  }

  seen(id: string, known: string): void {
    if (this.#owners.has(id)) this.#owners.set(id, known);
  }

  /** After everybody was read. */
  *observe(): Iterable<Observation> {
    for (const each of this.#inApps) {
      const key = keyOf('service-account', each.id);
      yield {
        type: 'account',
        key,
        name: each.name,
        kind: 'service_account',
        state: 'active',
        ...(typeof each.created === 'string' ? { createdAt: each.created } : {}),
        attributes: {
          what: 'account in an app, managed by Okta Privileged Access',
          username: each.username,
          ...(typeof each.containerInstanceName === 'string' ? { app: each.containerInstanceName } : {}),
          ...attributesOf(each),
        },
      };
      yield* this.#ownerships(key, each);
    }
    for (const [id, { owned }] of this.#users) yield* this.#ownerships(userKey(id), owned);
  }

  #ownedBy({ ownerUserIds }: Owned): void {
    for (const id of ownerUserIds ?? []) this.#owners.set(id, undefined);
  }

  *#ownerships(subjectKey: string, { ownerUserIds }: Owned): Iterable<Observation> {
    for (const id of new Set(ownerUserIds ?? []))
      yield {
        type: 'ownership',
        key: `${subjectKey}>${id}`,
        subjectKey,
        role: 'owner',
        ownerRef: this.#owners.get(id) ?? userKey(id),
      };
  }
}

const attributesOf = ({
  statusDetail,
  ownerGroupIds,
}: Owned & { readonly statusDetail?: string | null | undefined }): Readonly<Record<string, string>> => ({
  ...(typeof statusDetail === 'string' ? { password: statusDetail.toLowerCase() } : {}),
  ...(ownerGroupIds === undefined || ownerGroupIds === null || ownerGroupIds.length === 0
    ? {}
    : { ownerGroups: ownerGroupIds.map(groupKey).toSorted().join(', ').slice(0, 4000) }),
});
