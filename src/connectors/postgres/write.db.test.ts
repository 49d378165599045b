import { useDatabase } from '../../../test/support/database.ts';
import { describePostgresWriter } from '../../../test/support/postgres-writer/index.ts';

describePostgresWriter(useDatabase(), 18); // the older ones: test/long/postgres-versions.test.ts
