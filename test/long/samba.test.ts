import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Debian: samba, samba-ad-provision, samba-dsdb-modules, samba-vfs-modules, winbind. */
const missing = [
  '/usr/sbin/samba',
  '/usr/bin/samba-tool',
  '/usr/bin/unshare',
  '/usr/lib/x86_64-linux-gnu/samba/vfs/acl_xattr.so',
].find((file) => !existsSync(file));
const skip =
  process.getuid?.() !== 0
    ? 'only root can make a network namespace'
    : missing === undefined
      ? undefined
      : `${missing} is missing: Active Directory is not tried`;
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

it.skipIf(skip !== undefined)(
  `reads Samba’s Active Directory and changes accounts and memberships there${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-samba-'));
    const at = (name: string): string => join(import.meta.dirname, '../support', name);
    const now = String(Date.UTC(2026, 0, 1));
    const run = spawnSync(
      'unshare',
      ['-n', 'bash', at('samba.sh'), folder, 'Canary-Admin-1!', process.execPath, at('samba-child.ts'), now],
      { encoding: 'utf8', timeout: 240_000 },
    );
    rmSync(folder, { recursive: true, force: true });
    expect(run.stderr).toBe('');
    const said: unknown = JSON.parse(run.stdout);
    const [on, off] = [
      { exists: true, enabled: true },
      { exists: true, enabled: false },
    ];
    const [inside, out] = [
      { member: true, admin: false },
      { member: false, admin: false },
    ];
    expect(said).toMatchObject({
      complete: true,
      states: [on, off, off, on, inside, out, out, inside],
      primary: 'target_failed',
      accounts: expect.arrayContaining([
        expect.objectContaining({ name: 'ada', kind: 'person', state: 'active', email: 'ada@corp.example' }),
        expect.objectContaining({ name: 'Guest', state: 'disabled' }),
        expect.objectContaining({ name: 'krbtgt', kind: 'service_account', state: 'disabled' }),
        expect.objectContaining({ name: 'DC1$', kind: 'workload' }),
      ]),
      passwords: expect.arrayContaining([
        ['ada', expect.stringMatching(/^\d{4}-/)],
        ['Guest', null],
      ]),
      memberships: expect.arrayContaining([
        'ada in ops',
        'ops in Domain Admins',
        'Domain Admins in Administrators',
        'ada in Domain Users',
        'ada in Authenticated Users',
      ]),
    });
    expect(run.stdout).not.toContain('Canary-Admin-1!');
  },
);
