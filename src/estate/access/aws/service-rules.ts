/** What is particular to the service that an action belongs to. */
export interface ServiceRules {
  /** The resource can have a policy of its own that has a say in this action. */
  readonly hasResourcePolicy: boolean;
  /** Without that policy nothing opens the resource. */
  readonly needsResourcePolicy: boolean;
  /** No RCP has a say in this action. */
  readonly isBeyondRcps: boolean;
}

/**
 * Key policies and trust policies have to allow (IAM user guide, Policy evaluation logic); the trust policy is the only
 * policy that IAM keeps on a resource, and speaks of becoming the role, not of managing it. Retiring a grant of a key is out of
 * the reach of RCPs (AWS Organizations user guide, Resource control policies).
 */
export function governing(action: string, resource: string): ServiceRules {
  const [service = '', name = ''] = action.split(':');
  const toBecome = service === 'sts' && isRole(resource);
  return {
    hasResourcePolicy: service !== 'iam',
    needsResourcePolicy: toBecome || (service === 'kms' && isKey(resource)),
    isBeyondRcps: service === 'kms' && name === 'retiregrant',
  };
}

const isRole = (resource: string): boolean => /^arn:[^:]*:iam::[^:]*:role\//.test(resource);
const isKey = (resource: string): boolean => /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource);
