import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scanCommand } from '../../src/cli/scan.ts';
import { readInstant, type Instant } from '../../src/model/index.ts';

/** A machine and a repository made for a test, with secrets that exist nowhere else, and every one of them remembered. */
export interface Planted {
  readonly home: string;
  readonly repo: string;
  readonly canaries: readonly string[];
  remove(): void;
}

let made = 0;
/** Letters and digits that look random, different each time, the same in each run. */
export function canary(length: number): string {
  made++;
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += createHash('sha256')
      .update(`canary ${made} ${i}`)
      .digest('base64')
      .replaceAll(/[^0-9A-Za-z]/g, '');
  return text.slice(0, length);
}

export function plantWorkstation(): Planted {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-scan-'));
  const home = join(folder, 'home');
  const repo = join(folder, 'repo');
  const canaries: string[] = [];
  const secret = (prefix: string, length: number): string => {
    const body = canary(length);
    canaries.push(body);
    return prefix + body;
  };
  const put = (root: string, path: string, content: string | object, mode = 0o600): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    chmodSync(file, mode);
  };
  const github = secret('ghp_', 36);
  const server = (name: string, length = 30) => ({
    command: 'npx',
    args: ['-y', `${name}-server`, '--api-key', secret('', length), `--token=${secret('', length)}`],
    env: { GITHUB_TOKEN: github, SERVICE_API_KEY: secret('', length) },
  });
  const remote = () => ({
    url: `https://mcp.acme.test/v1?api_key=${secret('', 24)}`,
    headers: { Authorization: `Bearer ${secret('', 30)}` },
  });

  for (const folder of ['Library/Application Support', '.config', 'AppData/Roaming'])
    put(home, `${folder}/Claude/claude_desktop_config.json`, { mcpServers: { desk: server('desk') } });
  put(home, '.claude.json', {
    mcpServers: { code: remote() },
    projects: { '/work': { mcpServers: { inner: server('inner') } } },
    primaryApiKey: secret('sk-ant-', 40),
  });
  put(home, '.claude/.credentials.json', {
    claudeAiOauth: { accessToken: secret('sk-ant-oat01-', 40), refreshToken: secret('sk-ant-ort01-', 40) },
  });
  put(home, '.claude/settings.json', {
    env: { ANTHROPIC_API_KEY: secret('sk-ant-', 40) },
    permissions: { allow: ['Bash'] },
  });
  for (const path of [
    '.cursor/mcp.json',
    '.codeium/windsurf/mcp_config.json',
    '.gemini/settings.json',
    '.junie/mcp/mcp.json',
    '.copilot/mcp-config.json',
    '.aws/amazonq/mcp.json',
    '.kiro/settings/mcp.json',
    '.lmstudio/mcp.json',
  ])
    put(home, path, { mcpServers: { one: server(path.split('/')[0] ?? 'x'), two: remote() } });
  put(home, '.config/Code/User/mcp.json', { servers: { code: server('vscode') } });
  put(
    home,
    '.config/Code/User/settings.json',
    `{ // comment\n "mcp": { "servers": { "old": ${JSON.stringify(server('old'))} }, }, }`,
  );
  put(home, '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json', {
    mcpServers: { cline: server('cline') },
  });
  put(home, '.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json', {
    mcpServers: { roo: server('roo') },
  });
  put(home, '.config/github-copilot/intellij/mcp.json', { servers: { ij: remote() } });
  put(home, '.config/zed/settings.json', {
    context_servers: {
      zed: { command: { path: 'uvx', args: ['zed-mcp'], env: { ZED_TOKEN: secret('', 32) } } },
    },
  });
  put(home, '.continue/config.json', {
    models: [{ title: 'm', apiKey: secret('sk-', 40) }],
    experimental: { modelContextProtocolServers: [{ transport: { type: 'stdio', ...server('cont') } }] },
  });
  put(
    home,
    '.continue/config.yaml',
    `mcpServers:\n  - name: y\n    command: uvx\n    args: [tool==1.2.3]\n    env:\n      Y_API_KEY: ${secret('', 30)}\n`,
  );
  put(home, '.config/opencode/opencode.json', {
    mcp: { oc: { type: 'local', command: ['bunx', 'oc-mcp'], environment: { OC_SECRET: secret('', 30) } } },
  });
  put(
    home,
    '.config/goose/config.yaml',
    `extensions:\n  g:\n    cmd: docker\n    args: [run, -i, "-e", "PAT=${secret('', 30)}", ghcr.io/acme/goose]\n    envs: { GOOSE_TOKEN: ${secret('', 30)} }\n`,
  );
  put(
    home,
    '.codex/config.toml',
    `[mcp_servers.docs]\ncommand = "npx"\nargs = ["-y", "docs"]\n[mcp_servers.docs.env]\nDOCS_TOKEN = "${secret('', 30)}"\n`,
  );
  put(home, '.codex/auth.json', {
    OPENAI_API_KEY: secret('sk-proj-', 50),
    tokens: { access_token: secret('', 60), refresh_token: secret('', 60) },
  });
  put(home, '.gemini/oauth_creds.json', {
    access_token: secret('ya29.', 60),
    refresh_token: secret('1//0', 50),
  });

  const aws = (): string =>
    `aws_access_key_id = AKIA${canary(16).toUpperCase()}\naws_secret_access_key = ${secret('', 40)}\n`;
  put(home, '.aws/credentials', `[default]\n${aws()}[ci]\n${aws()}`);
  put(
    home,
    '.aws/config',
    '[profile sso]\nsso_start_url = https://acme.awsapps.com/start\nsso_account_id = 111122223333\nsso_role_name = Reader\n[profile role]\nrole_arn = arn:aws:iam::444455556666:role/deploy\nsource_profile = default\n',
  );
  const pem = (): string => {
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    canaries.push(key.split('\n')[1] ?? '');
    return key;
  };
  put(home, '.config/gcloud/application_default_credentials.json', {
    type: 'authorized_user',
    client_id: 'acme',
    refresh_token: secret('1//0', 60),
    quota_project_id: 'acme-dev',
  });
  put(repo, 'service-account.json', {
    type: 'service_account',
    client_email: 'build@acme-prod.iam.gserviceaccount.com',
    project_id: 'acme-prod',
    private_key: pem(),
  });
  put(home, '.azure/service_principal_entries.json', [
    { client_id: 'x', tenant: 'y', client_secret: secret('', 40) },
  ]);
  put(home, '.azure/azureProfile.json', '\uFEFF{"subscriptions":[{"id":"s","name":"Acme Production"}]}');
  put(
    home,
    '.kube/config',
    `apiVersion: v1\nkind: Config\nclusters:\n- name: prod\n  cluster: {server: "https://k8s.acme.test:6443"}\ncontexts:\n- name: p\n  context: {cluster: prod, user: admin}\nusers:\n- name: admin\n  user:\n    token: ${secret('', 60)}\n- name: basic\n  user: {username: u, password: ${secret('', 20)}}\n- name: cloud\n  user: {exec: {command: aws}}\n`,
  );
  put(
    home,
    '.npmrc',
    `//registry.npmjs.org/:_authToken=${secret('npm_', 36)}\n//npm.acme.test/:_authToken=\${NPM_TOKEN}\n`,
  );
  put(home, '.pypirc', `[pypi]\nusername = __token__\npassword = ${secret('pypi-', 60)}\n`);
  const dockerPassword = secret('', 24);
  const dockerAuth = Buffer.from(`dana:${dockerPassword}`).toString('base64');
  canaries.push(dockerAuth);
  put(home, '.docker/config.json', {
    auths: { 'registry.acme.test': { auth: dockerAuth }, 'ghcr.io': {} },
    credHelpers: { 'ghcr.io': 'secretservice' },
  });
  put(home, '.git-credentials', `https://dana:${secret('', 30)}@git.acme.test\n`);
  put(
    home,
    '.gitconfig',
    `[url "https://dana:${secret('', 30)}@git.acme.test/"]\n  insteadOf = git:\n[http]\n  extraheader = Authorization: Basic ${secret('', 32)}\n`,
  );
  put(home, '.netrc', `machine api.acme.test login dana password ${secret('', 24)}\n`);
  put(home, '.config/gh/hosts.yml', `github.com:\n  oauth_token: ${secret('gho_', 36)}\n  user: dana\n`);
  put(home, '.terraform.d/credentials.tfrc.json', {
    credentials: { 'app.terraform.io': { token: secret('', 50) } },
  });
  put(home, '.vault-token', secret('hvs.', 40));
  put(home, '.ssh/id_plain', pem());
  put(home, '.ssh/open', pem(), 0o644);

  execFileSync('git', ['init', '-q', folder === '' ? '.' : repo]);
  put(
    repo,
    '.env',
    `export GITHUB_TOKEN="${github}"\nDATABASE_URL=postgres://app:${secret('', 20)}@db.acme.test/app\nOTHER_SECRET='${secret('', 32)}'\n`,
  );
  put(repo, '.mcp.json', {
    mcpServers: {
      files: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '/'] },
      plain: { url: 'http://mcp.acme.test/' },
    },
  });
  put(
    repo,
    '.vscode/mcp.json',
    `{ "servers": { "v": { "command": "docker", "args": ["run", "acme/mcp"], "env": { "V_TOKEN": "\${input:token}" } }, }, }`,
  );
  put(
    repo,
    '.github/workflows/ci.yml',
    `name: ci\non: [pull_request_target]\npermissions: write-all\nenv:\n  DEPLOY_TOKEN: ${secret('', 30)}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "\${{ github.event.pull_request.head.sha }}" }\n      - uses: other/action@v1\n        env: { K: "\${{ secrets.AWS_SECRET_ACCESS_KEY }}" }\n`,
  );
  put(
    repo,
    '.gitlab-ci.yml',
    `variables:\n  DEPLOY_PASSWORD: ${secret('', 24)}\njob:\n  script: ["curl -H $API_TOKEN"]\n  id_tokens: { AWS: { aud: https://acme.test } }\n`,
  );
  put(
    repo,
    '.circleci/config.yml',
    `orbs: { a: acme/orb@volatile }\njobs:\n  b:\n    environment: { SOME_TOKEN: ${secret('', 30)} }\n`,
  );
  put(
    repo,
    'Jenkinsfile',
    `environment {\n  X = credentials('prod-deploy')\n  MY_TOKEN = "${secret('', 30)}"\n}\n`,
  );
  execFileSync('git', ['-C', repo, 'add', '-f', '.mcp.json', '.env', '.github']);
  return { home, repo, canaries, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}
const fixed = readInstant('2026-06-01T12:00:00Z');
export const scanNow: Instant =
  fixed ??
  ((): never => {
    throw new TypeError('not a date');
  })();

/** The real command, with its output caught. */
export async function runScan(cwd: string, home: string, ...argv: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const status = await scanCommand.run(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { HOME: home },
    cwd,
    clock: { now: () => scanNow },
  });
  return { status, out, err };
}

/** Every canary of which eight characters in a row stand somewhere in the text. */
export function leakedIn(text: string, canaries: readonly string[]): readonly string[] {
  return canaries.flatMap((canary) => {
    for (let i = 0; i + 8 <= canary.length; i++)
      if (text.includes(canary.slice(i, i + 8))) return [canary.slice(i, i + 8)];
    return [];
  });
}
