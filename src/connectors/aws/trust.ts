import { conditionTexts, naming } from './conditions.ts';
import { listOf, type PolicyStatement } from './policy-document.ts';

/** Somebody a trust policy lets assume the role, as it names them, before anyone is looked up. */
export interface TrustedPrincipal {
  readonly kind: 'aws' | 'service' | 'federated' | 'other';
  readonly named: string;
  readonly conditions: readonly string[];
}

/** A role's trust policy → who may assume it. A Deny in it makes every way in conditional, naming it. */
export function trustedBy(statements: readonly PolicyStatement[]): readonly TrustedPrincipal[] {
  const assuming = statements.filter(canAssume);
  const denials = assuming
    .filter((statement) => statement.Effect === 'Deny')
    .map((statement) => naming('Deny in the trust policy', namesIn(statement)));
  return assuming
    .filter((statement) => statement.Effect === 'Allow')
    .flatMap((statement) => {
      const conditions = [...conditionTexts(statement.Condition), ...denials];
      if (statement.NotPrincipal !== undefined) {
        const note = naming('NotPrincipal', namesIn(statement));
        return [{ kind: 'aws' as const, named: '*', conditions: [...conditions, note] }];
      }
      return principalsOf(statement.Principal).map(({ kind, named }) => ({ kind, named, conditions }));
    });
}

type Named = Pick<TrustedPrincipal, 'kind' | 'named'>;

function principalsOf(principal: PolicyStatement['Principal']): readonly Named[] {
  if (principal === undefined) return [];
  const named: readonly Named[] =
    typeof principal === 'string'
      ? [{ kind: 'aws', named: principal }]
      : Object.entries(principal).flatMap(([type, names]) =>
          listOf(names).map((each) => ({ kind: kinds.get(type.toLowerCase()) ?? 'other', named: each })),
        );
  // an empty name is nobody's
  return named.filter((each) => each.named !== '');
}

const kinds: ReadonlyMap<string, TrustedPrincipal['kind']> = new Map([
  ['aws', 'aws'],
  ['service', 'service'],
  ['federated', 'federated'],
]);

const namesIn = (statement: PolicyStatement): readonly string[] =>
  principalsOf(statement.Principal ?? statement.NotPrincipal).map(({ named }) => named);

/** sts:TagSession alone, for instance, lets nobody in. */
function canAssume(statement: PolicyStatement): boolean {
  if (statement.NotAction !== undefined) return true;
  return listOf(statement.Action).some((action) => {
    const pattern = action.toLowerCase();
    if (!/[*?]/.test(pattern)) return pattern.startsWith('sts:assumerole');
    const prefix = pattern.split(/[*?]/, 1)[0] ?? '';
    return 'sts:assumerole'.startsWith(prefix) || prefix.startsWith('sts:assumerole');
  });
}
