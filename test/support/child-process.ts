// A process for tests of supervision: `node child-process.ts MODE`.
import { writeFileSync } from 'node:fs';
import { mayBegin, stopWithParent, tellReady } from '../../src/platform/processes/index.ts';

const [mode, file = ''] = process.argv.slice(2);
if (mode === 'stubborn') {
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1000);
  tellReady();
} else if (mode === 'dies') {
  process.stderr.write('about to die\n');
  process.exitCode = 7;
  process.disconnect?.();
} else if (mode === 'waits') {
  process.stderr.write('loaded\n');
  await mayBegin();
  stopWithParent(async () => undefined);
  process.stderr.write('began\n');
  tellReady();
} else {
  stopWithParent(async () => {
    if (file !== '') writeFileSync(file, 'stopped in order');
  });
  process.stderr.write(
    `${JSON.stringify({ level: 'info', message: 'here', uid: process.getuid?.(), groups: process.getgroups?.(), env: Object.keys(process.env).sort() })}\n`,
  );
  tellReady();
}
