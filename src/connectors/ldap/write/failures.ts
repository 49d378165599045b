import { Fault } from '../../../model/failure.ts';
import { resultOf } from '../explain.ts';

/**
 * What a directory answered while it was asked or changed, as a Fault. An answer, whatever it is, means that nothing was
 * changed; without one nobody knows yet, and the enforcer reads the target again before it says anything.
 */
export function refusedByTarget(error: unknown): unknown {
  if (!(error instanceof Fault) || error.code !== 'source_unreachable') return error;
  const { cause } = error;
  const result = resultOf(cause);
  if (result === undefined) return error;
  const [code, message, next] = explained(result, cause instanceof Error ? cause.message : '');
  return new Fault(code, message, { next: `${next} Nothing was changed.`, cause });
}

function explained(result: number, said: string): readonly [Fault['code'], string, string] {
  const words = said.replaceAll(/\s+/g, ' ').slice(0, 300);
  switch (result) {
    case 50:
      return [
        'target_failed',
        `The write credential may not do this: ${words}.`,
        'Give it exactly the access listed in docs/connectors/ldap-write.md.',
      ];
    case 65:
      return [
        'target_failed',
        `The schema of the directory forbids it: ${words}.`,
        'A group of these classes cannot be without members: give it another first, or delete it by hand.',
      ];
    case 3:
    case 51:
      return ['timed_out', 'The directory was too busy to do it.', 'Try again.'];
    default:
      return [
        'target_failed',
        `The directory refused (result ${result}): ${words}.`,
        'Read the source again and propose anew.',
      ];
  }
}
