import type { Launch } from '../../../model/index.ts';

/** What a command line or URL starts: a package of a registry (which version?), a program of this machine, or a host. */
export function launchOf(
  command: string | undefined,
  args: readonly string[],
  url: string | undefined,
): Launch {
  if (command === undefined)
    return url === undefined ? { is: 'unknown', why: 'neither a command nor a URL' } : remote(url);
  // `cmd /c npx …` and `sh -c "npx …"` only wrap the real command.
  const words = unwrapped([command, ...args]);
  const [first = '', ...rest] = words;
  const program = (first.split(/[\\/]/).at(-1) ?? first).replace(/\.(?:exe|cmd|bat|ps1)$/i, '').toLowerCase();
  const runner = runners.get(program);
  if (runner === undefined) return bridged(rest) ?? { is: 'local', command: first.slice(0, 200) };
  const found = runner(rest);
  if (found === undefined) return { is: 'local', command: first.slice(0, 200) };
  if (found.is === 'package' && found.name === 'mcp-remote') return bridged(rest) ?? found;
  return found;
}

type Runner = (args: readonly string[]) => Launch | undefined;

/** Flags of each runner that take a value, so that the value is not taken for the package. */
const npm: Runner = (args) => {
  const named = valueOf(args, '-p', '--package');
  const spec = named ?? firstWord(args, ['-c', '--call', '-p', '--package', '--registry', '--prefix', '-w']);
  return spec === undefined ? undefined : npmPackage(spec);
};
const npmExec: Runner = (args) => {
  const verb = args.findIndex((arg) => ['exec', 'x', 'dlx'].includes(arg));
  return verb < 0 ? undefined : npm(args.slice(verb + 1));
};
const python: Runner = (args) => {
  const spec =
    valueOf(args, '--from', '--spec') ??
    firstWord(args, ['--with', '--python', '-p', '--index-url', '--from', '--spec']);
  if (spec === undefined) return undefined;
  if (/^git\+|:\/\//.test(spec)) {
    const commit = /@(?<at>[0-9a-f]{40})$/.exec(spec)?.groups?.['at'];
    return {
      is: 'package',
      registry: 'pypi',
      name: spec.replace(/^git\+/, '').replace(/@[0-9a-f]{40}$/, ''),
      ...(commit === undefined ? {} : { version: commit }),
    };
  }
  const [, name = spec, version] = /^([\w.-]+)(?:\[[^\]]*\])?(?:==|@)?(.*)$/.exec(spec) ?? [];
  return { is: 'package', registry: 'pypi', name, ...exact(version) };
};
const container: Runner = (args) => {
  const verb = args.indexOf('run');
  if (verb < 0) return undefined;
  const image = firstWord(args.slice(verb + 1), containerFlags);
  if (image === undefined) return undefined;
  const digest = /@(?<digest>sha256:[0-9a-f]{64})$/.exec(image)?.groups?.['digest'];
  const name = image.replace(/@sha256:.*$/, '');
  const tag = /:(?<tag>[\w.-]+)$/.exec(name)?.groups?.['tag'];
  const version = digest ?? (tag === 'latest' ? undefined : tag);
  return {
    is: 'package',
    registry: 'oci',
    name: name.replace(/:[\w.-]+$/, ''),
    ...(version === undefined ? {} : { version }),
  };
};
const containerFlags =
  '-e --env -v --volume --mount -p --publish --name --network --net --env-file -w --workdir -u --user --entrypoint --platform -l --label --add-host --cpus -m --memory --pull'.split(
    ' ',
  );

const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ['npx', npm],
  ['bunx', npm],
  ['pnpx', npm],
  ['npm', npmExec],
  ['pnpm', npmExec],
  ['yarn', npmExec],
  ['bun', npmExec],
  ['uvx', python],
  ['pipx', (args) => (args[0] === 'run' ? python(args.slice(1)) : undefined)],
  ['uv', (args) => (args[0] === 'tool' && args[1] === 'run' ? python(args.slice(2)) : undefined)],
  ['docker', container],
  ['podman', container],
  ['nerdctl', container],
]);

function npmPackage(spec: string): Launch | undefined {
  if (/^(?:\.{0,2}|~)\/|^[A-Za-z]:\\|^file:/.test(spec)) return undefined;
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  return { is: 'package', registry: 'npm', name, ...exact(at < 0 ? undefined : spec.slice(at + 1)) };
}

/** Only a whole version pins; `latest`, `^1`, `1.x`, `next` and ranges let another version in. */
const exact = (version: string | undefined): { readonly version?: string } =>
  version !== undefined &&
  /^v?\d+\.\d+(?:\.\d+)*(?:[-+.]?[\w.+-]+)?$/.test(version) &&
  !/\.x\b|\*/.test(version)
    ? { version }
    : {};

function firstWord(args: readonly string[], withValue: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') return args[i + 1];
    if (!arg.startsWith('-')) return arg;
    if (withValue.includes(arg)) i++;
  }
  return undefined;
}

function valueOf(args: readonly string[], ...flags: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (flags.includes(arg)) return args[index + 1];
    for (const flag of flags)
      if (flag.startsWith('--') && arg.startsWith(`${flag}=`)) return arg.slice(flag.length + 1);
  }
  return undefined;
}

function unwrapped(words: readonly string[]): readonly string[] {
  const program = (words[0]?.split(/[\\/]/).at(-1) ?? '').replace(/\.exe$/i, '').toLowerCase();
  if (program === 'cmd' && /^\/c$/i.test(words[1] ?? '')) return words.slice(2);
  if (['sh', 'bash', 'zsh'].includes(program) && /^-\w*c$/.test(words[1] ?? ''))
    return (words[2] ?? '').split(/\s+/).slice(0, 100);
  if (program === 'env') {
    const start = words.findIndex((word, index) => index > 0 && !/^-|=/.test(word));
    return start < 0 ? [] : words.slice(start);
  }
  return words;
}

/** A bridge such as `mcp-remote URL` runs here but speaks to a host. */
function bridged(args: readonly string[]): Launch | undefined {
  if (!args.some((arg) => /mcp-remote|mcp-proxy|supergateway/.test(arg))) return undefined;
  const url = args.find((arg) => /^https?:\/\//i.test(arg));
  return url === undefined ? undefined : remote(url);
}

function remote(url: string): Launch {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.hostname === '')
    return /^\$|\{/.test(url)
      ? { is: 'unknown', why: 'its URL is a variable' }
      : { is: 'unknown', why: 'its URL cannot be read' };
  const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.*\.localhost)$/i.test(parsed.hostname);
  return {
    is: 'remote',
    host: parsed.host,
    tls: parsed.protocol === 'https:' || parsed.protocol === 'wss:',
    loopback,
  };
}
