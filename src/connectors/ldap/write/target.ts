import { Fault } from '../../../model/failure.ts';
import type { DirectoryEntry } from '../entry.ts';
import { textsOf } from '../entry.ts';
import { guidBytes, parseKey } from '../keys.ts';
import { locateLive, type LiveConfig } from '../location.ts';
import { namingContexts } from '../live-source.ts';
import { openSession, type BytesFilter, type LdapSession } from '../session.ts';
import { refusedByTarget } from './failures.ts';

/** The directory that is written to: one connection, opened when first needed and again after it was lost. */
export interface LdapTarget {
  readonly config: LiveConfig;
  /** The entry that a key of the estate names; undefined when there is none. */
  find(key: string, attributes: readonly string[]): Promise<DirectoryEntry | undefined>;
  /** Asks or changes something; what the directory answers is told as a target's failure. */
  with<T>(work: (session: LdapSession) => Promise<T>): Promise<T>;
  /** How many entries below the base a filter finds, up to two. */
  count(filter: string): Promise<number>;
  close(): Promise<void>;
}

export interface TargetOptions {
  readonly url: string;
  readonly password: string;
  readonly authority?: string;
}

export function openTarget({ url, password, authority }: TargetOptions): LdapTarget {
  const config = writerConfig(url);
  let open: Promise<LdapSession> | undefined;
  const connected = (): Promise<LdapSession> =>
    (open ??= openSession(
      config,
      () => Promise.resolve(password),
      authority === undefined ? {} : { authority },
    ));
  const drop = async (): Promise<void> => {
    const session = open;
    open = undefined;
    await session?.then((each) => each.close()).catch(() => undefined);
  };
  const run = async <T>(work: (session: LdapSession) => Promise<T>): Promise<T> => {
    try {
      const session = await connected().catch((error: unknown) => {
        throw notLetIn(error);
      });
      return await work(session);
    } catch (error) {
      const fault = refusedByTarget(error);
      if (fault instanceof Fault && fault.code === 'source_unreachable') await drop();
      throw fault;
    }
  };
  const matching = (
    filter: string | BytesFilter,
    attributes: readonly string[],
    most: number,
  ): Promise<readonly DirectoryEntry[]> =>
    run(async (session) => {
      const found: DirectoryEntry[] = [];
      for (const base of config.base === undefined ? await namingContexts(session) : [config.base])
        for await (const { entries } of session.pages(base, { filter, attributes })) {
          found.push(...entries);
          if (found.length >= most) return found;
        }
      return found;
    });
  return {
    config,
    with: run,
    close: drop,
    count: async (filter) => (await matching(filter, ['1.1'], 2)).length,
    async find(key, attributes) {
      const name = parseKey(key);
      if (name === undefined)
        throw new Fault('input_invalid', `\`${key.slice(0, 200)}\` does not name an entry of a directory.`);
      if (name.by === 'dn') return run((session) => session.entry(name.dn, attributes));
      const attribute = { uuid: 'entryUUID', guid: 'objectGUID', nsuniqueid: 'nsUniqueId' }[name.by];
      const filter =
        name.by === 'guid' ? { attribute, bytes: guidBytes(name.id) } : `(${attribute}=${name.id})`;
      const [found, second] = await matching(filter, attributes, 2);
      if (second !== undefined)
        throw new Fault(
          'target_failed',
          `Two entries of the directory are named \`${key}\`; nothing was changed.`,
          {
            next: 'Look for the copy: an identifier is one entry’s alone.',
          },
        );
      return found;
    },
  };
}

function writerConfig(url: string): LiveConfig {
  const config = locateLive(url);
  if (config.user === undefined)
    throw new Fault('input_invalid', 'The URL of a write credential for a directory names no user.', {
      next: 'Like this: ldaps://ldap.example/dc=example?user=cn=writer,dc=example',
    });
  return config;
}

function notLetIn(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  return new Fault('source_unreachable', `The directory did not let the writer in. ${error.message}`, {
    next: `${error.next ?? ''} Nothing was changed.`.trim(),
    cause: new Error(error.message),
  });
}

/** What the directory says of itself. */
export const rootOf = (session: LdapSession): Promise<DirectoryEntry | undefined> =>
  session.entry('', ['supportedControl', 'vendorName', 'defaultNamingContext', 'namingContexts']);

export const offers = (root: DirectoryEntry | undefined, control: string): boolean =>
  root !== undefined && textsOf(root, 'supportedcontrol').includes(control);
