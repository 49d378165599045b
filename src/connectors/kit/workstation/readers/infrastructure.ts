import type { WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, textAt } from '../document.ts';
import { parseJson } from '../parse.ts';
import { endsIn, type Reader } from '../reader.ts';

/** Terraform: `credentials.tfrc.json` and `.terraformrc`. */
export const terraform: Reader = {
  id: 'terraform',
  title: 'Terraform credentials',
  home: ['.terraform.d/credentials.tfrc.json', '.terraformrc'],
  matches: (relative, base) =>
    endsIn(relative, '.terraform.d/credentials.tfrc.json') ||
    base === '.terraformrc' ||
    base === 'terraform.rc',
  read(context) {
    const holder = context.holder('Terraform', 'Terraform', 'unknown', 1);
    const records: WorkstationRecord[] = [];
    const token = (host: string, value: string, line: number): void => {
      records.push(
        ...context.credential(holder.key, `token for ${host}`, value, {
          surface: 'infrastructure',
          line,
          credential: 'token',
          shape: 'Terraform token',
        }),
        context.reach(holder.key, 'host', host, line),
      );
    };
    if (context.file.base.endsWith('.json')) {
      const { docs, broken } = parseJson(context.file.text);
      for (const [host, entry] of docs.flatMap((doc) => entriesOf(at(doc, 'credentials'))))
        token(host, textAt(entry, 'token') ?? '', entry.line);
      if (broken !== undefined) records.push(context.gap('Terraform credentials', broken.why, broken.line));
    } else {
      let host = 'app.terraform.io';
      for (const [index, line] of context.file.text.split('\n').entries()) {
        host = /^\s*credentials\s+"(?<host>[^"]{1,253})"/.exec(line)?.groups?.['host'] ?? host;
        const value = /^\s*token\s*=\s*"(?<value>[^"]{4,4096})"/.exec(line)?.groups?.['value'];
        if (value !== undefined) token(host, value, index + 1);
      }
    }
    return records.length === 0 ? [] : [holder, ...records];
  },
};

/** Vault's own token file: one line, nothing else. */
export const vault: Reader = {
  id: 'vault',
  title: 'Vault token',
  home: ['.vault-token'],
  matches: (_relative, base) => base === '.vault-token',
  read(context) {
    const holder = context.holder('Vault', 'Vault', 'unknown', 1);
    const found = context.credential(holder.key, 'token', context.file.text, {
      surface: 'infrastructure',
      line: 1,
      credential: 'token',
      shape: 'Vault token',
    });
    return found.length === 0 ? [] : [holder, ...found];
  },
};
