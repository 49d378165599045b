import type { Launch } from '../../model/index.ts';
import { agentName, type Server } from './agents.ts';
import type { ListedServer } from './found.ts';

/** What rules and people may want to know of a configured server. Line numbers are left out: they change with every edit. */
export function serverAttributes(
  server: Server,
  about: { readonly entry: ListedServer | undefined; readonly allowed: ReadonlySet<string> | undefined },
): Readonly<Record<string, string>> {
  const { record, inPlain, credentials } = server;
  const { launch } = record;
  const { entry, allowed } = about;
  const needs = entry?.needs ?? [];
  const texts: Readonly<Record<string, string>> = {
    what: 'MCP server',
    agent: agentName(server.agent),
    place: record.place.path,
    runs: record.shown,
    software: server.software,
    ...launchAttributes(launch, credentials),
    ...(inPlain.length === 0 ? {} : { inPlainText: inPlain.join(', ') }),
    ...(record.unasked.length === 0 ? {} : { unasked: record.unasked.join(', ') }),
    ...(entry === undefined ? {} : { registry: entry.name }),
    ...(needs.length === 0 ? {} : { asksFor: needs.join(', ') }),
    ...(allowed === undefined ? {} : { allowed: isAllowed(launch, entry, allowed) }),
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.slice(0, 4000)]));
}

function launchAttributes(launch: Launch, credentials: number): Readonly<Record<string, string>> {
  if (launch.is === 'package')
    return {
      launch: launch.registry,
      ...(launch.version === undefined ? { pinned: 'no' } : { pinned: 'yes', version: launch.version }),
    };
  if (launch.is === 'remote')
    return {
      launch: 'remote',
      host: launch.host,
      transport: launch.tls ? 'encrypted' : launch.loopback ? 'this machine' : 'in the clear',
      credential: credentials > 0 ? 'configured' : 'none configured',
    };
  return { launch: launch.is === 'local' ? 'program' : 'unknown' };
}

function isAllowed(launch: Launch, entry: ListedServer | undefined, allowed: ReadonlySet<string>): string {
  if (launch.is === 'unknown') return 'not known';
  return entry !== undefined && allowed.has(entry.name) ? 'yes' : 'no';
}
