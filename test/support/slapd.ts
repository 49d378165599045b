// A real OpenLDAP of one's own: private configuration and data, on this machine's loopback alone.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const program = '/usr/sbin/slapd';
export const noSlapd =
  existsSync(program) && existsSync('/usr/sbin/slapadd')
    ? undefined
    : 'Debian package slapd is not installed: LDAP is not tried against a real server';
if (noSlapd !== undefined) process.stderr.write(`skipped: ${noSlapd}\n`);

export interface Slapd {
  readonly port: number;
  /** Set where it was given a certificate. */
  readonly tlsPort: number;
  /** The folder of its files, for certificates and the like. */
  readonly folder: string;
  stop(): Promise<void>;
  /** The same data and ports again. */
  start(): Promise<void>;
}

export interface SlapdOptions {
  readonly suffix: string;
  readonly ldif: string;
  /** `access to …` and other lines of the database. */
  readonly database?: string;
  /** Lines before the database. */
  readonly global?: string;
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** The address to listen on. */
  readonly host?: string;
}

export const rootPassword = 'root-password-of-the-test';

export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-slapd-'));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('data'));
  const { tls, host = '127.0.0.1' } = options;
  if (tls !== undefined) {
    writeFileSync(at('server.crt'), tls.certificate);
    writeFileSync(at('server.key'), tls.key, { mode: 0o600 });
  }
  writeFileSync(
    at('slapd.conf'),
    [
      ...['core', 'cosine', 'nis', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`),
      `pidfile ${at('pid')}`,
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'moduleload ppolicy',
      ...(tls === undefined
        ? []
        : [`TLSCertificateFile ${at('server.crt')}`, `TLSCertificateKeyFile ${at('server.key')}`]),
      options.global ?? '',
      'database mdb',
      `suffix "${options.suffix}"`,
      `rootdn "cn=root,${options.suffix}"`,
      `rootpw ${rootPassword}`,
      `directory ${at('data')}`,
      'maxsize 1073741824',
      options.database ?? '',
      'overlay ppolicy',
      `ppolicy_default "cn=default,ou=policies,${options.suffix}"`,
      '',
    ].join('\n'),
  );
  writeFileSync(at('content.ldif'), options.ldif);
  const added = spawnSync('/usr/sbin/slapadd', ['-q', '-f', at('slapd.conf'), '-l', at('content.ldif')], {
    encoding: 'utf8',
  });
  if (added.status !== 0) throw new Error(`slapadd: ${added.stderr}`);
  const [port, tlsPort] = [await freePort(host), await freePort(host)];
  const urls = [
    `ldap://${host}:${port}/`,
    ...(tls === undefined ? [] : [`ldaps://${host}:${tlsPort}/`]),
  ].join(' ');
  let child: ChildProcess | undefined;
  let said = '';
  const start = async (): Promise<void> => {
    const started = spawn(program, ['-f', at('slapd.conf'), '-h', urls, '-d', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child = started;
    while (!(await answers(host, port))) {
      if (started.exitCode !== null) throw new Error(`slapd ended: ${said}`);
      await pause(25);
    }
  };
  const end = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    await ended;
  };
  await start();
  return { port, tlsPort, folder, start, stop: end };
}

export const removeSlapd = async (server: Slapd | undefined): Promise<void> => {
  await server?.stop();
  if (server !== undefined) rmSync(server.folder, { recursive: true, force: true });
};

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().listen(0, host, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
