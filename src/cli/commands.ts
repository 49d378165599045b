import { whatCanCommand, whoCanCommand } from './commands/access.ts';
import { consoleCommand } from './commands/console.ts';
import { decideCommand, executeCommand, reverseCommand } from './commands/decide.ts';
import { doctorCommand, stopCommand } from './commands/doctor.ts';
import { findingsCommand } from './commands/findings.ts';
import {
  ledgerExportCommand,
  ledgerProofCommand,
  ledgerShowCommand,
  ledgerVerifyCommand,
} from './commands/ledger.ts';
import { proposeCommand } from './commands/propose.ts';
import { scanCommand } from './commands/scan.ts';
import { showCommand } from './commands/show.ts';
import {
  bootstrapCommand,
  enrolCommand,
  replaceCommand,
  revokeCommand,
  signersCommand,
} from './commands/signers.ts';
import {
  sourceAddCommand,
  sourceListCommand,
  sourceReadCommand,
  sourceRemoveCommand,
  sourceResumeCommand,
  sourceWriterCommand,
} from './commands/source.ts';
import { startCommand } from './commands/start.ts';
import type { Command } from './io.ts';

/** Every command, in the order help shows them: the order in which the story is lived. */
export const commandList: readonly Command[] = [
  scanCommand,
  startCommand,
  stopCommand,
  doctorCommand,
  consoleCommand,
  sourceAddCommand,
  sourceListCommand,
  sourceReadCommand,
  sourceResumeCommand,
  sourceRemoveCommand,
  sourceWriterCommand,
  findingsCommand,
  showCommand,
  whoCanCommand,
  whatCanCommand,
  proposeCommand,
  decideCommand,
  executeCommand,
  reverseCommand,
  signersCommand,
  bootstrapCommand,
  enrolCommand,
  replaceCommand,
  revokeCommand,
  ledgerShowCommand,
  ledgerVerifyCommand,
  ledgerExportCommand,
  ledgerProofCommand,
];
