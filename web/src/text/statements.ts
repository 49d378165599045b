import { catalogue } from './catalogue.ts';

/** Statements that are held to what was asked for before they are signed. */
export const t = catalogue({
  differs: 'The statement does not say exactly what this page asked for. Nothing was signed.',
  doNotSign: 'Do not sign it. Look at the server: `countersign doctor`, `countersign ledger verify`.',
});
