import type { Client, Entry } from 'ldapts';
import { Fault } from '../../model/index.ts';
import { readAuthority } from '../../platform/postgres-url/index.ts';
import { binary, type AttributeValue, type DirectoryEntry } from './entry.ts';
import { explainLdap } from './explain.ts';
import { GuardedSocket } from './guarded-socket.ts';
import { optionsOf } from './ldif.ts';
import type { LiveConfig } from './location.ts';

/** One value to add to or take from an attribute, or all of it to be these. */
export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[];
}

/** Entries with exactly these bytes; a filter's text holds only characters. */
export interface BytesFilter {
  readonly attribute: string;
  readonly bytes: Uint8Array;
}

/** One signed-in connection to a directory. Everything that fails is a Fault with the next step. */
export interface LdapSession {
  /** Entries below a base, page by page; parts of the tree that other servers have are counted, never asked. */
  pages(
    base: string,
    asked: { readonly filter: string | BytesFilter; readonly attributes: readonly string[] },
  ): AsyncIterable<{ readonly entries: readonly DirectoryEntry[]; readonly referrals: number }>;
  /** The entry of exactly this name; undefined when there is none. */
  entry(dn: string, attributes: readonly string[]): Promise<DirectoryEntry | undefined>;
  /** Whether the entry has this value, as the directory compares it. */
  compare(dn: string, attribute: string, value: string): Promise<boolean>;
  /** All of it or nothing, as the directory does it. */
  modify(dn: string, modifications: readonly Modification[]): Promise<void>;
  close(): Promise<void>;
}

const pageSize = 500;
const seconds = { connect: 15, answer: 120 } as const;
/** Parts of one long list; at 1,500 values each, more than any directory has. */
const mostParts = 10_000;
const buffers = [
  'objectGUID',
  'objectSid',
  'sIDHistory',
  'userCertificate',
  'userCertificate;binary',
  'usercertificate;binary',
];

/**
 * Connects over TLS whose certificate and name are checked, then signs in. A password is asked for only after TLS was had;
 * an empty one is refused, since directories take it for nobody and say yes (RFC 4513, 5.1.2).
 */
export async function openSession(
  config: LiveConfig,
  password: () => Promise<string>,
  options: { readonly signal?: AbortSignal; readonly authority?: string } = {},
): Promise<LdapSession> {
  const file = config.tlsAuthorityFile;
  const socket = new GuardedSocket(
    config,
    options.authority ?? (file === undefined ? undefined : readAuthority(file)),
  );
  const { Client } = await import('ldapts');
  const client = new Client({
    url: `${config.tls === 'ldaps' ? 'ldaps' : 'ldap'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`,
    timeout: seconds.answer * 1000,
    connectTimeout: seconds.connect * 1000,
    strictDN: false,
    createConnection: socket.plain,
    createSecureConnection: socket.secure,
  });
  const stop = (): void => socket.destroy();
  options.signal?.addEventListener('abort', stop, { once: true });
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    socket.begin();
    try {
      return await work();
    } catch (error) {
      throw explainLdap(socket.broken ?? error, config);
    }
  };
  const close = async (): Promise<void> => {
    options.signal?.removeEventListener('abort', stop);
    await client.unbind().catch(() => undefined);
    socket.destroy();
  };
  try {
    if (config.tls === 'starttls') await explained(() => client.startTLS(socket.tlsOptions()));
    const { user } = config;
    if (user !== undefined) {
      const secret = await password();
      if (secret === '')
        throw new Fault(
          'secret_unavailable',
          'The password for the directory is empty, which directories take for nobody.',
          {
            next: 'Put the password where passwordFrom says.',
          },
        );
      await explained(() => client.bind(user, secret));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...asking(client, explained), close };
}

function asking(
  client: Client,
  explained: <T>(work: () => Promise<T>) => Promise<T>,
): Omit<LdapSession, 'close'> {
  const whole = async (entry: DirectoryEntry): Promise<DirectoryEntry> => {
    const values = new Map(entry.values);
    for (const name of entry.partial) {
      const list = [...(values.get(name) ?? [])];
      for (let part = 0, isMore = true; isMore; part++) {
        if (part > mostParts) throw endless(entry.dn);
        const found = await explained(() =>
          client.search(entry.dn, {
            scope: 'base',
            attributes: [`${name};range=${list.length}-*`],
            explicitBufferAttributes: buffers,
          }),
        );
        const next = entryOf(found.searchEntries[0] ?? { dn: entry.dn });
        const more = next.values.get(name) ?? [];
        list.push(...more);
        isMore = next.partial.has(name) && more.length > 0;
      }
      values.set(name, list);
    }
    return { dn: entry.dn, values, partial: new Set() };
  };
  return {
    async *pages(base, { filter, attributes }) {
      const { EqualityFilter } = await import('ldapts');
      const pages = client.searchPaginated(base, {
        scope: 'sub',
        filter:
          typeof filter === 'string'
            ? filter
            : new EqualityFilter({ attribute: filter.attribute, value: Buffer.from(filter.bytes) }),
        attributes: [...attributes],
        explicitBufferAttributes: buffers,
        paged: { pageSize },
        timeLimit: 0,
        sizeLimit: 0,
      });
      for (;;) {
        const next = await explained(() => pages.next());
        if (next.done === true) return;
        const entries: DirectoryEntry[] = [];
        for (const found of next.value.searchEntries) {
          const entry = entryOf(found);
          entries.push(entry.partial.size === 0 ? entry : await whole(entry));
        }
        yield { entries, referrals: next.value.searchReferences.length };
      }
    },
    async entry(dn, attributes) {
      const { NoSuchObjectError } = await import('ldapts');
      const found = await explained(async () => {
        try {
          return await client.search(dn, {
            scope: 'base',
            attributes: [...attributes],
            explicitBufferAttributes: buffers,
          });
        } catch (error) {
          if (error instanceof NoSuchObjectError) return undefined;
          throw error;
        }
      });
      const [only] = found?.searchEntries ?? [];
      if (only === undefined) return undefined;
      const entry = entryOf(only);
      return entry.partial.size === 0 ? entry : whole(entry);
    },
    async compare(dn, attribute, value) {
      const { NoSuchAttributeError, UndefinedTypeError } = await import('ldapts');
      return explained(async () => {
        try {
          return await client.compare(dn, attribute, value);
        } catch (error) {
          if (error instanceof NoSuchAttributeError || error instanceof UndefinedTypeError) return false;
          throw error;
        }
      });
    },
    async modify(dn, modifications) {
      const { Attribute, Change } = await import('ldapts');
      await explained(() =>
        client.modify(
          dn,
          modifications.map(
            ({ operation, attribute, values }) =>
              new Change({
                operation,
                modification: new Attribute({ type: attribute, values: [...values] }),
              }),
          ),
        ),
      );
    },
  };
}

/** What the driver gave → an entry as everything here knows it. */
function entryOf(given: Entry): DirectoryEntry {
  const values = new Map<string, AttributeValue[]>();
  const partial = new Set<string>();
  for (const [description, value] of Object.entries(given)) {
    if (description === 'dn') continue;
    const { base, kept, isPartial } = optionsOf(description);
    const list: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value];
    if (!kept || (list.length === 0 && !isPartial)) continue;
    if (isPartial) partial.add(base);
    const made = list.map((each) => (binary.has(base) ? Buffer.from(each) : each.toString()));
    values.set(base, [...(values.get(base) ?? []), ...made]);
  }
  return { dn: given.dn, values, partial };
}

const endless = (dn: string): Fault =>
  new Fault(
    'source_untrusted',
    `The list of \`${dn.slice(0, 200)}\` never ends; nothing of this read is used.`,
    {
      next: 'Read the directory again; if it stays so, its server is at fault.',
    },
  );
