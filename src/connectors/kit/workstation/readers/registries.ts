import type { WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, textAt, textOf } from '../document.ts';
import { parseIni, sectionsOf } from '../ini.ts';
import { parseJson } from '../parse.ts';
import { endsIn, type Reader } from '../reader.ts';

/** npm and Yarn: `//registry/:_authToken=…`. */
export const npmrc: Reader = {
  id: 'npmrc',
  title: 'npm registries',
  home: ['.npmrc', '.yarnrc'],
  matches: (_relative, base) => base === '.npmrc' || base === '.yarnrc',
  read(context) {
    const records: WorkstationRecord[] = [];
    const holder = context.holder('npm', 'npm', 'unknown', 1);
    for (const { key, value, line } of parseIni(context.file.text)) {
      const name = /(?:^|:)(?<name>_authToken|_auth|_password)$/.exec(key)?.groups?.['name'];
      if (name === undefined) continue;
      const registry = /^\/\/(?<host>[^/]+)/.exec(key)?.groups?.['host'] ?? 'registry.npmjs.org';
      const found = context.credential(holder.key, name, value, {
        surface: 'registry',
        line,
        credential: 'token',
        shape: 'npm registry token',
        id: `${registry}#${name}`,
      });
      records.push(
        ...found,
        ...(found.length === 0 ? [] : [context.reach(holder.key, 'registry', registry, line)]),
      );
    }
    return records.length === 0 ? [] : [holder, ...records];
  },
};

/** Python packages: `[pypi] password = pypi-…`. */
export const pypirc: Reader = {
  id: 'pypirc',
  title: 'Python registries',
  home: ['.pypirc'],
  matches: (_relative, base) => base === '.pypirc',
  read(context) {
    const holder = context.holder('PyPI', 'PyPI', 'unknown', 1);
    const records = sectionsOf(parseIni(context.file.text)).flatMap((section): WorkstationRecord[] => {
      const password = section.values.get('password');
      if (password === undefined) return [];
      const host = URL.parse(section.values.get('repository')?.value ?? '')?.host ?? 'upload.pypi.org';
      return [
        ...context.credential(holder.key, `${section.name} password`, password.value, {
          surface: 'registry',
          line: password.line,
          credential: 'token',
          shape: 'Python registry token',
          lifetime: 'static',
        }),
        context.reach(holder.key, 'registry', host, password.line),
      ];
    });
    return records.length === 0 ? [] : [holder, ...records];
  },
};

/** Docker and Podman: `auths` hold name and password in base64, `credHelpers` and `credsStore` name a program that keeps them. */
export const docker: Reader = {
  id: 'docker',
  title: 'container registries',
  home: ['.docker/config.json', '.config/containers/auth.json'],
  matches: (relative, base) =>
    endsIn(relative, '.docker/config.json') ||
    endsIn(relative, 'containers/auth.json') ||
    base === '.dockerconfigjson' ||
    base === '.dockercfg',
  read(context) {
    const { docs, broken } = parseJson(context.file.text);
    const [doc] = docs;
    const holder = context.holder('Docker', 'Docker', 'unknown', 1);
    const records: WorkstationRecord[] = [];
    for (const [registry, entry] of entriesOf(
      at(doc, 'auths') ?? (context.file.base === '.dockercfg' ? doc : undefined),
    )) {
      const host = URL.parse(registry)?.host ?? registry;
      // With a helper, Docker leaves an empty object here; then nothing is held in the file.
      const auth = textAt(entry, 'auth') ?? textAt(entry, 'identitytoken') ?? textAt(entry, 'registrytoken');
      if (auth === undefined) continue;
      const decoded = Buffer.from(auth, 'base64').toString('utf8');
      const password = /^[^:]{1,256}:(?<password>.{4,})$/s.exec(decoded)?.groups?.['password'] ?? auth;
      context.hide(auth);
      records.push(
        ...context.credential(holder.key, `password for ${host}`, password, {
          surface: 'registry',
          line: entry.line,
          credential: 'password',
          shape: 'registry password',
          id: `auths#${registry}`,
        }),
        context.reach(holder.key, 'registry', host, entry.line),
      );
    }
    const store = textAt(doc, 'credsStore');
    for (const [registry, helper] of [
      ...entriesOf(at(doc, 'credHelpers')),
      ...(store === undefined ? [] : [['every registry', at(doc, 'credsStore')] as const]),
    ])
      records.push(
        context.described(holder.key, registry, {
          surface: 'registry',
          line: helper?.line ?? 1,
          shape: 'kept by a credential helper',
          held: { is: 'reference', to: textOf(helper) ?? 'a credential helper' },
        }),
      );
    if (broken !== undefined) records.push(context.gap('Docker configuration', broken.why, broken.line));
    return records.length === 0 ? [] : [holder, ...records];
  },
};
