import type { WorkstationRecord } from '../../../../model/index.ts';
import { unquoted } from '../ini.ts';
import type { Reader } from '../reader.ts';
import { judgeSecret } from '../secret-shapes.ts';

/** `.env` files and their kin (`.env.local`, `prod.env`, `.envrc`). */
export const envFiles: Reader = {
  id: 'env-files',
  title: '.env files',
  home: ['.env', '.envrc'],
  matches: (_relative, base) =>
    /^\.env(?:\..{1,40})?$|^\.envrc$|^[\w.-]{1,60}\.env$|^\.dev\.vars$/.test(base) &&
    !/\.(?:ts|js|d|md|mjs|json|ya?ml|py)$/.test(base),
  read(context) {
    const holder = context.holder('environment file', context.file.base, 'unknown', 1);
    const records: WorkstationRecord[] = [];
    for (const [index, raw] of context.file.text.split('\n').entries()) {
      const found = /^\s*(?:export\s+|set\s+)?(?<name>[A-Za-z_][\w.-]{0,200})\s*=\s*(?<value>.*)$/.exec(
        raw.slice(0, 20_000),
      )?.groups;
      if (found === undefined) continue;
      const name = found['name'] ?? '';
      const trimmed = (found['value'] ?? '').trim();
      const value = /^["']/.test(trimmed) ? unquoted(trimmed) : trimmed.replace(/\s+#.*$/, '');
      const line = index + 1;
      const credentials = context.judged(holder.key, name, value, { surface: 'env', line });
      if (credentials.length > 0)
        records.push(...credentials, ...context.reachOf(holder.key, value, line, judgeSecret(name, value)));
    }
    return records.length === 0 ? [] : [holder, ...records];
  },
};
