import { isSourceId, type AccountView, type Change, type PersonView } from '../model/index.ts';

/**
 * The people who, by stated facts alone, could own the account: active stated sponsors and owners, and the person the
 * account belongs to. Each once.
 */
export function plausibleOwners(view: AccountView): readonly PersonView[] {
  const stated = view.owners.flatMap((owner) => (owner.person === undefined ? [] : [owner.person]));
  const people = [...stated, ...(view.person === undefined ? [] : [view.person])];
  const active = people.filter((person) => person.state === 'active');
  return [...new Map(active.map((person) => [`${person.ref.source}/${person.ref.key}`, person])).values()];
}

/** The change that makes this person the owner, or undefined when a source has no proper name. */
export function assignOwner(view: AccountView, person: PersonView): Change | undefined {
  const { source: accountSource, key: accountKey } = view.ref;
  const { source: personSource, key: personKey } = person.ref;
  if (!isSourceId(accountSource) || !isSourceId(personSource)) return undefined;
  return {
    type: 'owner.assign',
    source: 'countersign',
    accountSource,
    accountKey,
    role: 'owner',
    personSource,
    personKey,
  };
}
