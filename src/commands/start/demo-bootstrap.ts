import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { subjectOf } from '../../estate/index.ts';
import { createRecorder, newSoftwareKeyFile, readSoftwareKeyFile } from '../../ledger/index.ts';
import { Fault, type SubjectId } from '../../model/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { writeFileAtomically } from '../../platform/files.ts';
import type { Database } from '../../platform/store/index.ts';
import { loadPolicySet } from '../../policy/index.ts';
import { bootstrapStatement, recordBootstrap, type FirstSigner } from '../bootstrap.ts';
import { policiesFolder } from '../policies-folder.ts';
import type { Reached } from './boundaries.ts';
import type { Installation } from './installation.ts';
import { personaList } from './personas.ts';

/** The demo's bootstrap entry: two personas with software keys in the data folder, and the shipped policies in force. */
export async function writeDemoBootstrap(
  installation: Installation,
  database: Database,
  reached: Reached,
): Promise<void> {
  const policy = await loadPolicySet(policiesFolder);
  if (!policy.ok) throw new Fault(policy.code, policy.message);
  const personas = personaList();
  mkdirSync(installation.folder.personas, { recursive: true, mode: 0o700 });
  const people: (FirstSigner & { readonly sign: (text: string) => string })[] = [];
  for (const persona of personas) {
    const file = join(installation.folder.personas, persona.name);
    if (!existsSync(file))
      writeFileAtomically(file, newSoftwareKeyFile(`${persona.name}@demo`), { mode: 0o600 });
    const key = readSoftwareKeyFile(readFileSync(file, 'utf8'));
    const subject: SubjectId = await subjectOf(database, { entity: 'person', ...persona.person });
    people.push({
      subject,
      roles: persona.roles,
      publicKey: key.publicKey.line,
      assurance: 'passkey',
      sign: (text) => key.sign(text),
    });
  }
  reached('personas.written');
  const now = systemClock.now();
  const asked = {
    ledgerName: installation.identity.origin,
    demo: true,
    policy: policy.value,
    people,
    checkpointKey: installation.identity.checkpointKey,
    now,
  };
  const statement = bootstrapStatement(asked);
  if (!statement.ok) throw new Fault(statement.code, statement.message);
  const recorder = createRecorder({ writer: 'server', clock: systemClock });
  const signatures = people.map((person) => ({
    signer: person.subject,
    armored: person.sign(statement.value),
  }));
  await database.transaction((tx) =>
    recordBootstrap(tx, { recorder, now }, asked, statement.value, signatures),
  );
  policy.value.close();
}
