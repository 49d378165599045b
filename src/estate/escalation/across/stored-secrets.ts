import type { Queryable } from '../../../platform/store/index.ts';
import { askOf, decidedBy, dependsOn } from '../../access/aws-ask.ts';
import { Question } from '../../access/aws/index.ts';
import { globMatches, globsOverlap } from '../../../platform/glob.ts';
import type { AccessGraph } from '../../access/graph.ts';
import { thereAt } from '../../access/graph-rows.ts';
import type { AwsAt } from '../aws/index.ts';
import { RowsBehind } from '../aws/rows.ts';
import type { Becoming } from '../becoming.ts';
import { heldRights, onItsConditions } from '../held-rights.ts';
import type { SourceAt } from '../source-at.ts';
import { readsStoredSecret } from './technique.ts';

/** An account whose source says where its secret is kept. */
interface Kept {
  readonly node: number;
  readonly key: string;
  readonly source: string;
  /** ARN of a secret or parameter of AWS, or `SOURCE/PATH` of a Vault. */
  readonly place: string;
}

/** The attribute by which a source says so; of PostgreSQL what the comment on the role has after `secret in:`. */
export const keptIn = 'secretKeptIn';

/**
 * Who may read the place in which the secret of an account is kept, as that account's source says, comes to the account. What is
 * said wrongly draws a way that is none, so it always depends on it.
 */
export async function storedSecrets(
  db: Queryable,
  of: { readonly graph: AccessGraph; readonly stores: ReadonlyMap<string, Store> },
): Promise<readonly Becoming[]> {
  const steps: Becoming[] = [];
  for (const kept of await keptBy(db, of.graph)) {
    const action = readingOf(kept.place);
    for (const [source, store] of of.stores)
      if (store.is === 'aws' && action !== undefined) {
        const at = await store.load();
        if (at !== undefined) steps.push(...readersInAws(at, kept, action));
      } else if (store.is === 'vault' && kept.place.startsWith(`${source}/`))
        steps.push(...readersInVault(await store.load(), kept, kept.place.slice(source.length + 1)));
  }
  return steps;
}

/** A source in which secrets are kept. */
export type Store =
  | { readonly is: 'aws'; readonly load: () => Promise<AwsAt | undefined> }
  | { readonly is: 'vault'; readonly load: () => Promise<SourceAt> };

/** By the service in the ARN, the action that shows what is kept there. */
const reading: ReadonlyMap<string, string> = new Map([
  ['secretsmanager', 'secretsmanager:GetSecretValue'],
  ['ssm', 'ssm:GetParameter'],
]);

const readingOf = (place: string): string | undefined =>
  reading.get(/^arn:aws[a-z-]*:([a-z]+):/.exec(place)?.[1] ?? '');

function* readersInAws(at: AwsAt, kept: Kept, action: string): Iterable<Becoming> {
  const asked = { ...at.when, actions: [new Question(action)], resources: [kept.place] };
  const rows = new RowsBehind(at);
  for (const principal of at.estate.principals) {
    const answer = askOf(at.estate, principal, asked);
    const node = rows.node(principal);
    if (answer.verdict === 'deny' || node === -1) continue;
    yield {
      ...stepTo(kept, node),
      dependsOn: [
        ...dependsOn(answer),
        `${saidBy(kept)}, and the key that it is encrypted with lets it: neither was checked`,
      ],
      because: rows.of(principal, action, { verdict: answer.verdict, answer, chosen: [] }),
      says: decidedBy(answer),
    };
  }
}

function* readersInVault(at: SourceAt, kept: Kept, path: string): Iterable<Becoming> {
  const rights = [...heldRights(at, (action) => action === 'read' || action === '*')];
  for (const { holder, pattern, isConditional, isDeny, because } of rights) {
    if (isDeny || !globMatches(pattern, path)) continue;
    const denied = rights.some(
      (each) => each.isDeny && each.holder === holder && globsOverlap(each.pattern, path),
    );
    if (denied) continue;
    yield {
      ...stepTo(kept, holder),
      dependsOn: [...(isConditional ? [onItsConditions] : []), `${saidBy(kept)}, which was not checked`],
      because,
    };
  }
}

const stepTo = (kept: Kept, from: number): Pick<Becoming, 'from' | 'to' | 'technique'> => ({
  from: { is: 'node', node: from },
  to: { is: 'node', node: kept.node },
  technique: readsStoredSecret,
});

const saidBy = ({ key, source, place }: Kept): string =>
  `the secret of ${key} (${source}) is in ${place.slice(0, 1000)}, as ${source} says`;

async function keptBy(db: Queryable, graph: AccessGraph): Promise<readonly Kept[]> {
  const { reads } = graph.version;
  if (reads.length === 0) return [];
  const there = reads.map(({ sourceNo, read }) => `(${thereAt(sourceNo, read)})`).join(' or ');
  const rows = await db.query<{ no: number; hi: number; lo: number; key: string; place: string }>(
    `select source_no as no, (key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo, key, attributes ->> $1 as place
       from estate.accounts where attributes ? $1 and (${there}) order by source_no, key limit ${mostKept}`,
    [keptIn],
  );
  const sourceOf = new Map(reads.map(({ sourceNo, source }) => [sourceNo, source]));
  return rows.flatMap(({ no, hi, lo, key, place }) => {
    const node = graph.find(no, 'account', hi, lo | 0);
    return node === -1 ? [] : [{ node, key, source: sourceOf.get(no) ?? '', place }];
  });
}

/** Accounts times principals are asked about; beyond it nobody writes such words by hand. */
const mostKept = 2000;
