import { catalogue } from './catalogue.ts';

/** Coming in: sign-in, the one-time link, the first passkey. */
export const t = catalogue({
  signIn: 'Sign in',
  signInWhy: 'Signing in lets you look and prepare. It decides nothing: each decision is signed by itself.',
  sessionEnded:
    'You are no longer signed in: your session, or the key that began it, has ended. What was recorded stays recorded.',
  withPasskey: 'Sign in with a passkey',
  withProvider: 'Sign in with {name}',
  providerSignsNothing:
    'Lets you look and prepare, with the roles that your groups give. Signing takes a passkey or a key.',
  backChecking: 'Checking what the provider answered…',
  backTitle: 'Signing in',
  backRefused: 'You were not let in',
  backUnreachable: 'The identity provider does not answer',
  backOver: 'This sign-in is over',
  backFailed: 'Signing in did not work',
  backStart: 'Back to sign in',
  noPasskey: 'No passkey here yet?',
  noPasskeyWhy: 'On the machine where Countersign runs, this makes a one-time link for whose key it is:',
  linkCommand: 'npx countersign console --key ~/.ssh/id_ed25519_sk',
  linkCommandDemo: 'npx countersign console --as dana',

  welcome: 'Welcome',
  checking: 'Checking the link…',
  linkFailed: 'This link does not let you in',
  makeAnother: 'Make another one on the machine where Countersign runs:',

  hello: 'Hello, {name}',
  passkeyFirst:
    'Decisions are signed with a passkey: your fingerprint, face or PIN, checked on this device. Before it is asked, the page holds what it would sign to what you see.',
  makePasskey: 'Make a passkey',
  lookFirst: 'Look around first',
  making: 'Waiting for your device…',
  enrolling: 'Your key from the demo’s folder enrols it…',
  enrolled: 'Your passkey speaks for you now.',
  waiting: 'The passkey is made and speaks for nobody yet',
  waitingWhy:
    'Someone who signs already enrols it under Signers, or on the command line with an SSH key, your own or theirs:',
  goOn: 'Show what matters most',

  first: 'Become the first signer',
  firstWhy:
    'This ledger has no signer yet. Whoever opens this link makes its first passkey, enrols the others, and puts the shipped policies in force. It cannot be done twice.',
  yourName: 'Your name, as your device shows it',
  yourNameHelp:
    'Kept on your device and for a week here; never in the ledger. Choose yourself if sources tell of you.',
  youAre:
    'You are {person}: what is theirs at the sources counts as yours, so it is for others to decide about.',
  nobodyCalled: 'Sources tell of nobody called so. You can go on all the same.',
  rolesWhy:
    'As the first signer you administer, govern and review. Others enrol beside you, then two sign what matters.',
  begin: 'Make my passkey',
  firstShown: 'What your passkey would sign',
  signBegin: 'Sign, and begin the ledger',
  termWhat: 'What happens',
  termBegins: 'The ledger begins with you as its first signer, and the policies below come into force.',
  termLedger: 'Ledger',
  termKey: 'Your key',
  termRoles: 'Your roles',
  termPolicies: 'Policies',
  policiesCount: {
    one: 'one policy',
    other: '{count} policies; their digest was worked out in this browser',
  },
  termCheckpoint: 'Checkpoints by',
  termDemo: 'Demo',
  noDemo: 'No, and it can never become one',
  termUndo: 'To undo',
  noUndo:
    'It cannot be undone: this entry stays the first. Keys and policies can be changed later, by signatures.',
  whichPolicies: 'Which policies come into force',
  whichPoliciesWhy:
    'Told from the very text that the digest is of. They are the files of `policies/` and what is fixed in the product.',
  asksFor: 'asks for',
  signBeginning: 'Your passkey signs the first entry…',
});
