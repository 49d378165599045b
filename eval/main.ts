// `npm run eval`: how right the assistant's parts are. `-- --each` names every question that was read otherwise.
import { outsideQuestions, ownQuestions, ownSets, questionsFile, scoreAsk, type AskScore } from './ask.ts';

const share = (part: number): string => `${(part * 100).toFixed(1)} %`;
const told = (what: string, score: AskScore): string =>
  `${[
    `${what}: ${score.questions}`,
    `  exact        ${share(score.exact)}`,
    `  precision    ${share(score.precision)}`,
    `  recall       ${share(score.recall)}`,
    `  refused      ${score.refused.right} of ${score.refused.of}, for the right reason`,
    `  asked about  ${score.notUnderstood} that have an answer`,
    `  p95          ${score.p95Milliseconds.toFixed(1)} ms`,
    ...(process.argv.includes('--each') ? score.wrong.map((each) => `  ${each}`) : []),
  ].join('\n')}\n`;

for (const set of ownSets)
  process.stdout.write(told(`questions of our own, set ${set}, read by rules`, scoreAsk(ownQuestions(set))));
const file = questionsFile(process.env['COUNTERSIGN_CORPORA']);
process.stdout.write(
  file === undefined
    ? 'COUNTERSIGN_CORPORA names no folder with nlq-dev.jsonl: questions of others are not measured.\n'
    : told('questions that others wrote, read by rules', scoreAsk(outsideQuestions(file))),
);
