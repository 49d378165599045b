import { refOfSubject } from '../../estate/index.ts';
import {
  done,
  refuse,
  type EstateRef,
  type Result,
  type SourceId,
  type SubjectId,
} from '../../model/index.ts';
import { accountsOfPerson, identityByRef, identityRefOf } from '../../query/index.ts';
import { subjectsNamed } from '../subjects-named.ts';
import type { System } from '../system.ts';

/** For whom something is asked: who is meant, and the account that would have it. */
export interface ForWhom {
  readonly identity: EstateRef;
  readonly account: EstateRef;
}

/**
 * The account in that source of whoever is named: a person, service account, agent or group; nobody named: of who asks.
 * Says it where that person has none there, or several.
 */
export async function accountIn(
  system: Pick<System, 'database'>,
  source: SourceId,
  who: { readonly named?: string; readonly asker?: SubjectId },
): Promise<Result<ForWhom>> {
  const named = await accountsMeant(system, who);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const there = subjects.filter((each) => each.source === source);
  const [account, another] = there;
  if (account === undefined)
    return refuse(
      'not_found',
      `\`${identity.name}\` has no account in \`${source}\`.`,
      subjects.length === 0
        ? 'No account anywhere was found to be theirs; see `countersign show` of the person.'
        : `Accounts that are known: ${subjects.slice(0, 10).map(nameOf).join(', ')}. An account of its own is asked for with \`countersign propose\` (account.create).`,
    );
  if (another !== undefined)
    return refuse(
      'usage',
      `\`${identity.name}\` has several accounts in \`${source}\`: ${there.map(nameOf).join(', ')}.`,
      'Say which with `--for`, as it is written here.',
    );
  return done({ identity, account });
}

const nameOf = ({ source, key }: EstateRef): string => `${source}/${key}`;

/** Who is named, and all their accounts. */
export async function accountsMeant(
  system: Pick<System, 'database'>,
  { named, asker }: { readonly named?: string; readonly asker?: SubjectId },
): Promise<Result<{ readonly identity: EstateRef; readonly subjects: readonly EstateRef[] }>> {
  if (named !== undefined) return subjectsNamed(system, named);
  const own = asker === undefined ? undefined : await refOfSubject(system.database, asker);
  if (own?.entity !== 'person')
    return refuse(
      'usage',
      'Whoever asks is linked to no person of the estate, so it is not known which account would be theirs.',
      'Say for whom: `--for NAME`.',
    );
  const ref = identityRefOf('person', own.source, own.key);
  const person = await identityByRef(system.database, ref);
  const accounts = await accountsOfPerson(system.database, ref);
  const identity: EstateRef = {
    entity: 'person',
    source: own.source,
    key: own.key,
    name: person?.name ?? own.key,
  };
  return done({
    identity,
    subjects: accounts.map(({ entity, source, key, name }) => ({ entity, source, key, name })),
  });
}
