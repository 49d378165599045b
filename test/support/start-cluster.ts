// Starts a cluster in a process of its own: `node start-cluster.ts FOLDER [hold|stop|leave]`; prints one JSON line.
import { startCluster } from '../../src/platform/postgres-server/index.ts';

const [folder = '', then = 'stop'] = process.argv.slice(2);
const cluster = await startCluster({ folder, socketFolder: `${folder}/run` });
process.stdout.write(
  `${JSON.stringify({ pid: cluster.pid, attached: cluster.attached, socketFolder: cluster.socketFolder })}\n`,
);
if (then === 'stop') await cluster.stop();
if (then === 'hold') setInterval(() => undefined, 60_000);
