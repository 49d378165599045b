import type { WorkstationRecord } from '../../../../model/index.ts';
import { at, textAt } from '../document.ts';
import { parseJson } from '../parse.ts';
import { endsIn, type Reader } from '../reader.ts';

/** Google Cloud: application default credentials, and service account keys wherever they lie under a usual name. */
export const gcp: Reader = {
  id: 'gcp',
  title: 'Google Cloud credentials',
  home: ['.config/gcloud/', 'AppData/Roaming/gcloud/'],
  matches: (relative, base) =>
    endsIn(relative, 'gcloud/application_default_credentials.json') ||
    /(?:service[-_]?account|gcp|gcloud|google|firebase|gsa|sa)[\w.-]*(?:key|cred|credentials|adminsdk|account)[\w.-]*\.json$/i.test(
      base,
    ) ||
    /^(?:credentials|key|keyfile|service-account|serviceaccount|sa)\.json$/i.test(base) ||
    /^[a-z][a-z0-9-]{4,28}-[0-9a-f]{12}\.json$/.test(base),
  read(context) {
    const { docs, broken } = parseJson(context.file.text);
    const [doc] = docs;
    const type = textAt(doc, 'type');
    const secretKey =
      type === 'service_account' ? 'private_key' : type === 'authorized_user' ? 'refresh_token' : undefined;
    const isFederated = type === 'external_account' || type === 'impersonated_service_account';
    if (doc === undefined || (secretKey === undefined && !isFederated))
      return broken !== undefined && /private_key|refresh_token/.test(context.file.text)
        ? [context.gap('Google Cloud credentials', broken.why, broken.line)]
        : [];
    const name = textAt(doc, 'client_email') ?? textAt(doc, 'account', 'client_id') ?? 'default';
    const kind = type === 'service_account' ? 'service_account' : isFederated ? 'workload' : 'person';
    const holder = context.holder(
      'Google Cloud identity',
      name,
      kind === 'person' ? 'unknown' : kind,
      doc.line,
    );
    const records: WorkstationRecord[] = [holder];
    const secret = secretKey === undefined ? undefined : textAt(doc, secretKey);
    if (secretKey !== undefined && secret !== undefined)
      records.push(
        ...context.credential(holder.key, secretKey, secret, {
          surface: 'gcp',
          line: at(doc, secretKey)?.line ?? 1,
          credential: type === 'service_account' ? 'access_key' : 'token',
          shape: type === 'service_account' ? 'Google service account key' : 'Google user sign-in',
          lifetime: type === 'service_account' ? 'static' : 'short',
        }),
      );
    if (isFederated)
      records.push(
        context.described(holder.key, type, {
          surface: 'gcp',
          line: doc.line,
          lifetime: 'short',
          shape: 'Google workload identity federation',
          held: { is: 'reference', to: textAt(doc, 'audience') ?? 'another identity' },
        }),
      );
    const project = textAt(doc, 'project_id', 'quota_project_id');
    if (project !== undefined)
      records.push(context.reach(holder.key, 'cloud_account', `Google Cloud project ${project}`, doc.line));
    return records;
  },
};
