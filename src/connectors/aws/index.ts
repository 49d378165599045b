/**
 * AWS IAM: comes in what `get-account-authorization-details`, the credential report and the organisation say of one or more
 * accounts, kept in files or asked for; goes out users, roles, groups, policies taken apart into rights, who may assume what,
 * the age and use of credentials, and the policies of the organisation at each of its places. Whatever is not evaluated here
 * is a condition or a gap by name. It changes nothing in AWS.
 */
import type { Connector } from '../kit/connector.ts';
import { doesNotRead } from './gaps.ts';
import { organizationPermissions } from './organization/operations.ts';
import { awsConfig, locateAws, type AwsConfig } from './location.ts';
import { readAws } from './read.ts';
import { resourceServices } from './resources/services.ts';

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
        'iam:GetAccountAuthorizationDetails, for users, groups, roles and policies',
        'iam:GenerateCredentialReport and iam:GetCredentialReport, for passwords, keys and MFA',
        'iam:ListAccessKeys, for which key ids there are (optional; an export also needs iam:ListUsers)',
        ...organizationPermissions,
        'sts:AssumeRole on the role that memberRole= names in each account of the organisation (optional)',
        `${resourceServices.flatMap(({ permissions }) => permissions).join(', ')}, for policies on resources (optional)`,
        'of an export: read permission on its files, which is all that Countersign itself then needs',
      ],
      write: [],
    },
  },
  locate: locateAws,
  read: readAws,
};
