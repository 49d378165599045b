import type { EstateRef, Instant } from '../../model/index.ts';
import type { AccountKnown, Cited, Did, GrantKnown } from './known.ts';

/** In the order in which a reviewer would ask. */
export const aspectNames = [
  'entitlement',
  'holder',
  'use',
  'change',
  'purpose',
  'context',
  'provenance',
  'exposure',
] as const;
export type AspectName = (typeof aspectNames)[number];

/**
 * What one aspect says of a right: for it, against it, that it cannot be told, or that it does not come into question for such
 * an account. `text` is one sentence; `rests` is what it is cited from.
 */
export interface Said {
  readonly aspect: AspectName;
  readonly says: 'for' | 'against' | 'unknown' | 'none';
  readonly text: string;
  readonly rests: readonly Cited[];
}

/** Days that logs have to cover before what is not in them counts as not used; AWS’s own analyser takes the same. */
export const enoughDays = 90;

type Aspect = (
  grant: GrantKnown,
  account: AccountKnown,
  now: Instant,
) => { readonly says: Said['says']; readonly text: string; readonly rests?: readonly Cited[] };

/** What is asked of each right. An aspect more is a line here and in `aspectNames`. */
export const aspects: Readonly<Record<AspectName, Aspect>> = {
  entitlement({ basis, rows }, { account, expiresAt }, now) {
    const rests = (rows.length > 0 ? rows.map(({ ref }) => ref) : [account]).map(row);
    if (expiresAt !== null && expiresAt <= now)
      return {
        says: 'against',
        text: `it was given until ${expiresAt.slice(0, 10)}, which has passed`,
        rests,
      };
    const open = rows.filter(({ isApproved }) => !isApproved);
    if (basis === 'mandated' || (rows.length > 0 && open.length === 0))
      return { says: 'for', text: 'a decision here gave it', rests };
    return {
      says: 'unknown',
      text:
        rows.length === 0
          ? 'it is a power of the account, which nobody here approved'
          : `nobody here approved ${open.length === rows.length ? 'it' : `${open.length} of the ${rows.length} rows that give it`}`,
      rests,
    };
  },
  holder(_, { account, kind, state, person, owners }) {
    if (state === 'disabled' || state === 'expired')
      return { says: 'against', text: `the account is ${state}`, rests: [row(account)] };
    const here = [...(person === null ? [] : [person]), ...owners];
    const rests = [account, ...here.flatMap(({ ref }) => ref ?? [])].map(row);
    if (person?.state === 'left')
      return { says: 'against', text: `${person.name}, whose it is, has left`, rests };
    const who = here.find((each) => each.state === 'active');
    if (who !== undefined)
      return {
        says: 'for',
        text: `${who.name} ${who === person ? 'holds it' : 'answers for it'} and is there`,
        rests,
      };
    if (owners.length > 0 && owners.every((owner) => owner.state === 'left'))
      return {
        says: 'against',
        text: `${owners.map(({ name }) => name).join(', ')}, who answered for it, left`,
        rests,
      };
    return {
      says: 'unknown',
      text: kind === 'person' ? 'whose account it is was not found' : 'nobody is known to answer for it',
      rests,
    };
  },
  use({ use, isEverything }, { did }) {
    const rests = inLogs(did, 'acts');
    if (use.is === 'cannot_tell') return { says: 'unknown', text: use.because, rests };
    if (use.is === 'unused')
      return use.days >= enoughDays
        ? { says: 'against', text: `not used in the ${use.days} days that the logs cover`, rests }
        : {
            says: 'unknown',
            text: `not used in the ${use.days} days that the logs cover; it takes ${enoughDays} to say that it is not needed`,
            rests,
          };
    const often = `used ${use.count === 1 ? 'once' : `${use.count} times`}${use.last === null ? '' : `, last on ${use.last.slice(0, 10)}`}`;
    if (!isEverything) return { says: 'for', text: often, rests };
    const text = `it is everything, and ${use.acts === 1 ? 'one act' : `${use.acts} different acts`} needed it; ${often}`;
    return { says: (did?.days ?? 0) >= enoughDays ? 'against' : 'unknown', text, rests };
  },
  change({ use }, { did }) {
    if (use.is !== 'used') return { says: 'none', text: 'it was not seen in use' };
    const rests = inLogs(did, 'acts of the last days against those before');
    if (did === null || !did.hasHistory)
      return { says: 'unknown', text: 'there is no earlier behaviour to compare with', rests };
    const strong = did.unusual?.find(({ isStrong }) => isStrong);
    if (strong !== undefined) return { says: 'against', text: strong.what, rests };
    const weak = did.unusual?.[0];
    if (weak !== undefined) return { says: 'unknown', text: weak.what, rests };
    if (use.newActs === 0 && did.unusual === null)
      return { says: 'unknown', text: 'nobody looked for what is unusual in it', rests };
    return use.newActs === 0
      ? {
          says: 'for',
          text: `what it was used for in the last ${did.recentDays} days it was used for before`,
          rests,
        }
      : {
          says: 'unknown',
          text: `${use.newActs === 1 ? 'one act' : `${use.newActs} acts`} of the last ${did.recentDays} days it was never used for before`,
          rests,
        };
  },
  purpose({ rows }, { account, purpose }) {
    if (purpose !== null) return { says: 'for', text: `it is for: ${purpose.text}`, rests: [purpose.cited] };
    return rows.length > 0 && rows.every(({ isApproved }) => isApproved)
      ? {
          says: 'for',
          text: 'what it is for was said when it was approved',
          rests: rows.map(({ ref }) => row(ref)),
        }
      : { says: 'unknown', text: 'nothing says what it is for', rests: [row(account)] };
  },
  context(_, { did }) {
    if (did === null) return { says: 'unknown', text: 'no log tells from where it is used' };
    const rests = inLogs(did, 'networks and clients');
    const fresh = [...(did.newNetworks ?? []), ...(did.newClients ?? [])];
    if (fresh.length > 0)
      return { says: 'unknown', text: `new in the last ${did.recentDays} days: ${listed(fresh)}`, rests };
    if (did.newNetworks === null || did.newClients === null || !did.hasHistory)
      return {
        says: 'unknown',
        text: 'the logs do not tell enough of networks and clients to compare',
        rests,
      };
    return did.recentEvents === 0
      ? { says: 'none', text: `nothing was done in the last ${did.recentDays} days`, rests }
      : { says: 'for', text: 'from networks and by clients that it always used', rests };
  },
  provenance(_, { kind, did }) {
    if (kind === 'person') return { says: 'none', text: 'a person comes from no pipeline' };
    if (did === null) return { says: 'unknown', text: 'no log tells where it comes from' };
    const rests = inLogs(did, 'provenances');
    if (
      did.newProvenances !== null &&
      did.newProvenances.length > 0 &&
      did.provenances.length > did.newProvenances.length
    )
      return {
        says: 'against',
        text: `it came from elsewhere than before: ${listed(did.newProvenances)}`,
        rests,
      };
    return did.newProvenances === null || did.provenances.length === 0
      ? { says: 'unknown', text: 'the logs do not tell which repository, job or image it comes from', rests }
      : { says: 'for', text: `it comes from ${listed(did.provenances)}`, rests };
  },
  exposure(_, { account, exposures }) {
    if (exposures === null)
      return {
        says: 'unknown',
        text: 'nothing that looks for secrets lying about was read',
        rests: [row(account)],
      };
    const rests = exposures.map(({ ref }) => row(ref));
    const active = exposures.find(({ isActive }) => isActive);
    if (active !== undefined)
      return { says: 'against', text: `a secret of it lies in ${active.where}`, rests };
    return exposures.length > 0
      ? { says: 'for', text: 'a secret of it was found lying about and no longer works', rests }
      : { says: 'for', text: 'no secret of it was found lying about', rests: [row(account)] };
  },
};

const row = (ref: EstateRef): Cited => ({ is: 'row', ref });
const inLogs = (did: Did | null, what: string): readonly Cited[] =>
  did === null ? [] : [{ is: 'log', logs: did.logs, what }];
const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
