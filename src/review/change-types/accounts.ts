import {
  sayDuration,
  type AccountCreate,
  type AccountDisable,
  type AccountDrop,
  type AccountEnable,
} from '../../model/index.ts';
import type { ChangeType } from './change-type.ts';

export const accountDisable: ChangeType<AccountDisable> = {
  type: 'account.disable',
  act: 'account.disable',
  reduces: true,
  expected: () => ({ exists: true, enabled: false }),
  inverse: (change) => ({ change: { ...change, type: 'account.enable' } }),
  says: (change) => `${change.accountKey} will not be able to sign in, and its open sessions end`,
  objection: (change, before) =>
    before['exists'] !== true
      ? `${change.accountKey} does not exist`
      : before['enabled'] === true
        ? undefined
        : `${change.accountKey} is already disabled`,
};

export const accountEnable: ChangeType<AccountEnable> = {
  type: 'account.enable',
  act: 'account.enable',
  reduces: false,
  expected: () => ({ exists: true, enabled: true }),
  inverse: (change) => ({ change: { ...change, type: 'account.disable' } }),
  says: (change) => `${change.accountKey} will be able to sign in`,
  objection: (change, before) =>
    before['exists'] !== true
      ? `${change.accountKey} does not exist`
      : before['enabled'] === false
        ? undefined
        : `${change.accountKey} is already enabled`,
};

export const accountCreate: ChangeType<AccountCreate> = {
  type: 'account.create',
  act: 'account.create',
  reduces: false,
  expected: (change) => ({ exists: true, enabled: true, validUntil: change.validUntil }),
  inverse: (change) => ({
    change: { type: 'account.drop', source: change.source, accountKey: change.accountKey },
  }),
  says: (change) => `${change.accountKey} will exist, without powers or grants, until ${change.validUntil}`,
  objection: (change, before) =>
    before['exists'] === true ? `${change.accountKey} exists already` : undefined,
};

export const accountDrop: ChangeType<AccountDrop> = {
  type: 'account.drop',
  act: 'account.drop',
  reduces: true,
  expected: () => ({ exists: false, enabled: false, validUntil: null }),
  inverse: (change) => ({
    because:
      change.watchedSeconds === undefined
        ? `dropping ${change.accountKey} loses its password and what it owns; disable it instead to be able to return`
        : `until it is deleted, ${change.accountKey} comes back as it was by one word; after that its password, memberships and settings are lost`,
  }),
  says: (change) =>
    change.watchedSeconds === undefined
      ? `${change.accountKey} will not exist any more`
      : `${change.accountKey} will be deleted, once it was suspended and watched for ${sayDuration(change.watchedSeconds)} without anything breaking`,
  objection: (change, before) =>
    before['exists'] === true ? undefined : `${change.accountKey} does not exist`,
};
