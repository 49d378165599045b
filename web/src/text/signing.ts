import { catalogue } from './catalogue.ts';

/** What is said when a statement is held to what the page shows. */
export const t = catalogue({
  differs: 'The statement does not cover exactly what is shown and asked for. Nothing was signed.',
  differsNext: 'Do not sign. On your own machine: countersign doctor, countersign ledger verify.',
  clockDiffers: 'The statement was made in the future by this device’s clock. Nothing was signed.',
  clockDiffersNext: 'Set this device’s clock, then look again.',
});
