import { catalogue } from './catalogue.ts';

/** What each type of change does, in one sentence. */
export const t = catalogue({
  grantAdd: '{who} will hold {what}',
  grantAddOn: '{who} will hold {what} and may pass it on',
  grantRemove: '{who} will no longer hold {what} directly',
  memberAdd: '{who} will be a member of {what}',
  memberRemove: '{who} will no longer be a member of {what}',
  untilThen: '{says} until {until}',
  disable: '{who} will not be able to sign in, and its open sessions end',
  enable: '{who} will be able to sign in',
  create: '{who} will exist, without powers or grants, until {until}',
  drop: '{who} will not exist any more',
  dropWatched:
    '{who} will be deleted, once it was suspended and watched for {time} without anything breaking',
  ownerAssign: '{person} ({from}) will be the {role} of {who} ({source})',
  ownerClear: '{who} ({source}) will have no assigned {role}',
  riskAccept: 'finding {finding} will be accepted until {until}: {reason}',
  riskReopen: 'finding {finding} will be open again',
  bundleDefine: 'the bundle {bundle} ({title}, owner {owner}) will hold {content}',
  bundleRetire: 'there will be no bundle {bundle}; nobody gets it by a rule any more',
});
