import type { Proposed } from '../../commands/start/prepare-mapping.ts';
import { inert } from '../../platform/text.ts';

/** What each file would be read as, and why; what was left out, and why; and how to accept it. Nothing was added. */
export function mappingProposalText({ proposal, text, written }: Proposed, asked: string): string {
  const lines = proposal.files.flatMap(({ file, record, fields, constants, left }) => [
    `${inert(file)} as ${record}`,
    ...fields.map(
      ({ field, column, because, values }) =>
        `  ${field.padEnd(16)} ${inert(column).padEnd(24)} ${inert(because)}${values === undefined ? '' : ` (${saidAs(values)})`}`,
    ),
    ...Object.entries(constants).map(
      ([field, value]) => `  ${field.padEnd(16)} always ${value}: no column says`,
    ),
    ...left.map(({ column, why }) => `  left out: ${inert(column)}: ${inert(why)}`),
    '',
  ]);
  return [
    'Nothing was added. The folder does not say what its columns mean; this is what they could mean:',
    '',
    ...lines,
    ...proposal.leftFiles.map(({ file, why }) => `not read: ${inert(file)}: ${inert(why)}`),
    ...(proposal.leftFiles.length === 0 ? [] : ['']),
    ...(written === undefined
      ? [
          'The folder may not be written by this user. Save this as mapping.yaml there, after looking at it:',
          '',
          text,
        ]
      : [
          `Written to ${inert(written)}: look at it and change what is wrong. Then:`,
          `  countersign source add ${inert(asked)} --accept-mapping`,
        ]),
    '',
  ].join('\n');
}

const saidAs = (values: Readonly<Record<string, string>>): string => {
  const all = Object.entries(values).map(([said, means]) => `${inert(said)} is ${means}`);
  return all.length > 6 ? `${all.slice(0, 6).join(', ')} and ${all.length - 6} more` : all.join(', ');
};
