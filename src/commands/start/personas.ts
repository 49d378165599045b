import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSoftwareKeyFile } from '../../ledger/index.ts';
import { isSourceId, roles } from '../../model/index.ts';

export const acmeFixtures = fileURLToPath(new URL('../../../fixtures/acme', import.meta.url));

const personaSchema = z.strictObject({
  personas: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z]{2,20}$/),
        person: z.strictObject({ source: z.string().refine(isSourceId), key: z.string() }),
        shows_as: z.string(),
        roles: z.array(z.enum(roles)),
      }),
    )
    .min(2),
});

/** The people of Acme whom the demo can sign as, from the fixtures. */
export const personaList = (): z.infer<typeof personaSchema>['personas'] =>
  personaSchema.parse(parse(readFileSync(join(acmeFixtures, 'personas.yaml'), 'utf8'))).personas;

export interface Persona {
  readonly name: string;
  readonly showsAs: string;
  readonly keyFile: string;
}

/** Personas whose software keys lie in this data folder: there are some only in a demo. */
export const personasAt = (folder: string): readonly Persona[] =>
  personaList()
    .map(({ name, shows_as: showsAs }) => ({ name, showsAs, keyFile: join(folder, 'personas', name) }))
    .filter(({ keyFile }) => existsSync(keyFile));

export function signAsPersona(persona: Persona): { readonly publicKey: string; sign(text: string): string } {
  const key = readSoftwareKeyFile(readFileSync(persona.keyFile, 'utf8'));
  return { publicKey: key.publicKey.line, sign: (text) => key.sign(text) };
}
