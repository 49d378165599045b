import { checkServerIdentity, connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { connect as connectPlain, type Socket } from '../../platform/connect-out.ts';
import type { LiveConfig } from './location.ts';

/** More than this in answer to one question is no page of a directory. */
const mostBytes = 256 << 20;
/** Said before TLS: one short answer. */
const mostPlain = 4096;

/**
 * The one connection of a session. The driver would silently connect again when it breaks, in the clear and as nobody:
 * here a second connection is refused. What arrives is bounded, an error while it is read ends the connection instead of
 * the process, and after StartTLS nothing that came in the clear counts.
 */
export class GuardedSocket {
  readonly #config: LiveConfig;
  readonly #authority: string | undefined;
  #made = false;
  #plain: Buffer = Buffer.alloc(0);
  #received = 0;
  #socket: Socket | undefined;
  /** Why the connection was ended from here. */
  broken: Error | undefined;

  constructor(config: LiveConfig, authority: string | undefined) {
    this.#config = config;
    this.#authority = authority;
  }

  /** Called before each question. */
  begin(): void {
    this.#received = 0;
  }

  readonly plain = (): Socket => {
    this.#once();
    const socket = connectPlain({ host: this.#config.host, port: this.#config.port, keepAlive: true });
    const { tls } = this.#config;
    if (tls === 'starttls')
      socket.on('data', (bytes: Buffer) => {
        if (this.#plain.length <= mostPlain) this.#plain = Buffer.concat([this.#plain, bytes]);
      });
    return this.#guard(socket);
  };

  readonly secure = (): TLSSocket => {
    if (this.#config.tls === 'ldaps') {
      this.#once();
      return this.#guard(connectTls({ ...this.tlsOptions(), port: this.#config.port }));
    }
    const under = this.#socket;
    if (under === undefined || !isOneMessage(this.#plain))
      throw new Error('more was said in the clear than the answer to StartTLS');
    under.removeAllListeners('data');
    return this.#guard(connectTls({ ...this.tlsOptions(), socket: under }));
  };

  tlsOptions(): ConnectionOptions {
    const { host } = this.#config;
    const isName = !/^[\d.]+$|:/.test(host);
    return {
      host,
      ...(isName ? { servername: host } : {}),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
      ...(this.#authority === undefined ? {} : { ca: this.#authority }),
    };
  }

  destroy(why?: Error): void {
    this.broken ??= why;
    this.#socket?.destroy(why);
  }

  #once(): void {
    if (this.#made) throw new Error('the connection was lost');
    this.#made = true;
  }

  #guard<S extends Socket>(socket: S): S {
    this.#socket = socket;
    const emit = socket.emit.bind(socket);
    Object.defineProperty(socket, 'emit', {
      configurable: true,
      writable: true,
      value: (event: string, ...given: readonly unknown[]): boolean => {
        if (event !== 'data') return emit(event, ...given);
        const [bytes] = given;
        this.#received += bytes instanceof Uint8Array ? bytes.length : 0;
        if (this.#received > mostBytes) {
          this.destroy(new Error(`more than ${mostBytes} bytes in answer to one question`));
          return true;
        }
        try {
          return emit(event, ...given);
        } catch (error) {
          this.destroy(error instanceof Error ? error : new Error(String(error)));
          return true;
        }
      },
    });
    return socket;
  }
}

/** Exactly one BER message (X.690, 8.1): a tag, a length, and that many bytes. */
function isOneMessage(bytes: Buffer): boolean {
  const first = bytes[1] ?? 0;
  if (bytes.length < 2 || bytes[0] !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const size = first & 0x7f;
  return (
    size >= 1 &&
    size <= 4 &&
    bytes.length >= 2 + size &&
    bytes.length === 2 + size + bytes.readUIntBE(2, size)
  );
}
