import { Fault } from '../../model/index.ts';
import { explainTls } from '../../platform/postgres-url/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import type { LiveConfig } from './location.ts';

type Explained = readonly [code: Fault['code'], message: string, next: string];

/** What a directory, the driver or the network said → a Fault with the next step. Faults pass unchanged. */
export function explainLdap(error: unknown, config: LiveConfig): Fault {
  if (error instanceof Fault) return error;
  const at = `\`${config.host}:${config.port}\``;
  const [code, message, next] = byTls(error, at) ?? byResult(resultOf(error), config, at) ?? unreachable(at);
  return new Fault(code, message, { next, cause: error });
}

/** The result code of LDAP (RFC 4511, appendix A) that an error of the driver carries. */
export function resultOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function byTls(error: unknown, at: string): Explained | undefined {
  const tls = explainTls(error);
  if (tls !== undefined && errorCode(error)?.startsWith('ERR_SSL') !== true)
    return ['source_unreachable', `The directory at ${at} ${tls.what}.`, tls.next];
  const code = errorCode(error) ?? '';
  return code.startsWith('ERR_SSL') || code === 'EPROTO'
    ? [
        'source_unreachable',
        `The directory at ${at} did not agree on TLS with us.`,
        'Check that the port speaks TLS (636 for ldaps://, 389 for StartTLS with ldap://), version 1.2 or newer.',
      ]
    : undefined;
}

function byResult(result: number | undefined, config: LiveConfig, at: string): Explained | undefined {
  const who = config.user === undefined ? 'an anonymous reader' : `\`${config.user}\``;
  switch (result) {
    case undefined:
      return undefined;
    case 49:
    case 48:
    case 53:
      return [
        'source_unreachable',
        `The directory at ${at} refused to sign in ${who}, or to do this without signing in.`,
        'Check user= and what passwordFrom names, and that the account is neither locked nor expired.',
      ];
    case 8:
    case 13:
      return [
        'source_unreachable',
        `The directory at ${at} wants a stronger way to sign in than this.`,
        'Use ldaps://, or ldap:// with StartTLS.',
      ];
    case 50:
      return [
        'source_unreachable',
        `The directory at ${at} does not let ${who} do this.`,
        'Give it what docs/connectors/ldap.md lists.',
      ];
    case 32:
    case 34:
      return [
        'not_found',
        `The directory at ${at} has nothing called \`${config.base ?? ''}\` that ${who} may see.`,
        'Check the base in the location, and what the reader may read.',
      ];
    case 3:
    case 4:
    case 11:
      return [
        'source_unreachable',
        `The directory at ${at} stopped at a limit of its own before it had given everything.`,
        'Lift the size and time limits for the reader (`olcLimits` in OpenLDAP, MaxPageSize and MaxResultSetSize in Windows): a read in part is not used.',
      ];
    case 2:
    case 12:
    case 52:
      return [
        'source_unreachable',
        `The directory at ${at} does not offer what was asked${config.tls === 'starttls' ? '; StartTLS was asked first' : ''}.`,
        'Turn StartTLS on at the server or use ldaps://; nothing was sent in the clear.',
      ];
    default:
      return [
        'source_unreachable',
        `The directory at ${at} answered with result ${result}.`,
        'Look into the directory’s log, then read again.',
      ];
  }
}

const unreachable = (at: string): Explained => [
  'source_unreachable',
  `The directory at ${at} cannot be reached, or went away in the middle.`,
  'Check host and port, and that the server is up and lets this machine in.',
];
