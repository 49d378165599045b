import { Fault } from '../../model/index.ts';
import { explainTls } from '../../platform/postgres-url/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import type { PostgresConfig } from './location.ts';

type Explained = readonly [code: Fault['code'], message: string, next: string];

/** What PostgreSQL, the driver or the network said → a Fault with the next step. Faults and bugs pass unchanged. */
export function explainPostgres(error: unknown, config: PostgresConfig): unknown {
  if (error instanceof Fault) return error;
  const at = `\`${config.host}:${config.port}\``;
  const explained = byTls(error, at) ?? bySqlState(errorCode(error), config, at) ?? byText(error, config, at);
  if (explained === undefined) return error;
  const [code, message, next] = explained;
  return new Fault(code, message, { next, cause: error });
}

function byTls(error: unknown, at: string): Explained | undefined {
  const tls = explainTls(error);
  return tls === undefined ? undefined : ['source_unreachable', `PostgreSQL at ${at} ${tls.what}.`, tls.next];
}

const unansweredStates = new Set(
  '57P01 57P02 57P03 ECONNREFUSED ECONNRESET EPIPE ENOENT ENOTFOUND EACCES EHOSTUNREACH ENETUNREACH ETIMEDOUT'.split(
    ' ',
  ),
);

function bySqlState(state: string | undefined, config: PostgresConfig, at: string): Explained | undefined {
  if (state === undefined) return undefined;
  if (unansweredStates.has(state)) return unreachable(at);
  if (state === '28P01' || state === '28000')
    return [
      'source_unreachable',
      `PostgreSQL at ${at} refused to sign in \`${config.user}\`.`,
      'Check the user, what passwordFrom names, and pg_hba.conf on the server.',
    ];
  if (state === '3D000')
    return [
      'source_unreachable',
      `PostgreSQL at ${at} has no database \`${config.database}\`.`,
      'Check the last part of the location.',
    ];
  if (state === '42501')
    return [
      'source_unreachable',
      `\`${config.user}\` may not read the system catalogs or connect to \`${config.database}\`.`,
      'Give it CONNECT on the database; by default every role may read the catalogs.',
    ];
  if (state === '53300')
    return [
      'source_unreachable',
      `PostgreSQL at ${at} has no free connection.`,
      'Read again later, or raise max_connections.',
    ];
  if (state === '57014' || state === '25P03')
    return [
      'timed_out',
      `PostgreSQL at ${at} took too long over a question about its catalogs.`,
      'Read again when the server is less busy.',
    ];
  return undefined;
}

/** The driver gives these without a code. */
function byText(error: unknown, config: PostgresConfig, at: string): Explained | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/^SASL|client password must be/.test(error.message))
    return [
      'secret_unavailable',
      `PostgreSQL at ${at} asks \`${config.user}\` for a password and none, or an empty one, is configured.`,
      'Add ?passwordFrom=env:NAME or ?passwordFrom=file:PATH to the location.',
    ];
  if (/Connection terminated|timeout expired|timeout exceeded|socket hang up/i.test(error.message))
    return unreachable(at);
  if (/received invalid response/i.test(error.message))
    return [
      'input_wrong_kind',
      `What answers at ${at} does not speak PostgreSQL.`,
      'Check host and port of the location.',
    ];
  return undefined;
}

const unreachable = (at: string): Explained => [
  'source_unreachable',
  `PostgreSQL at ${at} did not answer as PostgreSQL does, or the connection was lost.`,
  'Check the location and that the server runs, then read again; nothing of this read was used.',
];
