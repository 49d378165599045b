import { readLive } from '../../../src/connectors/aws/read-live.ts';
import { awsConfig } from '../../../src/connectors/aws/location.ts';

// Reads one live account in a process of its own, as whoever runs it, and says whether it was read whole.
const [, , config = '', secret = ''] = process.argv;
const located = awsConfig.parse(JSON.parse(config));
if ('path' in located) throw new TypeError('a folder');
let complete = false;
const pages = readLive(located, async () => secret, {
  signal: new AbortController().signal,
  pause: async () => undefined,
});
for await (const page of pages) complete = page.complete === true;
process.stdout.write(JSON.stringify({ complete }));
