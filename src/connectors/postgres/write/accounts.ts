import type { AccountDisable, AccountEnable } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import type { AccountState } from '../../kit/target-acts.ts';
import { endSessions, refuseUnlessSessionsCanEnd } from './sessions.ts';
import { accountName, roleNamed } from './roles.ts';
import type { Target } from './target.ts';

type AccountChange = AccountDisable | AccountEnable;

export function observeAccount(target: Target, change: AccountChange): Promise<AccountState> {
  const name = accountName(change.accountKey);
  return target.transaction(target.home, async (tx) => {
    const role = await roleNamed(tx, name);
    return { exists: role !== undefined, enabled: role?.login ?? false };
  });
}

/**
 * LOGIN or NOLOGIN. Taking it away also ends the role's sessions, after the commit so that no new one slips in between;
 * asked again for a role that is disabled already, it still ends what sessions there are.
 */
export async function setLogin(target: Target, change: AccountChange, login: boolean): Promise<void> {
  const name = accountName(change.accountKey);
  await target.transaction(target.home, async (tx) => {
    const role = await roleNamed(tx, name);
    if (role === undefined)
      throw new Fault('target_failed', `There is no role \`${name}\` at the target.`, {
        next: 'Read the source again; the proposal rests on a role that is gone.',
      });
    if (!login) await refuseUnlessSessionsCanEnd(tx, role.oid);
    if (role.login === login) return;
    await tx.run(login ? 'alter role %I login' : 'alter role %I nologin', [name]);
  });
  // ending a session cannot be taken back: that it may be ended was asked above
  if (!login && !target.rehearses) await endSessions(target, name);
}
