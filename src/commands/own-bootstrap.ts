import { done, refuse, type Result, type SubjectId } from '../model/index.ts';
import { loadPolicySet } from '../policy/index.ts';
import { bootstrapItem } from './bootstrap.ts';
import { signerAsked, type BootstrapAskedFor } from './enrolment-item.ts';
import { policiesFolder } from './policies-folder.ts';
import { readIdentity } from './start/identity.ts';

/** What the first person's bootstrap has to cover, worked out on their own side: this key, these roles, the shipped policies. */
export async function ownBootstrapItem(
  dataFolder: string,
  asked: BootstrapAskedFor & { readonly person: SubjectId },
): Promise<Result<Readonly<Record<string, unknown>>>> {
  const identity = readIdentity(dataFolder);
  if (identity === undefined) return refuse('not_found', `There is no ledger in \`${dataFolder}\`.`);
  const person = signerAsked(asked, asked.person);
  if (!person.ok) return person;
  const policy = await loadPolicySet(policiesFolder);
  if (!policy.ok) return policy;
  const { digest } = policy.value;
  policy.value.close();
  return done(
    bootstrapItem({
      ledgerName: identity.origin,
      checkpointKey: identity.checkpointKey,
      demo: false,
      policy: { digest },
      people: [person.value],
    }),
  );
}
