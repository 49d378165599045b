import {
  addSeconds,
  type AspectShown,
  type BehaviourSeen,
  type Instant,
  type UsedElsewhere,
} from '../../model/index.ts';
import { isWhole, known, remembered } from './new-since.ts';

/** Used that often from its usual networks before another is told. */
const usual = 20;
/** A credential with more networks than this is one that travels, and another says nothing. */
const fewNetworks = 3;

interface From {
  readonly network: string;
  readonly events: number;
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * Credentials that came to be used from another network while they went on being used from the usual ones: two holders,
 * rather than one that moved. Whose network it is no log says.
 */
export function elsewhereOf({ whole, until }: BehaviourSeen): {
  readonly found: readonly UsedElsewhere[];
  readonly open: readonly string[];
} {
  const { credentialNetworks: pairs, credentialClients: clients } = whole.aspects;
  if (!isWhole(pairs))
    return {
      found: [],
      open: [
        'Its credentials are used from more networks than are kept, so whether one is new is not known.',
      ],
    };
  const byCredential = Map.groupBy(pairs.names, ({ name }) => name.split('\t')[0] ?? '');
  const found = [...byCredential].flatMap(([credential, names]): readonly UsedElsewhere[] => {
    const places = names.flatMap(({ name, count, first, last }): readonly From[] =>
      first === null || last === null
        ? []
        : [{ network: name.slice(credential.length + 1), events: count, first, last }],
    );
    return places.flatMap((place): readonly UsedElsewhere[] => {
      if (place.first < addSeconds(until, -remembered.days * 86_400)) return [];
      const always = places.filter(({ first }) => first <= addSeconds(place.first, -known.days * 86_400));
      const events = always.reduce((sum, each) => sum + each.events, 0);
      const goesOn = always.some(({ last }) => last > place.first);
      if (always.length === 0 || always.length > fewNetworks || events < usual || !goesOn) return [];
      return [
        {
          credential,
          usual: always.map(({ network }) => network).toSorted(),
          other: place.network,
          since: place.first,
          usualEvents: events,
          otherEvents: place.events,
          client: newClient(clients, credential, place.first),
        },
      ];
    });
  });
  return { found: found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)), open: [] };
}

/** A client that this credential was not used by before; the first by name. Null: none, or not told. */
function newClient(clients: AspectShown, credential: string, since: Instant): string | null {
  if (!isWhole(clients)) return null;
  return (
    clients.names
      .filter(({ name, first }) => name.startsWith(`${credential}\t`) && first !== null && first >= since)
      .map(({ name }) => name.slice(credential.length + 1))
      .toSorted()[0] ?? null
  );
}

const key = ({ credential, other }: UsedElsewhere): string => `${credential}\n${other}`;
