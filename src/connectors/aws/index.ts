/**
 * AWS IAM from its exports: comes in `get-account-authorization-details` JSON and the credential report CSV of one or
 * more accounts; goes out users, roles, groups, policies taken apart into rights, who may assume what, and the age and
 * use of credentials. Whatever is not evaluated here is a condition or a gap by name. It never calls AWS.
 */
import type { Connector } from '../kit/connector.ts';
import { doesNotRead } from './gaps.ts';
import { organizationPermissions } from './organization/operations.ts';
import { awsConfig, locateAws, type AwsConfig } from './location.ts';
import { readAws } from './read.ts';

export const aws: Connector<AwsConfig> = {
  id: 'aws',
  title: 'AWS IAM',
  config: awsConfig,
  capabilities: {
    reads: [
      'account',
      'group',
      'membership',
      'credential',
      'resource',
      'entitlement',
      'grant',
      'ownership',
      'policy',
    ],
    doesNotRead,
    writes: [],
    permissions: {
      read: [
        'iam:GetAccountAuthorizationDetails, to export users, groups, roles and policies',
        'iam:GenerateCredentialReport and iam:GetCredentialReport, to export passwords, keys and MFA',
        'iam:ListUsers and iam:ListAccessKeys, to export which key ids there are (optional)',
        ...organizationPermissions,
        'read permission on the exported files, which is all that Countersign itself needs',
      ],
      write: [],
    },
  },
  locate: locateAws,
  read: readAws,
};
