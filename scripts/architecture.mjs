// Architecture rules on the real import graph (type-only and dynamic imports count), with reachability.
// Only of the console, which runs in a browser, the imports that are types are left out where they name the server.
// A rule says: no file matching `from` may reach (or directly import) a file or module matching `to`.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

const stages =
  'connectors|estate|activity|behaviour|mining|duties|replay|detection|advice|policy|review|enforcement|leases|ledger|lifecycle|query|signin|saved-views|outcomes|gateway|evidence|notify';
const server = 'src/app\\.ts';

const rules = [
  {
    name: 'model-knows-nothing',
    why: 'model/ is plain values',
    from: /^src\/model\//,
    to: /^(?!src\/model\/)/,
    direct: true,
  },
  {
    name: 'platform-knows-no-stage',
    why: 'platform/ serves every stage',
    from: /^src\/platform\//,
    to: /^src\/(?!platform\/|model\/)/,
  },
  {
    name: 'stages-are-strangers',
    why: 'a stage knows model/, platform/ and ports it declares; app.ts wires them',
    from: new RegExp(`^src/(${stages})/`),
    to: new RegExp(`^src/(${stages}|commands|api|cli)/`),
    sameStageAllowed: true,
    direct: true,
    exceptTests: true,
  },
  {
    name: 'stages-reach-no-stage',
    why: 'also not through a third module',
    from: new RegExp(`^src/(${stages})/`),
    to: new RegExp(`^src/(${stages}|commands|api|cli)/`),
    sameStageAllowed: true,
    exceptTests: true,
  },
  {
    name: 'advice-has-no-authority',
    why: 'AI code reaches no enforcement, decision or command',
    from: /^src\/(advice|gateway)\//,
    to: /^src\/(enforcement|review|leases|commands|enforcer\.ts|app\.ts)|^src\/connectors\/[^/]+\/(write|lease)/,
    optional: true,
  },
  {
    name: 'server-holds-no-writer',
    why: 'write faces are loaded only in the enforcer',
    from: new RegExp(`^(${server}|src/api/)`),
    to: /^src\/enforcement\/|^src\/connectors\/[^/]+\/write|^src\/enforcer\.ts/,
    optional: true,
  },
  {
    name: 'enforcer-listens-nowhere',
    why: 'the enforcer has no port',
    from: /^src\/enforcer\.ts|^src\/enforcement\//,
    to: /^(fastify|node:http|node:https|node:http2|node:net|node:dgram)$|^src\/(api|cli)\//,
    dialsIn: 'src/platform/connect-out.ts',
    optional: true,
  },
  {
    name: 'verifier-stands-alone',
    why: 'ledger/verify.ts depends on node:crypto alone',
    from: /^src\/ledger\/verify\.ts$/,
    to: /^(?!src\/ledger\/|node:crypto$)/,
    optional: true,
  },
  {
    name: 'faces-are-thin',
    why: 'api/ and cli/ speak to commands/, not to stages',
    from: /^src\/(api|cli)\//,
    to: new RegExp(`^src/(${stages})/`),
    direct: true,
    exceptTests: true,
    optional: true,
  },
  {
    name: 'connectors-are-apart',
    why: 'a connector knows only the kit',
    from: /^src\/connectors\/(?!kit\/)([^/]+)\//,
    to: /^src\/connectors\/(?!kit\/)/,
    sameConnectorAllowed: true,
    exceptTests: true,
    optional: true,
  },
  {
    name: 'console-knows-types-only',
    why: 'web/ runs in a browser: of the server it takes types (`import type`), never code',
    from: /^web\/src\//,
    to: /^(src|test|bench|eval|scripts)\/|^node:/,
  },
  {
    name: 'nobody-imports-the-console',
    why: 'the server serves its built files',
    from: /^src\//,
    to: /^web\//,
  },
  {
    name: 'screens-are-strangers',
    why: 'a screen knows the shared pieces and itself',
    from: /^web\/src\/screens\//,
    to: /^web\/src\/screens\//,
    sameScreenAllowed: true,
  },
  {
    name: 'shared-pieces-know-no-screen',
    why: 'components, shell, keys, api and text serve every screen; router.tsx names them',
    from: /^web\/src\/(components|shell|keys|api|text)\//,
    to: /^web\/src\/(screens|gallery)\//,
  },
];

const graph = new Map();
const problems = [];
for (const file of globSync(['src/**/*.ts', 'web/src/**/*.{ts,tsx}']).map((f) => f.replaceAll('\\', '/'))) {
  const text = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) problems.push(`parse: ${file}: ${errors[0].message}`);
  const targets = new Set();
  const add = (specifier) => {
    if (!specifier.startsWith('.')) return targets.add(specifier);
    const target = relative('.', resolve(dirname(file), specifier)).replaceAll('\\', '/');
    if (!existsSync(target)) problems.push(`unresolved: ${file} imports ${specifier}`);
    return targets.add(target);
  };
  // `import { type X }` still loads the module; only `import type` and `export type` do not.
  const isType = (statement) =>
    file.startsWith('web/') && /^(im|ex)port\s+type\b/.test(text.slice(statement.start, statement.end));
  for (const i of module.staticImports) if (!isType(i)) add(i.moduleRequest.value);
  for (const e of module.staticExports)
    for (const x of e.entries) if (x.moduleRequest && !isType(e)) add(x.moduleRequest.value);
  for (const d of module.dynamicImports) {
    const request = text.slice(d.moduleRequest.start, d.moduleRequest.end);
    if (/^['"][^'"]*['"]$/.test(request)) add(request.slice(1, -1));
    else problems.push(`computed-import: ${file}: import(${request}) hides what it reaches`);
  }
  graph.set(file, targets);
}

// What a rule lets dial: its one module names `node:net` once, for `connect` alone. Any other way to it still counts.
function dialsOnly(file) {
  const text = readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, '');
  return text.trim() === "export { connect, type Socket } from 'node:net';";
}

const stageOf = (path) => path.split('/')[1];
const isTest = (path) => /\.test\.tsx?$/.test(path);
function allowed(rule, start, target) {
  if (rule.sameStageAllowed && stageOf(start) === stageOf(target)) return true;
  if (rule.sameScreenAllowed && start.split('/')[3] === target.split('/')[3]) return true;
  if (rule.sameConnectorAllowed && start.split('/')[2] === target.split('/')[2]) return true;
  return false;
}

for (const rule of rules) {
  const starts = [...graph.keys()].filter(
    (f) => rule.from.test(f) && !(isTest(f) && (rule.exceptTests ?? true)),
  );
  if (starts.length === 0) {
    if (!rule.optional) problems.push(`${rule.name}: matches no file, so it checks nothing`);
    continue;
  }
  for (const start of starts) {
    const cameFrom = new Map([[start, null]]);
    const queue = [start];
    while (queue.length > 0) {
      const file = queue.shift();
      if (rule.direct && file !== start) continue;
      const mayDial = rule.dialsIn === file && dialsOnly(file);
      for (const target of graph.get(file) ?? []) {
        if (cameFrom.has(target) || (mayDial && target === 'node:net')) continue;
        cameFrom.set(target, file);
        queue.push(target);
      }
    }
    for (const target of cameFrom.keys()) {
      if (target === start || !rule.to.test(target) || allowed(rule, start, target)) continue;
      const path = [];
      for (let at = target; at; at = cameFrom.get(at)) path.unshift(at);
      problems.push(`${rule.name}: ${path.join(' -> ')}  (${rule.why})`);
    }
  }
}

if (graph.size === 0) problems.push('no modules were read');
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `architecture: ${graph.size} modules, ${rules.length} rules, ${problems.length} problems\n`,
);
if (problems.length > 0) process.exitCode = 1;
