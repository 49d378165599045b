import { techniqueOf, type AwsTechnique, type Need, type On, type Over, type Told } from '../technique.ts';

/** Techniques by which the caller becomes another user or role as it is, or joins a group. */

const becoming = (told: Told, over: Over, ...needs: readonly (readonly [string, On])[]): AwsTechnique =>
  techniqueOf(told, { over, needs: needs.map(([action, on]): Need => ({ action, on })), gains: 'it' });

export const identityTechniques: readonly AwsTechnique[] = [
  becoming(
    {
      record: 'iam-002',
      title: 'Makes an access key of another user',
      does: 'Makes a second access key for another user, and acts as that user.',
    },
    { is: 'user', with: 'room for a key' },
    ['iam:CreateAccessKey', 'user'],
  ),
  becoming(
    {
      record: 'iam-003',
      title: 'Replaces an access key of another user',
      does: 'Deletes an access key of another user to make room, makes a new one, and acts as that user.',
      takeAway: 'iam:CreateAccessKey',
    },
    { is: 'user', with: 'anything' },
    ['iam:CreateAccessKey', 'user'],
    ['iam:DeleteAccessKey', 'user'],
  ),
  becoming(
    {
      record: 'iam-004',
      title: 'Gives another user a password',
      does: 'Sets a first console password for another user, and signs in as that user.',
    },
    { is: 'user', with: 'no password' },
    ['iam:CreateLoginProfile', 'user'],
  ),
  becoming(
    {
      record: 'iam-006',
      title: 'Changes the password of another user',
      does: 'Sets a new console password for another user, and signs in as that user.',
    },
    { is: 'user', with: 'a password' },
    ['iam:UpdateLoginProfile', 'user'],
  ),
  becoming(
    {
      record: 'iam-012',
      title: 'Has a role trust itself',
      does: 'Rewrites whom a role trusts, and assumes the role.',
    },
    { is: 'role to change' },
    ['iam:UpdateAssumeRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as rewritten'],
  ),
  becoming(
    {
      record: 'iam-013',
      title: 'Joins a group',
      does: 'Adds its own user to a group, and has what the group gives.',
    },
    { is: 'group to join' },
    ['iam:AddUserToGroup', 'group'],
  ),
  becoming(
    {
      record: 'sts-001',
      title: 'Assumes a role',
      does: 'Assumes a role whose trust policy lets it in.',
      means: 'holding',
    },
    { is: 'role to assume' },
    ['sts:AssumeRole', 'role as trusted'],
  ),
];
