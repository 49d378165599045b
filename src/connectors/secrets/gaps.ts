import type { Observation } from '../../model/index.ts';
import type { Tally } from './observe-secrets.ts';

const mostNamed = 20;

/** What a reader of these findings has to know of what is not among them. */
export function observeGaps({ redacted, suppressed, guessed, other }: Tally): readonly Observation[] {
  const gap = (key: string, what: string, why: string): Observation => ({
    type: 'gap',
    key,
    what: what.slice(0, 4000),
    why,
  });
  return [
    gap(
      'unscanned',
      'secrets that the scanner did not look for, or in places where it did not look',
      'a report holds what was found, not what was searched',
    ),
    ...(redacted === 0
      ? []
      : [
          gap(
            'redacted',
            `whose secrets ${redacted} of the results are`,
            'the report is redacted: without the secret or an access key id nothing can be joined with a credential; scan without --redact and give the report to this server alone',
          ),
        ]),
    ...(suppressed === 0
      ? []
      : [
          gap('suppressed', `${suppressed} results of SARIF logs`, 'somebody suppressed them at the scanner'),
        ]),
    ...(guessed.size === 0
      ? []
      : [
          gap(
            'unnamed',
            `which repository the results of ${named([...guessed].toSorted())} are of`,
            'the report does not say; its file’s name was taken: call it after the repository, `acme__payments.gitleaks.json`',
          ),
        ]),
    ...[...other]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([tool, count]) =>
        gap(
          `other/${tool.slice(0, 200)}`,
          `${count} results of ${tool.slice(0, 200) || 'a tool without a name'}`,
          'they are not about secrets, as far as the log says',
        ),
      ),
  ];
}

const named = (names: readonly string[]): string => {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
