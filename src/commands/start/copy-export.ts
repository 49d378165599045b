import { cpSync, lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { Fault } from '../../model/index.ts';

/**
 * Copies an export, with what links within it lead to. Whoever fills the folder is often not who copies it, and root could read
 * anything: a link that leads out of it is refused, Fault `not_permitted`. `path` itself is the caller's own word.
 */
export function copyExport(path: string, copy: string): void {
  const root = realpathSync(path);
  cpSync(path, copy, {
    recursive: true,
    dereference: true,
    filter: (from) => {
      if (from !== path && lstatSync(from).isSymbolicLink()) refuseLeadingOut(root, from);
      return true;
    },
  });
}

function refuseLeadingOut(root: string, link: string): void {
  const leadsTo = ((): string | undefined => {
    try {
      return realpathSync(link);
    } catch {
      return undefined;
    }
  })();
  if (leadsTo?.startsWith(root + sep) === true) return;
  throw new Fault('not_permitted', `\`${link}\` is a link that leads out of the export, or nowhere.`, {
    next: 'Put the file itself there, or remove the link.',
  });
}
