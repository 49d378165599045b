import { basename } from 'node:path';
import type { Container } from './found-secret.ts';

/**
 * A repository as it is named everywhere: `github.com/acme/payments` from any of the ways to write its address, without
 * user, password and `.git`; of a path on some machine, its last name.
 */
export function repositoryName(address: string): string {
  const text = address.trim();
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)([^\s]+)$/.exec(text);
  if (scp !== null && !/^[A-Za-z]$/.test(scp[1] ?? ''))
    return `${(scp[1] ?? '').toLowerCase()}/${trimmed(scp[2] ?? '')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol === 'file:' || url.host === '')
    return trimmed(text.split(/[/\\]/).findLast((part) => part !== '' && part !== '.git') ?? '');
  return `${url.host.toLowerCase()}/${trimmed(decoded(url.pathname))}`;
}

const trimmed = (path: string): string =>
  path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The repository in the address of one of its files (`…/acme/payments/blob/main/x.py#L1`), when it is such an address. */
export function repositoryOfLink(link: string): string | undefined {
  const [, before] =
    /^(https?:\/\/[^?#]+?)(?:\/-)?\/(?:blob|commit|blame|raw|src|tree)\/[^?#]+/.exec(link) ?? [];
  return before === undefined ? undefined : repositoryName(before);
}

const noise = /^(?:gitleaks|trufflehog|report|results?|secrets?|scan|leaks|findings|output)$/i;

/** What a report is of, by its file's name: `acme__payments.gitleaks.json` is of `acme/payments`. */
export function containerOfReport(path: string): Container {
  const file = basename(path);
  const words = file
    .replace(/\.(?:jsonl?|ndjson|csv|sarif|xml|txt)$/i, '')
    .split('.')
    .flatMap((part) => part.split(/[-_](?=(?:gitleaks|trufflehog)$)|(?<=^(?:gitleaks|trufflehog))[-_]/i))
    .filter((part) => part !== '' && !noise.test(part));
  const name = words.join('.').replaceAll('__', '/');
  return { name: name === '' ? file : name, kind: 'repository', isGuessed: true };
}
