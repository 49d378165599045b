import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Queryable } from '../store/index.ts';

/** A password no one has to type: 256 random bits. */
export const newPassword = (): string => randomBytes(32).toString('base64url');

/**
 * Sets a role's password. Only its SCRAM verifier goes over the wire and could ever reach a log, never the password.
 * The caller has to be allowed to alter the role.
 */
export async function setRolePassword(database: Queryable, role: string, password: string): Promise<void> {
  const [row] = await database.query<{ statement: string }>(
    `select format('alter role %I password %L', $1::text, $2::text) as statement`,
    [role, scramVerifier(password, randomBytes(16))],
  );
  if (row !== undefined) await database.query(row.statement);
}

/** What PostgreSQL keeps for SCRAM-SHA-256 (RFC 5803 values in pg_authid's form), for an ASCII password. */
export function scramVerifier(password: string, salt: Uint8Array, iterations = 4096): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new TypeError('a role password has to be printable ASCII');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
}
