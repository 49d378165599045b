import { Fault } from '../../model/failure.ts';
import { isHere, tlsModes, type TlsMode } from './tls.ts';

export interface PostgresUrl {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  readonly tls: TlsMode;
  /** File with the certificate authority to trust, when it is not one of the public ones. */
  readonly tlsAuthorityFile?: string;
  /** Settings beyond these that the caller said it knows. */
  readonly others: ReadonlyMap<string, string>;
}

export interface UrlUse {
  /** What it is in messages, as the subject of a sentence. */
  readonly what: string;
  readonly example: string;
  /** Settings that this use has besides `host`, `port`, `sslmode` and `sslrootcert`. */
  readonly others?: readonly string[];
}

const own = ['host', 'port', 'sslmode', 'sslrootcert'];
const noHost = 'no-host.invalid';

/**
 * Reads `postgres://USER@HOST:PORT/DATABASE` (with `:PASSWORD` after the user, perhaps), or `postgres://USER@/DATABASE?host=/socket/folder`. Without
 * `sslmode` the way is `verify-full`; in the clear only over a Unix socket or to this machine, and not when `sslrootcert`
 * asks for more. A setting that is not known is refused, never passed over. Throws Fault `input_invalid`, which never
 * repeats the URL: it may hold a password.
 */
export function readPostgresUrl(text: string, use: UrlUse): PostgresUrl {
  const refuse = (problem: string, advice = ''): Fault =>
    new Fault('input_invalid', `${use.what} ${problem}.`, {
      next: `${advice} Like this: ${use.example}`.trim(),
    });
  const url = urlOf(text);
  if (url === undefined) throw refuse('is not a postgres:// URL');
  const settings = url.searchParams;
  const known = [...own, ...(use.others ?? [])];
  if ([...settings.keys()].some((name) => !known.includes(name)))
    throw refuse(`has a setting other than ${known.join(', ')}`);
  if (known.some((name) => settings.getAll(name).length > 1)) throw refuse('has a setting twice');
  const named = settings.get('host') ?? unescaped(url.hostname)?.replace(/^\[(.+)\]$/, '$1');
  const host = named === undefined || named === noHost || named === '' ? 'localhost' : named;
  const port = Number(settings.get('port') ?? (url.port || '5432'));
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(unescaped);
  if (user === undefined || user === '' || password === undefined)
    throw refuse('names no user: expected `postgres://USER@HOST/DATABASE`');
  if (database === undefined || database === '') throw refuse('names no database');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refuse('has a port that is none');
  return {
    host,
    port,
    user,
    database,
    ...(password === '' ? {} : { password }),
    ...protectionOf(host, settings, refuse),
    others: new Map([...settings].filter(([name]) => !own.includes(name))),
  };
}

function protectionOf(
  host: string,
  settings: URLSearchParams,
  refuse: (problem: string, advice?: string) => Fault,
): Pick<PostgresUrl, 'tls' | 'tlsAuthorityFile'> {
  const [asked, authority] = [settings.get('sslmode'), settings.get('sslrootcert')];
  const tls = asked === null ? undefined : tlsModes.find((mode) => mode === asked);
  if (asked !== null && tls === undefined)
    throw refuse(
      `has an sslmode that programs read differently; here it is ${tlsModes.join(', ')}`,
      'Leave it out: certificate and host name are then checked; or say `sslmode=no-verify` to only encrypt.',
    );
  if (authority === '') throw refuse('has an empty sslrootcert');
  if (authority === null) return { tls: tls ?? (isHere(host) ? 'disable' : 'verify-full') };
  if (tls !== undefined && tls !== 'verify-full')
    throw refuse(
      `has an sslrootcert that sslmode=${tls} would not look at`,
      'Leave sslmode out, or say `sslmode=verify-full`.',
    );
  return { tls: 'verify-full', tlsAuthorityFile: authority };
}

/** The same as a URL, without the password, its protection always spelt out. */
export function writePostgresUrl({ host, port, user, database, tls, tlsAuthorityFile }: PostgresUrl): string {
  const settings = new URLSearchParams({
    host,
    port: String(port),
    sslmode: tls,
    ...(tlsAuthorityFile === undefined ? {} : { sslrootcert: tlsAuthorityFile }),
  });
  return `postgres://${encodeURIComponent(user)}@/${encodeURIComponent(database)}?${settings.toString()}`;
}

function urlOf(text: string): URL | undefined {
  const withHost = text.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)\//, `$1${noHost}/`);
  if (!/^postgres(?:ql)?:\/\//.test(withHost) || !URL.canParse(withHost)) return undefined;
  return new URL(withHost);
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
