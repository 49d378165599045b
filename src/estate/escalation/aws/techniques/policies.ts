import { techniqueOf, type AwsTechnique, type Need, type On, type Over, type Told } from '../technique.ts';

/** Techniques that change what policies say, of the caller or of somebody whom the caller then becomes. */

const changing = (told: Told, over: Over, ...needs: readonly (readonly [string, On])[]): AwsTechnique =>
  techniqueOf(told, {
    over,
    needs: needs.map(([action, on]): Need => ({ action, on })),
    gains: 'administrator',
  });

export const policyTechniques: readonly AwsTechnique[] = [
  changing(
    {
      record: 'iam-001',
      title: 'Rewrites a policy that it has',
      does: 'Makes a new version of a managed policy that it has attached, itself or by a group, and lets that version allow everything.',
    },
    { is: 'own policy' },
    ['iam:CreatePolicyVersion', 'policy'],
  ),
  changing(
    {
      record: 'iam-005',
      title: 'Writes itself an inline policy (role)',
      does: 'As a session of a role, gives that very role an inline policy that allows everything.',
    },
    { is: 'itself', kind: 'role' },
    ['iam:PutRolePolicy', 'role'],
  ),
  changing(
    {
      record: 'iam-007',
      title: 'Writes itself an inline policy (user)',
      does: 'Gives its own user an inline policy that allows everything.',
    },
    { is: 'itself', kind: 'user' },
    ['iam:PutUserPolicy', 'user'],
  ),
  changing(
    {
      record: 'iam-008',
      title: 'Attaches a policy to itself (user)',
      does: 'Attaches an administrator policy to its own user.',
    },
    { is: 'itself', kind: 'user' },
    ['iam:AttachUserPolicy', 'user'],
  ),
  changing(
    {
      record: 'iam-009',
      title: 'Attaches a policy to itself (role)',
      does: 'As a session of a role, attaches an administrator policy to that very role.',
    },
    { is: 'itself', kind: 'role' },
    ['iam:AttachRolePolicy', 'role'],
  ),
  changing(
    {
      record: 'iam-010',
      title: 'Attaches a policy to a group that it is in',
      does: 'Attaches an administrator policy to a group of which its user is a member.',
    },
    { is: 'own group' },
    ['iam:AttachGroupPolicy', 'group'],
  ),
  changing(
    {
      record: 'iam-011',
      title: 'Writes an inline policy of a group that it is in',
      does: 'Gives a group of which its user is a member an inline policy that allows everything.',
    },
    { is: 'own group' },
    ['iam:PutGroupPolicy', 'group'],
  ),
  changing(
    {
      record: 'iam-014',
      title: 'Attaches a policy to a role that it may assume',
      does: 'Attaches an administrator policy to a role that trusts it, and assumes the role.',
    },
    { is: 'role to change' },
    ['iam:AttachRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as trusted'],
  ),
  changing(
    {
      record: 'iam-015',
      title: 'Attaches a policy to a user and makes an access key of it',
      does: 'Attaches an administrator policy to another user, and makes an access key for that user.',
    },
    { is: 'user', with: 'room for a key' },
    ['iam:AttachUserPolicy', 'user'],
    ['iam:CreateAccessKey', 'user'],
  ),
  changing(
    {
      record: 'iam-016',
      title: 'Rewrites a policy of a role that it may assume',
      does: 'Makes a new version of a managed policy that a role has which trusts it, and assumes the role.',
    },
    { is: 'policy of a role' },
    ['iam:CreatePolicyVersion', 'policy'],
    ['sts:AssumeRole', 'role as trusted'],
  ),
  changing(
    {
      record: 'iam-017',
      title: 'Writes an inline policy of a role that it may assume',
      does: 'Gives a role that trusts it an inline policy that allows everything, and assumes the role.',
    },
    { is: 'role to change' },
    ['iam:PutRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as trusted'],
  ),
  changing(
    {
      record: 'iam-018',
      title: 'Writes an inline policy of a user and makes an access key of it',
      does: 'Gives another user an inline policy that allows everything, and makes an access key for that user.',
    },
    { is: 'user', with: 'room for a key' },
    ['iam:PutUserPolicy', 'user'],
    ['iam:CreateAccessKey', 'user'],
  ),
  changing(
    {
      record: 'iam-019',
      title: 'Attaches a policy to a role and has it trust itself',
      does: 'Attaches an administrator policy to a role, rewrites whom the role trusts, and assumes it.',
    },
    { is: 'role to change' },
    ['iam:AttachRolePolicy', 'role'],
    ['iam:UpdateAssumeRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as rewritten'],
  ),
  changing(
    {
      record: 'iam-020',
      title: 'Rewrites a policy of a role and has the role trust itself',
      does: 'Makes a new version of a managed policy that a role has, rewrites whom the role trusts, and assumes it.',
    },
    { is: 'policy of a role' },
    ['iam:CreatePolicyVersion', 'policy'],
    ['iam:UpdateAssumeRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as rewritten'],
  ),
  changing(
    {
      record: 'iam-021',
      title: 'Writes an inline policy of a role and has it trust itself',
      does: 'Gives a role an inline policy that allows everything, rewrites whom the role trusts, and assumes it.',
    },
    { is: 'role to change' },
    ['iam:PutRolePolicy', 'role'],
    ['iam:UpdateAssumeRolePolicy', 'role'],
    ['sts:AssumeRole', 'role as rewritten'],
  ),
];
