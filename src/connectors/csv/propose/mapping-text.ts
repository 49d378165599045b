import { inert, inertJson } from '../../../platform/text.ts';
import type { MappingProposal, ProposedFile } from './propose.ts';

/** The proposal as the text of a `mapping.yaml`, with the reason beside each line and what was left out. */
export function mappingText(proposal: MappingProposal): string {
  return [
    '# Proposed from the names and values of the columns. Nothing reads it until it is accepted:',
    '# look at each line, change what is wrong, then repeat the command with --accept-mapping.',
    'version: 1',
    'files:',
    ...proposal.files.flatMap(fileLines),
    ...proposal.leftFiles.map(({ file, why }) => `# not read: ${comment(file)}: ${comment(why)}`),
    '',
  ].join('\n');
}

function fileLines({ file, delimiter, record, fields, constants, left }: ProposedFile): readonly string[] {
  const values = fields.filter((each) => each.values !== undefined);
  return [
    `  - file: ${quoted(file)}`,
    `    record: ${record}`,
    ...(delimiter === ',' ? [] : [`    delimiter: ${quoted(delimiter)}`]),
    '    columns:',
    ...fields.map(({ field, column, because }) => `      ${field}: ${quoted(column)} # ${comment(because)}`),
    ...(Object.keys(constants).length === 0 ? [] : ['    constants:']),
    ...Object.entries(constants).map(([field, text]) => `      ${field}: ${quoted(text)} # no column says`),
    ...(values.length === 0 ? [] : ['    values:']),
    ...values.map(
      ({ field, values: meant = {} }) =>
        `      ${field}: { ${Object.entries(meant)
          .map(([said, means]) => `${quoted(said)}: ${means}`)
          .join(', ')} }`,
    ),
    ...left.map(({ column, why }) => `    # left out: ${comment(column)}: ${comment(why)}`),
  ];
}

/** A JSON string is a YAML string; every character that is not plain is escaped, so that no editor shows another text. */
const quoted = (text: string): string => inertJson(text, 'line');

/** One line, whatever a column is called: a name with a line break must not become a line of the mapping. */
const comment = (text: string): string => inert(text).replaceAll(/\s+/g, ' ').slice(0, 300);
