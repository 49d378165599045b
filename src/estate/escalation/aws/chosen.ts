/**
 * Keys of a request that whoever makes it fills in as they like: where it goes, the tags it asks for, and what the request itself
 * says of what is made. A condition on one of them keeps nobody out who can meet it.
 */
export function isChosen(key: string, action: string): boolean {
  if (chosenByAll.has(key) || key.startsWith('aws:requesttag/')) return true;
  const [service = ''] = action.toLowerCase().split(':');
  const [prefix = '', name = ''] = key.split(':');
  // iam and sts: what is passed or assumed is what the technique is about, and is known
  if (service === 'iam' || service === 'sts')
    return key === 'iam:associatedresourcearn' || key === 'sts:rolesessionname';
  return prefix === service && !ofTheThing.some((each) => name.startsWith(each)) && !namesRole.test(name);
}

const chosenByAll: ReadonlySet<string> = new Set(['aws:requestedregion', 'aws:tagkeys']);

/** Keys of a service that tell of what is there already. */
const ofTheThing = ['resourcetag/', 'tag/', 'sourceinstancearn', 'eventsourcetoken', 'pipelinecreator'];

/** `ec2:InstanceProfile`, `cloudformation:RoleArn`, `codebuild:serviceRole`: with which role, which is what matters. */
const namesRole = /role|instanceprofile/;
