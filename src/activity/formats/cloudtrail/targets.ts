import { field, isRecord, list, record, text } from '../../fields.ts';
import type { Target } from '../../told.ts';

/** Parameters that name what a call acts on: an ARN, a name, an id. Tokens, keys for encryption and secrets are none. */
const naming = /(arn|name|id|identifier|url|key|ids|names|arns|identifiers)$/i;
const notNaming =
  /(token|secret|password|session|kmskey|kms_key|kms-key|clientid|requestid|callerreference|attributename|featurename|availabilityzone|maxresults|principal|copy-source|x-amz-|code$|engine|host)/i;

/**
 * What the call acted on: the resources that AWS lists, else what the parameters and then the answer name, else the
 * account as a whole, which is what calls like `GetAccountPasswordPolicy` ask about.
 */
export function targetsOf(
  event: Readonly<Record<string, unknown>>,
  account: string | undefined,
): readonly Target[] {
  const listed = list(event, 'resources').flatMap((resource): readonly Target[] => {
    const uid = text(resource, 'ARN') ?? text(resource, 'arn') ?? text(resource, 'resourceName');
    return uid === undefined ? [] : [{ uid, type: text(resource, 'type') ?? text(resource, 'resourceType') }];
  });
  if (listed.length > 0) return listed;
  const parameters = record(field(event, 'requestParameters'));
  const bucket = text(parameters, 'bucketName');
  if (bucket !== undefined && text(event, 'eventSource') === 's3.amazonaws.com') {
    const key = text(parameters, 'key');
    return [
      {
        uid: `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`,
        type: key === undefined ? 'AWS::S3::Bucket' : 'AWS::S3::Object',
      },
    ];
  }
  const named = namedIn(parameters, 0);
  if (named.length > 0) return named;
  const made = namedIn(record(field(event, 'responseElements')), 0);
  if (made.length > 0) return made;
  const service = namedIn(record(field(event, 'serviceEventDetails')), 0);
  if (service.length > 0) return service;
  return account === undefined ? [] : [{ uid: account, type: 'AWS::Account' }];
}

/** What is named here and in lists two levels down, as EC2 and RDS nest their parameters; few, and in order. */
function namedIn(parameters: Readonly<Record<string, unknown>>, depth: number): readonly Target[] {
  const found: Target[] = [];
  for (const [key, value] of Object.entries(parameters)) {
    if (found.length >= 20) break;
    if (notNaming.test(key)) continue;
    if (typeof value === 'string' || typeof value === 'number') {
      const named = naming.test(key) ? text(value) : undefined;
      if (named !== undefined)
        found.push({ ...(named.startsWith('arn:') ? { uid: named } : { name: named }), type: key });
    } else if (Array.isArray(value)) {
      for (const item of value.slice(0, 20)) {
        const named = typeof item === 'string' && naming.test(key) ? text(item) : undefined;
        if (named !== undefined)
          found.push({ ...(named.startsWith('arn:') ? { uid: named } : { name: named }), type: key });
        else if (isRecord(item) && depth < 4) found.push(...namedIn(item, depth + 1));
      }
    } else if (isRecord(value) && depth < 4) found.push(...namedIn(value, depth + 1));
  }
  return found.slice(0, 20);
}
