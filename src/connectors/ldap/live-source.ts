import { Fault } from '../../model/index.ts';
import { textOf, textsOf } from './entry.ts';
import type { LiveConfig } from './location.ts';
import type { DirectorySource } from './observe.ts';
import type { LdapSession } from './session.ts';

/** A live directory, gone through once for each pass: what changes in between is told as the second pass sees it. */
export async function openLive(session: LdapSession, config: LiveConfig): Promise<DirectorySource> {
  const bases = config.base === undefined ? await namingContexts(session) : [config.base];
  let referrals = 0;
  return {
    async *entries(attributes) {
      referrals = 0;
      for (const base of bases)
        for await (const page of session.pages(base, { filter: '(objectClass=*)', attributes })) {
          referrals += page.referrals;
          yield page.entries;
        }
    },
    met: () => ({ files: [], referrals }),
  };
}

/** What the directory says that it holds: of a Windows domain its own part, else everything but its configuration. */
export async function namingContexts(session: LdapSession): Promise<readonly string[]> {
  const root = await session.entry('', ['defaultNamingContext', 'namingContexts']);
  const own = root === undefined ? undefined : textOf(root, 'defaultnamingcontext');
  const found = own === undefined ? (root === undefined ? [] : textsOf(root, 'namingcontexts')) : [own];
  if (found.length === 0)
    throw new Fault('not_found', 'The directory does not say what it holds (namingContexts).', {
      next: 'Name the base in the location: `ldaps://HOST/dc=example`.',
    });
  return found;
}
