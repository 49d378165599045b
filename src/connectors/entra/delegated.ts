import type { Observation } from '../../model/index.ts';
import { grantOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { cut, Kept, listed } from './kept.ts';
import { apiKey, principalKey, userKey } from './keys.ts';
import type { ServicePrincipals } from './service-principals.ts';
import { isBroad } from './tier-zero.ts';

interface Consent {
  readonly client: string;
  readonly resource: string;
  readonly scope: string;
  forAll: boolean;
  people: number;
  readonly first: string | undefined;
}

const mostScopes = 1000;

/** What applications may do on behalf of people: of each person who consented, or of everybody. */
export class Delegated {
  readonly #consents = new Kept<Consent>('consents');
  readonly #byClient = new Kept<Consent[]>('applications');

  async read(asking: Asking): Promise<void> {
    for await (const { clientId, resourceId, scope, consentType, principalId } of asking.each(
      endpoints.delegated,
    ))
      for (const one of new Set(
        (scope ?? '')
          .split(' ')
          .filter((each) => each !== '')
          .slice(0, mostScopes),
      ))
        this.#take(
          { client: clientId, resource: resourceId, scope: cut(one, 500) },
          consentType === 'AllPrincipals' ? undefined : (principalId ?? ''),
        );
  }

  #take(of: Pick<Consent, 'client' | 'resource' | 'scope'>, person: string | undefined): void {
    const key = JSON.stringify([of.client, of.resource, of.scope]);
    let consent = this.#consents.get(key);
    if (consent === undefined) {
      consent = { ...of, forAll: false, people: 0, first: person };
      this.#consents.set(key, consent);
      const before = this.#byClient.get(of.client);
      if (before === undefined) this.#byClient.set(of.client, [consent]);
      else before.push(consent);
    }
    if (person === undefined) consent.forAll = true;
    else consent.people++;
  }

  /** Service principals that may act on behalf of somebody. */
  clients(): Iterable<string> {
    return this.#byClient.keys();
  }

  /** For rules: what reaches far, by who consented. */
  attributesOf(client: string): Readonly<Record<string, string>> {
    const broad = (this.#byClient.get(client) ?? []).filter(({ scope }) => isBroad(scope));
    const forAll = new Set(broad.filter((each) => each.forAll).map(({ scope }) => scope));
    const byOne = broad.filter((each) => !each.forAll && each.people > 0 && !forAll.has(each.scope));
    return {
      ...(forAll.size === 0 ? {} : { consentedForEverybody: listed([...forAll].toSorted()) }),
      ...(byOne.length === 0
        ? {}
        : {
            consentedByPeople: listed([...new Set(byOne.map(({ scope }) => scope))].toSorted()),
            consentedBy: String(Math.max(...byOne.map(({ people }) => people))),
          }),
    };
  }

  *observe(principals: ServicePrincipals): Iterable<Observation> {
    for (const { client, resource, scope, forAll, people, first } of this.#consents.values()) {
      yield* principals.offer(resource);
      const right = `${apiKey(resource)}#delegated:${scope}`;
      yield {
        type: 'entitlement',
        key: right,
        resourceKey: apiKey(resource),
        action: scope,
        resourcePattern: apiKey(resource),
      };
      const who = forAll
        ? 'whoever signs in to it'
        : people === 1 && first !== undefined
          ? `${userKey(first)}, who consented`
          : `${people} people who consented`;
      yield grantOf(principalKey(client), right, [
        `on behalf of ${who}, and no more than they may themselves`,
      ]);
    }
  }
}
