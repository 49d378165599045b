// Installs, once, the Debian packages that some tests use (as root on Debian); elsewhere says what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const wanted = [
  { package: 'golang-go', gives: '/usr/bin/go', for: 'the Go ledger verifier' },
  {
    package: 'golang-golang-x-mod-dev',
    gives: '/usr/share/gocode/src/golang.org/x/mod/sumdb/note',
    for: 'the Go ledger verifier',
  },
  { package: 'chromium', gives: '/usr/bin/chromium', for: 'the console and passkeys in a real browser' },
  { package: 'openssh-client', gives: '/usr/bin/ssh-keygen', for: 'signatures checked by ssh-keygen' },
  { package: 'gcc', gives: '/usr/bin/cc', for: 'security keys through ssh-keygen' },
  { package: 'libc6-dev', gives: '/usr/include/stdio.h', for: 'security keys through ssh-keygen' },
  { package: 'libssl-dev', gives: '/usr/include/openssl/evp.h', for: 'security keys through ssh-keygen' },
  { package: 'slapd', gives: '/usr/sbin/slapd', for: 'LDAP on a real OpenLDAP' },
  { package: 'openssl', gives: '/usr/bin/openssl', for: 'TLS to PostgreSQL' },
];

const missing = wanted.filter((w) => !existsSync(w.gives));
if (missing.length > 0) {
  const names = missing.map((w) => w.package);
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) {
    process.stderr.write(`countersign tests: installing Debian packages ${names.join(', ')} (once)...\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = () =>
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
        env,
        stdio: ['ignore', 'ignore', 2],
      });
    if (install().status !== 0) {
      spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 2] });
      install();
    }
  }
  for (const w of wanted.filter((w) => !existsSync(w.gives)))
    process.stderr.write(`countersign tests: \`${w.package}\` is missing; tests of ${w.for} are skipped.\n`);
}
