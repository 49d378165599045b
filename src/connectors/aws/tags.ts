import type { IdentityKind, Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What tags say about an identity, in the words that organisations use; each word counts in any case. */
export interface TagFacts {
  readonly kind?: IdentityKind;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const kindWords: ReadonlyMap<string, IdentityKind> = new Map([
  ...['person', 'human', 'employee'].map((word) => [word, 'person'] as const),
  ...['service_account', 'service-account', 'service', 'machine', 'bot'].map(
    (word) => [word, 'service_account'] as const,
  ),
  ['workload', 'workload'],
  ['integration', 'integration'],
  ...['agent', 'ai-agent', 'ai_agent'].map((word) => [word, 'agent'] as const),
]);
const names = {
  kind: ['countersign:kind', 'kind', 'identity-kind', 'identity-type', 'user-type', 'usertype'],
  email: ['email', 'e-mail', 'mail'],
  employeeNumber: ['employee-number', 'employeenumber', 'employee-id', 'employeeid'],
  owner: ['countersign:owner', 'owner'],
  sponsor: ['countersign:sponsor', 'sponsor'],
} as const;

export function readTags(tags: readonly Tag[] = []): TagFacts {
  const kind = kindWords.get(said(tags, 'kind')?.toLowerCase() ?? '');
  const email = said(tags, 'email');
  const employeeNumber = said(tags, 'employeeNumber');
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(email === undefined ? {} : { email }),
    ...(employeeNumber === undefined ? {} : { employeeNumber }),
    attributes: Object.fromEntries(tags.map(({ Key, Value }) => [`tag:${Key.slice(0, 200)}`, Value])),
  };
}

/** Owner and sponsor tags as ownership; correlation finds the person, or says that there is none. */
export const observeOwners = (subjectKey: string, tags: readonly Tag[] = []): readonly Observation[] =>
  (['owner', 'sponsor'] as const).flatMap((role): readonly Observation[] => {
    const ownerRef = said(tags, role);
    return ownerRef === undefined
      ? []
      : [{ type: 'ownership', key: joinKeys(subjectKey, role), subjectKey, role, ownerRef }];
  });

function said(tags: readonly Tag[], what: keyof typeof names): string | undefined {
  for (const name of names[what]) {
    const value = tags.find(({ Key }) => Key.toLowerCase() === name)?.Value.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
