import { decisions, executions } from '../../api/routes/index.ts';
import { decisionCovers, restoreCovers } from '../../commands/statement-covers.ts';
import { Fault, isEntryId, isProposalId, type ProposalId } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { personOf } from '../person.ts';
import { signing, signingKey } from '../sign.ts';
import { changesText, verdictText } from '../text/case.ts';
import { rehearsalText } from '../text/rehearsal.ts';
import { decideBatch } from './decide-batch.ts';

const usage =
  'countersign decide PROPOSAL [PROPOSAL …] (--approve | --reject) [--reason TEXT] [--for PERSON] (--as NAME | --key FILE)';

/** Shows the case, recomputes what the statement covers on this side, and signs exactly that. */
const decideCommand: Command = {
  name: 'decide',
  summary: 'sign your answer to a proposal, or once to many: it covers exactly what is shown',
  usage,
  examples: [
    'countersign decide prp_… --approve --as dana',
    'countersign decide prp_… --approve --key ~/.ssh/id_ed25519_sk',
    'countersign decide prp_… prp_… prp_… --approve --key ~/.ssh/id_ed25519_sk',
    "countersign decide prp_… --reject --reason 'still on call' --as sam",
    'countersign decide prp_… --approve --for acme-hr/E1006 --as dana',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { approve: 'flag', reject: 'flag', reason: 'text', for: 'text', as: 'text', key: 'text' },
      usage,
      { min: 1, max: Infinity },
    );
    const proposals = words.map(proposalId);
    const [proposal] = proposals;
    if (options.approve === options.reject)
      throw new Fault('usage', 'Say `--approve` or `--reject`; nothing is chosen for you.', {
        next: `Usage: ${usage}`,
      });
    const key = signingKey(io, options);
    const given = options.approve ? 'approve' : 'reject';
    const lender = await personOf(io, options.for);
    if (proposal === undefined || proposals.length > 1)
      return decideBatch(io, key, proposals, { answer: given, reason: options.reason, for: lender });
    const opened = await ask(io, decisions.open, {
      proposal,
      keyFingerprint: key.fingerprint,
      answer: given,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      ...(lender === undefined ? {} : { for: lender }),
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement } = opened.value;
    const covers = decisionCovers(statement, signing(io), {
      id: proposal,
      proposal: opened.value.proposal,
      answer: given,
      reason: options.reason,
      for: lender,
    });
    if (!covers.ok) return answer(io, covers, () => '');
    if (!io.json) {
      io.err(
        `You sign, as ${opened.value.roles.join(' or ')}${lender === undefined ? '' : ` for ${lender}`}: ${given}\n`,
      );
      io.err(`${changesText(opened.value.proposal).join('\n')}\n`);
    }
    const signature = await key.sign(statement);
    const taken = await ask(io, decisions.take, { statement, signature });
    return answer(io, taken, (value) =>
      [
        `Signed and recorded: ${value.answer} (${value.decision}).`,
        value.answer === 'reject'
          ? 'The proposal is closed.'
          : `Policy with this signature: ${verdictText(value.verdict)}`,
        ...(value.answer === 'approve' ? value.missingInWords.map((need) => `  missing: ${need}`) : []),
        ...(value.plan === undefined ? [] : ['', `Next: countersign execute ${value.plan}`]),
        '',
      ].join('\n'),
    );
  },
};

function proposalId(word: string): ProposalId {
  if (isProposalId(word)) return word;
  throw new Fault('usage', `\`${word.slice(0, 40)}\` is no proposal’s id (prp_…).`, {
    next: 'List them with `countersign findings --proposals`.',
  });
}

const executeUsage = 'countersign execute PLAN [--dry-run]';

const executeCommand: Command = {
  name: 'execute',
  summary: 'have the enforcer carry out a signed plan, and re-read the target',
  usage: executeUsage,
  examples: ['countersign execute ent_…', 'countersign execute ent_… --dry-run'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { 'dry-run': 'flag' }, executeUsage, { min: 1, max: 1 });
    if (options['dry-run']) return rehearse(io, words[0] ?? '');
    return carryOut(io, words[0] ?? '', 'offered');
  },
};

async function rehearse(io: Io, plan: string): Promise<number> {
  if (!isEntryId(plan)) throw noPlan(plan);
  const tried = await ask(io, executions.rehearse, { plan });
  const status = answer(io, tried, (value) => `${rehearsalText(value).join('\n')}\n`);
  const isFit =
    tried.ok &&
    tried.value.refusedNow === undefined &&
    tried.value.steps.every(({ found, allowed }) => found === 'to do' && allowed !== 'no');
  return tried.ok && !isFit ? 1 : status;
}

const noPlan = (plan: string): Fault =>
  new Fault('usage', `\`${plan.slice(0, 40)}\` is no plan’s id (ent_…).`, {
    next: '`countersign show PROPOSAL` lists its plans.',
  });

async function carryOut(
  io: Parameters<Command['run']>[1],
  plan: string,
  undo: 'offered' | 'was this',
): Promise<number> {
  if (!isEntryId(plan)) throw noPlan(plan);
  const ran = await ask(io, executions.run, { plan });
  const status = answer(io, ran, (value) =>
    [
      `Execution ${value.execution}: ${value.outcome}`,
      ...value.steps.map(
        (step) =>
          `  step ${step.step + 1}: ${step.is}${step.because === undefined ? '' : ` (${step.because})`}`,
      ),
      ...(value.watch?.how === null
        ? [`  suspended and watched until ${value.watch.until}, then deleted: countersign windows`]
        : []),
      '',
      ...(value.outcome === 'done'
        ? [
            undo === 'offered'
              ? `The target was read again after each step. To undo: countersign reverse ${value.execution}`
              : 'Put back: the target was read again and is exactly as it was before.',
            `The whole story: countersign ledger show ${value.execution}`,
            'Findings follow with the next read: countersign source read NAME',
            '',
          ]
        : []),
    ].join('\n'),
  );
  return ran.ok && ran.value.outcome !== 'done' ? 1 : status;
}

const reverseUsage = 'countersign reverse EXECUTION [--reason TEXT] (--as NAME | --key FILE)';

const reverseCommand: Command = {
  name: 'reverse',
  summary: 'put back exactly what an execution changed, and re-read the target',
  usage: reverseUsage,
  examples: ["countersign reverse ent_… --reason 'still needed' --as dana"],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { reason: 'text', as: 'text', key: 'text' },
      reverseUsage,
      { min: 1, max: 1 },
    );
    const execution = words[0] ?? '';
    if (!isEntryId(execution))
      throw new Fault('usage', `\`${execution.slice(0, 40)}\` is no execution’s id (ent_…).`, {
        next: '`countersign show PROPOSAL` lists its executions.',
      });
    const key = signingKey(io, options);
    const reason = options.reason ?? 'put back';
    const opened = await ask(io, executions.openRestore, {
      execution,
      keyFingerprint: key.fingerprint,
      reason,
    });
    if (!opened.ok) return answer(io, opened, () => '');
    const { statement } = opened.value;
    const covers = restoreCovers(statement, signing(io), { execution, reason });
    if (!covers.ok) return answer(io, covers, () => '');
    const taken = await ask(io, executions.restore, { statement, signature: await key.sign(statement) });
    if (!taken.ok) return answer(io, taken, () => '');
    return carryOut(io, taken.value.plan, 'was this');
  },
};

/** In the order help shows them. */
export const decideCommands: readonly Command[] = [decideCommand, executeCommand, reverseCommand];
