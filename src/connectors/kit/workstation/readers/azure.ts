import type { WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, itemsOf, textAt, textOf } from '../document.ts';
import { parseJson } from '../parse.ts';
import { endsIn, type Reader } from '../reader.ts';

const files = [
  '.azure/msal_token_cache.json',
  '.azure/service_principal_entries.json',
  '.azure/accessTokens.json',
  '.azure/azureProfile.json',
];

/** What the Azure CLI keeps: subscriptions, its token cache, secrets of service principals. */
export const azure: Reader = {
  id: 'azure',
  title: 'Azure CLI',
  home: files,
  maxBytes: 8 << 20,
  matches: (relative) => files.some((path) => endsIn(relative, path)),
  read(context) {
    const { docs, broken } = parseJson(context.file.text);
    const [doc] = docs;
    const holder = context.holder('Azure CLI', 'Azure CLI', 'unknown', 1);
    const records: WorkstationRecord[] = [];
    if (doc !== undefined) {
      for (const item of itemsOf(at(doc, 'subscriptions')))
        records.push(
          context.reach(
            holder.key,
            'cloud_account',
            `Azure subscription ${textAt(item, 'name') ?? textAt(item, 'id') ?? ''}`,
            item.line,
          ),
        );
      for (const [kind, entries] of [
        ['RefreshToken', entriesOf(at(doc, 'RefreshToken'))],
        ['AccessToken', entriesOf(at(doc, 'AccessToken'))],
      ] as const)
        for (const [index, [, entry]] of entries.entries())
          records.push(
            ...context.credential(holder.key, kind, textAt(entry, 'secret') ?? '', {
              surface: 'azure',
              line: entry.line,
              credential: 'token',
              lifetime: 'short',
              shape: `Azure ${kind === 'RefreshToken' ? 'refresh' : 'access'} token`,
              id: `${kind}#${index}`,
            }),
          );
      for (const [index, item] of itemsOf(doc).entries())
        for (const [name, value] of entriesOf(item))
          if (
            /^(?:client_secret|accessToken|refreshToken|certificate|secret)$/.test(name) &&
            textOf(value) !== undefined
          )
            records.push(
              ...context.credential(holder.key, name, textOf(value) ?? '', {
                surface: 'azure',
                line: value.line,
                credential: name === 'client_secret' ? 'password' : 'token',
                lifetime: name === 'client_secret' ? 'static' : 'short',
                shape: name === 'client_secret' ? 'Azure service principal secret' : 'Azure token',
                id: `${index}#${name}`,
              }),
            );
    }
    if (broken !== undefined) records.push(context.gap('Azure CLI', broken.why, broken.line));
    return records.length === 0 ? [] : [holder, ...records];
  },
};
