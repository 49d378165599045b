import { catalogue } from './catalogue.ts';

/** The frame around every screen. */
export const t = catalogue({
  savedViews: 'Saved views',
  product: 'Countersign',
  skip: 'Skip to the content',
  find: 'Find or do',
  menu: 'Menu',
  main: 'Main',
  breadcrumb: 'Breadcrumb',

  groupEstate: 'Estate',
  groupDeciding: 'Deciding',
  groupProof: 'Proof',
  overview: 'Overview',
  findings: 'Findings',
  identities: 'Identities',
  access: 'Who can',
  paths: 'Paths',
  behaviour: 'Behaviour',
  replay: 'Breach replay',
  decide: 'Decide',
  policies: 'Policies',
  signers: 'Signers',
  ledger: 'Ledger',
  sources: 'Sources',
  scan: 'Scan report',
  settings: 'Settings',

  aiOff: 'AI is off',
  aiOffWhy: 'Rules draft instead',
  nobody: 'Not signed in',
  signOut: 'Sign out',
  notSignedOut: 'You are still signed in: {why}',
  theme: 'Theme',
  themeSystem: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',

  demo: 'Demo company. Everything here is invented, and its signatures prove nothing outside it.',
  observeOnly: 'Observe only: nothing can be changed from here.',
  observeOnlyWhy: 'No write credential is with the enforcer. Decisions are recorded and wait.',
  offline: 'You are offline',
  offlineWhy:
    'You see what was read before. You can read and prepare; signing waits until the facts can be checked again.',

  notFound: 'There is no such page',
  notFoundWhy: 'Nothing was found at this address. It may have been mistyped, or be from another version.',
  home: 'Go to the overview',
  crashed: 'This page failed to show',
  crashedWhy: 'Nothing was changed. The rest of the console goes on working.',
  reload: 'Load it again',
});
