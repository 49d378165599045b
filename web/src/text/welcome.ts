import { catalogue } from './catalogue.ts';

/** Coming in by a one-time link. */
export const t = catalogue({
  title: 'Welcome',
  opening: 'Opening the console…',
  noLink: 'This page opens with a one-time link. `countersign console` makes a new one.',
  failed: 'This link does not open the console',
  unchanged: 'Nobody was signed in.',
  setup: 'You are the first. Make a passkey, and become the first signer.',
});
