// `npm run eval`: how right the assistant's parts are, on data that was not made for them. Needs COUNTERSIGN_CORPORA.
import { questionsFile, scoreAsk } from './ask.ts';

const file = questionsFile(process.env['COUNTERSIGN_CORPORA']);
if (file === undefined) {
  process.stderr.write(
    'COUNTERSIGN_CORPORA names no folder with nlq-dev.jsonl, so nothing can be measured. Set it to the folder of corpora.\n',
  );
  process.exitCode = 2;
} else {
  const score = scoreAsk(file);
  const share = (part: number): string => `${(part * 100).toFixed(1)} %`;
  process.stdout.write(
    `${[
      `questions in English, read by rules: ${score.questions}`,
      `  exact        ${share(score.exact)}`,
      `  precision    ${share(score.precision)}`,
      `  recall       ${share(score.recall)}`,
      `  refused      ${score.refused.right} of ${score.refused.of}, for the right reason`,
      `  asked about  ${score.notUnderstood} that have an answer`,
      `  p95          ${score.p95Milliseconds.toFixed(1)} ms`,
      ...score.wrong.map((each) => `  ${each}`),
    ].join('\n')}\n`,
  );
}
