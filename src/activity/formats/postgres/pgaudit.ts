import { parseCsvLine } from './csv-line.ts';
import type { Told } from '../../told.ts';
import { deedOfStatement, targetOfStatement, verbOfTag } from './statement.ts';

type Said = Pick<Told, 'action' | 'deed' | 'targets' | 'outcome'>;

/**
 * `AUDIT: SESSION,1,1,DDL,CREATE TABLE,TABLE,public.account,create table …,<none>`: kind, ids, class, command, object type,
 * object, statement, parameters. pgaudit writes before the statement is carried out, so how it ended is not in there.
 */
export function audited(message: string, database: string | undefined): Said | undefined {
  const [, , , kind, command, type, object, statement] = parseCsvLine(message.slice('AUDIT: '.length));
  if (kind === undefined || command === undefined || command === '') return undefined;
  const named =
    object === undefined || object === ''
      ? []
      : [{ uid: keyOf(type, object, database), name: object, type: type?.toLowerCase() }];
  return {
    action: command,
    deed:
      kind === 'ROLE' && statement !== undefined
        ? deedOfStatement(statement)
        : { class: 'api', activity: verbOfTag(command) },
    targets: named.length > 0 || statement === undefined ? named : targetOfStatement(statement),
    outcome: { status: 'unknown' },
  };
}

/** The key that the estate has the object under, where it is of a kind that the estate has. */
const keyOf = (type: string | undefined, object: string, database: string | undefined): string | undefined =>
  database !== undefined && (type === 'TABLE' || type === 'VIEW') && /^\w+\.\w+$/.test(object)
    ? `table/${database}.${object}`
    : undefined;
