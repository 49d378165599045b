import { expect, it } from 'vitest';
import { launchOf } from './launch.ts';

const line = (text: string) => {
  const [command, ...args] = text.split(' ');
  return launchOf(command, args, undefined);
};
const npm = (name: string, version?: string) => ({
  is: 'package',
  registry: 'npm',
  name,
  ...(version === undefined ? {} : { version }),
});

it.each([
  ['npx -y @scope/server', npm('@scope/server')],
  ['npx -y @scope/server@1.2.3', npm('@scope/server', '1.2.3')],
  ['npx -y server@latest', npm('server')],
  ['npx server@^1.2.0', npm('server')],
  ['npx --package=server@2.0.0 run-it', npm('server', '2.0.0')],
  ['cmd /c npx -y server', npm('server')],
  ['/usr/bin/env A=1 npx server', npm('server')],
  ['C:\\node\\npx.cmd -y server@1.0.0', npm('server', '1.0.0')],
  ['pnpm dlx server', npm('server')],
  ['bunx server@0.1.0', npm('server', '0.1.0')],
  ['uvx tool', { is: 'package', registry: 'pypi', name: 'tool' }],
  ['uvx tool==1.2.3', { is: 'package', registry: 'pypi', name: 'tool', version: '1.2.3' }],
  ['uvx --from tool[cli]==1.2.3 run', { is: 'package', registry: 'pypi', name: 'tool', version: '1.2.3' }],
  ['uv tool run tool@latest', { is: 'package', registry: 'pypi', name: 'tool' }],
  ['pipx run tool', { is: 'package', registry: 'pypi', name: 'tool' }],
  ['docker run -i --rm -e TOKEN acme/mcp', { is: 'package', registry: 'oci', name: 'acme/mcp' }],
  [
    'docker run -i --rm -e TOKEN acme/mcp:1.4',
    { is: 'package', registry: 'oci', name: 'acme/mcp', version: '1.4' },
  ],
  ['docker run acme/mcp:latest', { is: 'package', registry: 'oci', name: 'acme/mcp' }],
  ['node ./server.js', { is: 'local', command: 'node' }],
  ['npx ./server', { is: 'local', command: 'npx' }],
  ['constructor x', { is: 'local', command: 'constructor' }],
  [
    'npx -y mcp-remote https://mcp.acme.test/sse',
    { is: 'remote', host: 'mcp.acme.test', tls: true, loopback: false },
  ],
])('%s', (text, expected) => expect(line(text)).toEqual(expected));

it.each([
  ['http://localhost:3000/mcp', { is: 'remote', host: 'localhost:3000', tls: false, loopback: true }],
  ['http://[::1]:3000/', { is: 'remote', host: '[::1]:3000', tls: false, loopback: true }],
  ['http://localhost.evil.test/', { is: 'remote', host: 'localhost.evil.test', tls: false, loopback: false }],
  ['${URL}', { is: 'unknown', why: 'its URL is a variable' }],
])('url %s', (url, expected) => expect(launchOf(undefined, [], url)).toEqual(expected));
