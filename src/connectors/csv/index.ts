/**
 * Tables of anything: comes in a folder of CSV files and a mapping that says which column means what; goes out people,
 * accounts, groups, memberships, credentials, resources, entitlements, grants and owners. A row that cannot be read
 * refuses the read unless the mapping tolerates it, and then it is a gap. It never guesses a date or a meaning.
 */
import type { Connector } from '../kit/connector.ts';
import { checkMapping, recordTypes } from './mapping.ts';
import { proposeMapping, type MappingProposal } from './propose/propose.ts';
import { narrowBounds, sampleFiles } from './propose/sample-files.ts';
import { tablesProposed } from './propose/tables.ts';
import { csvConfig, locateCsv, partsOfCsv, readCsv, saysItself, type CsvConfig } from './read.ts';

export { readMapping } from './mapping.ts';
export { mappingText } from './propose/mapping-text.ts';
export type { MappingProposal } from './propose/propose.ts';
export { mappingNames, mostMappingBytes } from './read.ts';

/** What the CSV files of a folder could mean, from their beginnings. Nothing is written. */
export const proposeForFolder = async (folder: string, signal: AbortSignal): Promise<MappingProposal> =>
  proposeMapping(await sampleFiles(folder, signal));

export const csv: Connector<CsvConfig> = {
  id: 'csv',
  title: 'CSV files with a mapping',
  config: csvConfig,
  capabilities: {
    reads: recordTypes,
    doesNotRead: ['columns that the mapping does not name (each read lists them)'],
    writes: [],
    permissions: {
      read: ['read permission on the folder, its mapping and the files that it names'],
      write: [],
    },
  },
  locate: locateCsv,
  parts: partsOfCsv,
  async propose({ config, signal }) {
    if (await saysItself(config)) return undefined;
    return tablesProposed(await sampleFiles(config.path, signal, narrowBounds));
  },
  withMapping: (config, mapping) => ({ ...config, mapping: checkMapping(mapping) }),
  read: readCsv,
};
