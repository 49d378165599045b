/** With these AWS says that there is no such thing: no organisation, no policy on it, no user of that name any more. */
export const absent: ReadonlySet<string> = new Set([
  'AWSOrganizationsNotInUseException',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchBucketPolicy',
  'ResourceNotFoundException',
]);

/** With these it says that the credentials may not ask. */
export const denied: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'UnsupportedAPIEndpointException',
]);
