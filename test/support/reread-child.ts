// Reads a CSV folder into a source, skipping what it may, again and again: `node reread-child.ts URL SOURCE FOLDER…`. Made to
// be killed. Each folder in turn; says so on standard output before each read.
import { isSourceId, must } from '../../src/model/index.ts';
import { openDatabase } from '../../src/platform/store/index.ts';
import { readFolder } from './read-csv-folder.ts';

const [url = '', source = '', ...folders] = process.argv.slice(2);
const database = openDatabase({ url, applicationName: 'reread-child' });
for (let n = 0; ; n++) {
  process.stdout.write(`${n}\n`);
  await readFolder(database, must(isSourceId, source), folders[n % folders.length] ?? '', { skips: true });
}
