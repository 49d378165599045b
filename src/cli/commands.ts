import type { Command } from './io.ts';

/**
 * Every command by its first word, in the order help shows them: the order in which the story is lived. A file is loaded
 * once one of its commands is asked for: what a command does not use is not waited for.
 */
const families: readonly {
  readonly words: readonly string[];
  readonly load: () => Promise<readonly Command[]>;
}[] = [
  { words: ['scan'], load: async () => [(await import('./commands/scan.ts')).scanCommand] },
  {
    words: ['activity', 'profile'],
    load: async () => (await import('./commands/activity.ts')).activityCommands,
  },
  {
    words: ['mine-roles'],
    load: async () => [(await import('./commands/mine-roles.ts')).mineRolesCommand],
  },
  { words: ['start'], load: async () => [(await import('./commands/start.ts')).startCommand] },
  { words: ['stop', 'doctor'], load: async () => (await import('./commands/doctor.ts')).doctorCommands },
  { words: ['console'], load: async () => [(await import('./commands/console.ts')).consoleCommand] },
  { words: ['source'], load: async () => (await import('./commands/source.ts')).sourceCommands },
  { words: ['findings'], load: async () => [(await import('./commands/findings.ts')).findingsCommand] },
  { words: ['show'], load: async () => [(await import('./commands/show.ts')).showCommand] },
  {
    words: ['who-can', 'can', 'what-can'],
    load: async () => (await import('./commands/access.ts')).accessCommands,
  },
  {
    words: ['nature'],
    load: async () => (await import('./commands/nature.ts')).natureCommands,
  },
  {
    words: ['least-privilege', 'justify', 'consumers'],
    load: async () => (await import('./commands/privilege.ts')).privilegeCommands,
  },
  {
    words: ['paths', 'could-become', 'blast-radius', 'choke-points'],
    load: async () => (await import('./commands/escalation.ts')).escalationCommands,
  },
  {
    words: ['changes', 'dormant'],
    load: async () => (await import('./commands/changes.ts')).changesCommands,
  },
  { words: ['roles'], load: async () => (await import('./commands/roles.ts')).rolesCommands },
  { words: ['duties'], load: async () => (await import('./commands/duties.ts')).dutiesCommands },
  { words: ['bundle'], load: async () => (await import('./commands/bundles.ts')).bundleCommands },
  {
    words: ['lifecycle'],
    load: async () => (await import('./commands/lifecycle.ts')).lifecycleCommands,
  },
  { words: ['replay'], load: async () => [(await import('./commands/replay.ts')).replayCommand] },
  { words: ['request'], load: async () => (await import('./commands/request.ts')).requestCommands },
  { words: ['propose'], load: async () => [(await import('./commands/propose.ts')).proposeCommand] },
  {
    words: ['decide', 'execute', 'reverse'],
    load: async () => (await import('./commands/decide.ts')).decideCommands,
  },
  { words: ['mandate'], load: async () => (await import('./commands/mandate.ts')).mandateCommands },
  {
    words: ['windows', 'leases'],
    load: async () => (await import('./commands/windows.ts')).windowsCommands,
  },
  {
    words: ['rollout', 'drift', 'rollback'],
    load: async () => (await import('./commands/rollback.ts')).rollbackCommands,
  },
  {
    words: ['campaign'],
    load: async () => (await import('./commands/campaign.ts')).campaignCommands,
  },
  {
    words: ['inbox', 'recuse', 'reassign', 'rings', 'org'],
    load: async () => (await import('./commands/inbox.ts')).inboxCommands,
  },
  {
    words: ['delegate', 'delegations'],
    load: async () => (await import('./commands/delegations.ts')).delegationCommands,
  },
  {
    words: ['notifications'],
    load: async () => (await import('./commands/notifications.ts')).notificationCommands,
  },
  { words: ['what-if'], load: async () => (await import('./commands/what-if.ts')).whatIfCommands },
  { words: ['policy'], load: async () => (await import('./commands/policy.ts')).policyCommands },
  { words: ['signers'], load: async () => (await import('./commands/signers.ts')).signerCommands },
  { words: ['oidc'], load: async () => (await import('./commands/oidc.ts')).oidcCommands },
  { words: ['ledger'], load: async () => (await import('./commands/ledger.ts')).ledgerCommands },
];

/** The commands that may begin with this word; none for a word that is no command's. */
export const commandsOf = async (word: string): Promise<readonly Command[]> =>
  (await families.find(({ words }) => words.includes(word))?.load()) ?? [];

export const allCommands = async (): Promise<readonly Command[]> =>
  (await Promise.all(families.map((family) => family.load()))).flat();
