import type { z } from 'zod';
import { Fault, type Observation } from '../../model/index.ts';
import type { AccountReader } from './account-reader.ts';
import { groupDetail, managedPolicy, roleDetail, userDetail } from './export-shape.ts';

/** One item of the account's details, from a list of that path, to what it says. Throws Fault `input_invalid`. */
export function observeDetail(
  reader: AccountReader,
  path: string,
  at: string,
  value: unknown,
): readonly Observation[] {
  if (path === 'UserDetailList.*') return reader.user(parsed(userDetail, at, value));
  if (path === 'GroupDetailList.*') return reader.group(parsed(groupDetail, at, value));
  if (path === 'RoleDetailList.*') return reader.role(parsed(roleDetail, at, value));
  return reader.policy(parsed(managedPolicy, at, value));
}

function parsed<T>(shape: z.ZodType<T>, at: string, value: unknown): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Fault(
    'input_invalid',
    `\`${at}.${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'cannot be read'}.`,
    {
      next: 'Export the account again; this is not what `aws iam get-account-authorization-details` gives.',
    },
  );
}
